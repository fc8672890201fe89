"""Law 1: two equal sides. What binds both needs one signature of each, on the same revision, by two people."""

import re
import uuid
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from contacts.models import User
from core import concurrence, days
from core.audience import Audience, acting_as
from core.canonical import fingerprint
from core.errors import Conflict, Malformed, NotAllowed
from core.models import Answer, Concern, Concurrence, Entry, Question, QuestionState
from core.sides import Side
from projects import actions, history_lines
from projects.documents import document_of
from projects.enums import Stage
from projects.history_lines.verbs import did
from projects.models import Project, ProjectRevision, StageChange
from projects.naming import Names
from projects.workflow import PROJECT
from tests.factories import WHY, make_project, sign

ROOT = Path(__file__).resolve().parent.parent
NOON = "2026-11-01T12:00Z"


@pytest.fixture
def review(cast):
    """A joint project under review."""
    return make_project(stage=Stage.REVIEW)


def now(project) -> Project:
    with acting_as(Audience.JOINT):
        return Project.objects.get(pk=project.pk)


def questions(project) -> list[Question]:
    with acting_as(Audience.JOINT):
        return list(Question.objects.about(project))


@pytest.mark.parametrize("first", Side)
def test_a_stage_moves_once_both_sides_consent_in_either_order(review, cast, first):
    leads = {side: getattr(cast, f"{side.lower()}_lead") for side in Side}
    waiting = sign(review, leads[first])
    assert waiting.stage == Stage.REVIEW
    assert sign(waiting, leads[first.other]).stage == Stage.DECIDED
    [question] = questions(review)
    assert (question.state, question.ended_side) == (QuestionState.CARRIED, first.other)


def test_a_signature_binds_to_the_revision_and_to_the_hash_of_its_text(review, cast):
    sign(review, cast.us_lead)
    with acting_as(Audience.JOINT):
        signature = Concurrence.objects.get()
        kept = ProjectRevision.objects.get(project=review, version=review.version)
    assert signature.revision == review.revision
    assert signature.text_sha256 == fingerprint(kept.document)


def test_nobody_signs_twice_or_for_the_other_side(review, cast):
    project = sign(review, cast.us_lead)
    with pytest.raises(NotAllowed, match="Waiting for ROK"):
        sign(project, cast.us_lead)
    with pytest.raises(NotAllowed, match="lead point of contact"):
        sign(project, cast.rok_poc)
    assert len(questions(project)[0].answers.all()) == 1
    sign(project, cast.rok_lead, Answer.NON_CONCUR, reason=WHY)
    with pytest.raises(NotAllowed, match="Your side has answered, and so has ROK"):
        sign(project, cast.us_lead)


def test_both_sides_are_asked_once_and_of_what_binds_both_alone(review, cast):
    with acting_as(Audience.US):
        actions.ask(review, "decide", by=cast.us_lead, seen=review.version)
    with acting_as(Audience.ROK), pytest.raises(NotAllowed, match="Both sides are asked already"):
        actions.ask(review, "decide", by=cast.rok_lead, seen=review.version)
    project = make_project()
    with acting_as(Audience.US), pytest.raises(NotAllowed, match="One side takes this step alone"):
        actions.ask(project, "develop", by=cast.us_poc, seen=project.version)


def test_a_stale_revision_cannot_be_signed(review, cast):
    seen = review.version
    with acting_as(Audience.US):
        actions.revise(review, {"title_en": "Another title"}, by=cast.us_poc, seen=seen)
        with pytest.raises(Conflict):
            actions.take_step(review, "decide", by=cast.us_lead, seen=seen)


def test_an_edit_voids_both_signatures_says_why_and_asks_both_anew(review, cast):
    project = sign(review, cast.us_lead)
    project = sign(project, cast.rok_lead, Answer.RETURN, reason={"en": "Name the third port."})
    with acting_as(Audience.US):
        actions.revise(now(project), {"summary_en": "Three ports."}, by=cast.us_poc, seen=project.version)
    fresh, void = questions(project)
    assert (void.state, void.changed, void.ended_side) == (QuestionState.VOID, ["summary_en"], "US")
    assert (fresh.state, fresh.revision) == (QuestionState.OPEN, now(project).revision)
    assert sign(now(project), cast.us_lead).stage == Stage.REVIEW
    assert sign(now(project), cast.rok_lead).stage == Stage.DECIDED


def test_a_question_that_nobody_answered_moves_on_with_the_text(review, cast):
    with acting_as(Audience.US):
        actions.ask(review, "decide", by=cast.us_poc, seen=review.version)
        actions.revise(review, {"title_en": "Another title"}, by=cast.us_poc, seen=review.version)
    [question] = questions(review)
    assert (question.state, question.version) == (QuestionState.OPEN, now(review).version)
    with acting_as(Audience.JOINT):
        assert question.text_sha256 == fingerprint(document_of(now(review)))


def test_an_answer_is_taken_back_until_the_other_side_completes_it(review, cast):
    project = sign(review, cast.us_lead)
    with acting_as(Audience.US):
        actions.withdraw(project, "decide", by=cast.us_lead, seen=project.version)
    assert sign(project, cast.rok_lead).stage == Stage.REVIEW
    moved = sign(project, cast.us_lead)
    assert moved.stage == Stage.DECIDED
    with acting_as(Audience.US), pytest.raises(NotAllowed):
        actions.withdraw(moved, "decide", by=cast.us_lead, seen=moved.version)


def test_a_non_concurrence_is_a_legitimate_answer_and_never_becomes_a_yes(review, cast):
    sign(review, cast.us_lead)
    with pytest.raises(Malformed, match="Say why"):
        sign(review, cast.rok_lead, Answer.NON_CONCUR)
    project = sign(review, cast.rok_lead, Answer.NON_CONCUR, reason={"ko": "예산이 없습니다."})
    assert project.stage == Stage.REVIEW
    assert questions(project)[0].state == QuestionState.OPEN


def test_a_question_is_withdrawn_by_the_side_that_asked_until_the_other_answered(review, cast):
    with acting_as(Audience.US):
        actions.ask(review, "decide", by=cast.us_poc, seen=review.version)
    with acting_as(Audience.ROK), pytest.raises(NotAllowed, match="side that asked"):
        actions.call_off(review, "decide", by=cast.rok_lead, seen=review.version)
    with acting_as(Audience.US):
        actions.call_off(review, "decide", by=cast.us_lead, seen=review.version)
    assert questions(review)[0].state == QuestionState.WITHDRAWN
    with acting_as(Audience.US):
        actions.ask(review, "decide", by=cast.us_poc, seen=review.version)
    sign(review, cast.rok_lead)
    with acting_as(Audience.US), pytest.raises(NotAllowed, match="The other side has answered"):
        actions.call_off(review, "decide", by=cast.us_lead, seen=review.version)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"answer": "perhaps"}, "Choose one of the answers"),
        ({"answer": Answer.NON_CONCUR, "reason": {"en": "x" * (concurrence.LONGEST + 1)}}, "At most 2000 characters"),
        ({"answer": Answer.NON_CONCUR, "reason": {"en": "No \N{PARTY POPPER}"}}, "cannot print"),
        ({"answer": Answer.CONCERNS, "concerns": [{"en": "One more."}] * (concurrence.MOST_CONCERNS + 1)}, "At most"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_with_a_sentence(review, cast, given, sentence):
    with pytest.raises(Malformed, match=sentence):
        sign(review, cast.us_lead, **given)
    assert questions(review) == []


def test_concerns_stand_until_the_side_that_raised_them_closes_each_with_a_reason(review, cast):
    with pytest.raises(Malformed, match="Name the concerns"):
        sign(review, cast.us_lead, Answer.CONCERNS)
    project = sign(review, cast.us_lead, Answer.CONCERNS, concerns=[{"en": "Data retention."}, {"en": "Ship time."}])
    assert sign(project, cast.rok_lead).stage == Stage.DECIDED
    with acting_as(Audience.JOINT):
        first, second = Concern.objects.open()
    with acting_as(Audience.ROK), pytest.raises(NotAllowed, match="raised"):
        actions.close_concern(first, by=cast.rok_lead, closing={"en": "Settled."})
    with acting_as(Audience.US):
        with pytest.raises(Malformed):
            actions.close_concern(first, by=cast.us_lead, closing={"en": " "})
        actions.close_concern(first, by=cast.us_lead, closing={"en": "Thirty days are agreed."})
        assert list(Concern.objects.open()) == [second]
        with pytest.raises(NotAllowed, match="closed already"):
            actions.close_concern(first, by=cast.us_lead, closing={"en": "Again."})


@pytest.mark.parametrize(
    ("stage", "step", "target"),
    [
        (Stage.ACTIVE, "suspend", Stage.SUSPENDED),
        (Stage.SUSPENDED, "resume", Stage.ACTIVE),
        (Stage.ACTIVE, "complete", Stage.COMPLETED),
        (Stage.COMPLETED, "reopen", Stage.ACTIVE),
        (Stage.DECIDED, "cancel", Stage.CANCELLED),
        (Stage.CANCELLED, "restore", Stage.DECIDED),
        (Stage.DECLINED, "reconsider", Stage.REVIEW),
    ],
)
def test_leaving_the_way_and_coming_back_needs_both_sides_and_reasons(cast, stage, step, target):
    project = make_project(stage=stage)
    with pytest.raises(Malformed, match="Say why"):
        sign(project, cast.us_lead, step=step)
    project = sign(project, cast.us_lead, step=step, reason=WHY)
    assert project.stage == stage
    assert sign(project, cast.rok_lead, step=step).stage == target
    with acting_as(Audience.JOINT):
        change = StageChange.objects.filter(project=project).order_by("pk").get(question__isnull=False, step=step)
        assert change.question.reason_ko == WHY["ko"]


@pytest.mark.parametrize(
    ("stage", "step", "target"),
    [
        (Stage.OPPORTUNITY, "develop", Stage.CONCEPT),
        (Stage.CONCEPT, "propose", Stage.REVIEW),
        (Stage.DECIDED, "start", Stage.ACTIVE),
    ],
)
def test_the_way_forward_asks_for_no_reasons(cast, stage, step, target):
    assert sign(make_project(stage=stage), cast.us_lead, step=step).stage == target


@pytest.mark.parametrize(("step", "target"), [("return", Stage.CONCEPT), ("decline", Stage.DECLINED)])
def test_what_one_side_ends_it_ends_with_reasons_and_nothing_turns_private(review, cast, step, target):
    with pytest.raises(Malformed, match="Say why"):
        sign(review, cast.rok_lead, step=step)
    project = sign(review, cast.rok_lead, step=step, reason={"ko": "우선순위가 낮습니다."})
    assert (project.stage, project.audience) == (target, Audience.JOINT)
    with acting_as(Audience.JOINT):
        assert StageChange.objects.get(project=project, step=step).reason_ko == "우선순위가 낮습니다."


def test_history_tells_each_answer_and_the_decision(review, cast):
    project = sign(review, cast.us_lead)
    sign(project, cast.rok_lead)
    with acting_as(Audience.JOINT):
        acts = set(Entry.objects.about(project).values_list("action", "side"))
        entries = history_lines.counted(Entry.objects.about(project))
        told = [line.did for line in history_lines.lines(entries, Names([]))]
    assert {("concur.decide", "US"), ("concur.decide", "ROK"), ("decide", "ROK")} <= acts
    answered = ["concurred: Decide to carry it out"] * 2
    assert told[:3] == ["gave the second signature: decided by both sides", *answered]


def test_every_act_on_a_project_has_its_sentence():
    actions = "".join(path.read_text() for path in (ROOT / "projects/actions").glob("*.py"))
    recorded = set(re.findall(r'record\(\s*"([a-z-]+)"', actions)) | {step.name for step in PROJECT if step.target}
    assert {name for name in recorded if did(name) == did("unheard-of")} == set()


def test_who_does_not_answer_is_reminded_once_then_overdue_once_and_never_taken_for_a_yes(review, cast, settings):
    with acting_as(Audience.US):
        question = actions.ask(review, "decide", by=cast.us_poc, seen=review.version)
    asked = question.asked_at.date()
    remind_on = days.after_working_days(asked, settings.REMIND_AFTER, *Side)
    told = {}
    for ahead in range(40):
        day = asked + timedelta(days=ahead)
        with acting_as(Audience.JOINT):
            for found in actions.remind_of_questions(today=day):
                told[day] = (found.reminded_on, found.escalated_on)
    overdue = question.due_on + timedelta(days=1)
    assert told == {remind_on: (remind_on, None), overdue: (remind_on, overdue)}
    assert question.due_on == days.after_working_days(asked, settings.ESCALATE_AFTER, *Side)
    assert now(review).stage == Stage.REVIEW


def test_only_a_lead_of_the_side_that_raised_a_concern_is_offered_to_close_it(client, cast, review):
    sign(review, cast.us_lead, Answer.CONCERNS, concerns=[{"en": "Ship time."}])
    offered = {}
    for reader in ("us_lead", "us_leader", "rok_lead"):
        client.force_login(getattr(cast, reader))
        pages = [client.get(review.get_absolute_url() + page).content.decode() for page in ("", "decisions/")]
        offered[reader] = ["Close with a reason" in page for page in pages]
    assert offered == {"us_lead": [True, True], "us_leader": [False, False], "rok_lead": [False, False]}


def test_on_its_page_an_answer_is_taken_back_and_then_the_question(client, cast, review):
    client.force_login(cast.us_lead)
    page, seen = f"{review.get_absolute_url()}steps/decide/", {"seen": review.version}
    assert client.post(page, {"answer": "concur", **seen}).status_code == 302
    for act in ("withdraw", "call-off"):
        done = client.post(f"{page}{act}/", seen)
        assert (done.status_code, done["Location"]) == (302, f"{review.get_absolute_url()}#decision")
    with acting_as(Audience.US):
        assert Question.objects.about(review).get().state == QuestionState.WITHDRAWN


def test_on_its_page_a_concern_is_closed_with_a_reason(client, cast, review):
    with acting_as(Audience.US):
        raised = {"answer": "concerns", "concerns": [{"en": "No crew at night."}]}
        actions.take_step(review, "decide", by=cast.us_lead, seen=review.version, **raised)
        address = f"{review.get_absolute_url()}concerns/{Concern.objects.get().pk}/close/"
    client.force_login(cast.us_lead)
    assert client.post(address, {"reason_en": ""}).status_code == 400
    assert client.post(address, {"reason_en": "A crew is hired."}).status_code == 302
    with acting_as(Audience.US):
        assert Concern.objects.get().closing_en == "A crew is hired."


def test_review_is_sent_to_the_side_that_proposed_and_to_review_to_the_other(client, cast, review):
    for reader, words in (("us_lead", "sent to ROK on"), ("rok_lead", "to review since")):
        client.force_login(getattr(cast, reader))
        assert words in client.get(review.get_absolute_url()).content.decode().replace("\xa0", " ")


# --- one person ---


def test_one_person_with_two_accounts_does_not_sign_for_both(review, cast):
    sign(review, cast.us_lead)
    with acting_as(Audience.JOINT):
        User.objects.filter(pk=cast.us_lead.pk).update(is_active=False)
        User.objects.filter(pk=cast.rok_lead.pk).update(email="US.Lead+seoul@example.org")
        twin = User.objects.get(pk=cast.rok_lead.pk)
    with pytest.raises(NotAllowed, match="same person"):
        sign(review, twin)


def answers_of(question: Question, user: User, **changes) -> Concurrence:
    bound = {name: getattr(question, name) for name in ("workflow", "subject_id", "step", "revision", "text_sha256")}
    signed = {"side": user.side, "signer": user, "person": user.person, "post": {}, "signed_at": question.asked_at}
    return Concurrence(question=question, answer=Answer.CONCUR, **{**bound, **signed, **changes})


@pytest.mark.parametrize(
    "forge",
    [
        lambda cast: {"side": "ROK"},
        lambda cast: {"signer": cast.rok_poc, "side": "ROK", "person": cast.us_lead.person},
        lambda cast: {"signer": cast.us_poc, "person": cast.us_poc.person},
        lambda cast: {"signer": cast.rok_lead, "side": "ROK", "person": cast.rok_lead.person, "revision": 99},
        lambda cast: {"signer": cast.rok_lead, "side": "ROK", "person": cast.rok_lead.person, "text_sha256": "0" * 64},
    ],
    ids=["for the other side", "by the same person", "twice for a side", "on another revision", "on another text"],
)
def test_the_database_refuses_a_forged_signature(review, cast, forge):
    sign(review, cast.us_lead)
    with pytest.raises(DatabaseError), acting_as(Audience.US):
        answers_of(Question.objects.get(), cast.us_lead, **forge(cast)).save()
        connection.check_constraints()


def test_the_database_keeps_what_was_signed(review, cast):
    project = sign(review, cast.us_lead)
    sign(project, cast.rok_lead)
    for statement in (
        "UPDATE core_concurrence SET answer = 'non-concur', reason_en = 'No'",
        "UPDATE core_concurrence SET withdrawn_at = now()",
        "UPDATE core_question SET state = 'open', ended_at = NULL",
        "DELETE FROM core_concurrence",
        "DELETE FROM core_question",
    ):
        with pytest.raises(DatabaseError), acting_as(Audience.US), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("model", "changes", "name"),
    [
        (Question, {"number": 2, "step": "return", "text_sha256": ""}, "question_binds_to_a_text"),
        (Question, {"step": "return"}, "question_number_once"),
        (Question, {"number": 2}, "question_open_once_for_each_step"),
        (Question, {"number": 2, "step": "return", "state": "void", "ended_at": NOON}, "a question begins open"),
        (Question, {"number": 2, "step": "return", "ended_at": NOON}, "question_ended_has_its_moment"),
        (Concurrence, {"side": "XX"}, "concurrence_is_of_a_side"),
        (Concurrence, {"side": "ROK"}, "core_concurrence_signs_for_its_side"),
        (Concurrence, {"answer": "return"}, "concurrence_refused_has_a_reason"),
        (Concurrence, {"revision": 9}, "core_concurrence_answers_its_question"),
        (Concern, {}, "concern_number_once"),
        (Concern, {"number": 2, "text_en": ""}, "concern_says_something"),
        (Concern, {"number": 2, "closed_at": NOON}, "concern_closed_has_its_reason"),
    ],
)
def test_the_database_itself_refuses_a_row_that_breaks_a_rule(review, cast, model, changes, name):
    sign(review, cast.us_lead, Answer.CONCERNS, concerns=[{"en": "Ship time."}])
    with acting_as(Audience.US):
        row = model.objects.get()
        row.pk, row._state.adding = uuid.uuid4(), True
        for field, value in ({"signer": cast.us_staff, "person": "another"} | changes).items():
            setattr(row, field, value)
        with pytest.raises(DatabaseError, match=name):
            row.save(force_insert=True)
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_text_that_is_not_the_one_signed_is_named(review, cast):
    sign(review, cast.us_lead)
    call_command("verify_decisions", stdout=StringIO())
    with acting_as(Audience.JOINT):
        kept = ProjectRevision.objects.get(project=review, version=review.version)
        ProjectRevision.objects.filter(pk=kept.pk).update(document={**kept.document, "title_en": "Another"})
    with pytest.raises(CommandError, match=f"{review.version}: the text is not the one that US signed"):
        call_command("verify_decisions", stdout=StringIO())
