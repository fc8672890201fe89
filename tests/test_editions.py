"""The annual report climbs from its draft to the seal: signed by both at each body, and then it never changes."""

import uuid
from datetime import date

import pytest
from django.db import Error, connection, transaction

from contacts.enums import Event
from contacts.models import Notice
from core import days
from core.audience import Audience, acting_as
from core.errors import Conflict, Malformed, NotAllowed
from core.models import Concern, Job, Question
from core.sides import Side
from projects.actions.keeping import StalePart
from reporting import actions, compiling
from reporting.enums import Outcome
from reporting.models import Artifact, Comment, Consideration, Cycle, Edition, Seal, Section, Snapshot
from reporting.policies import RENDER_SEALED
from tests.compiling import quiet

WHY = {"en": "The figures of area 2 are not agreed.", "ko": "제2분야 수치가 합의되지 않았습니다."}
ROLES = {"close": "staff", "rcwg": "lead", "kidd": "lead", "scm": "lead"}


@pytest.fixture
def people(committed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "archive"
    return committed


def compiled(by) -> Edition:
    compiling.make_edition(2026, by=by, job=uuid.uuid4(), tell=quiet)
    return edition_now()


def edition_now() -> Edition:
    with acting_as(Audience.JOINT):
        return Edition.objects.order_by("-number").first()


def sign(people, step: str, side: Side, **answered) -> Edition:
    by = getattr(people, f"{side.lower()}_{ROLES[step]}")
    with acting_as(Audience.of(side)):
        edition = Edition.objects.get(pk=edition_now().pk)
        return actions.climb(edition, step, by=by, seen=edition.version, **answered)


def climb_to(people, stage: str) -> Edition:
    while (edition := edition_now()).stage != stage and not edition.is_sealed:
        step = next(one.name for one in edition.WORKFLOW.from_stage(edition.stage) if one.both_sides)
        for side in Side:
            sign(people, step, side)
    return edition


def write(people, key="foreword", **texts) -> Section:
    with acting_as(Audience.US):
        section = Section.objects.get(edition=edition_now(), key=key)
        return actions.revise_section(section, texts, by=people.us_staff, seen_revision=section.revision)


def test_an_edition_climbs_with_both_signatures_at_each_body_and_is_sealed_at_the_scm(people):
    compiled(people.us_staff)
    for step, stage in (("close", "rcwg"), ("rcwg", "kidd"), ("kidd", "scm"), ("scm", "sealed")):
        before = edition_now().stage
        assert sign(people, step, Side.ROK).stage == before, "one signature moves nothing"
        assert sign(people, step, Side.US).stage == stage
    with acting_as(Audience.JOINT):
        told = list(Consideration.objects.values_list("body", "outcome", "compiled_revision"))
        made = Seal.objects.select_related("snapshot").get()
    assert told == [(body, Outcome.CONCURRED, 1) for body in ("rcwg", "kidd", "scm")]
    assert (made.number, made.previous_sha256, set(made.posts)) == (1, "", {"us", "rok"})
    assert made.snapshot.revision == 1


@pytest.mark.parametrize("name", ["us_poc", "us_staff", "us_leader", "admin"])
def test_only_leads_concur_at_a_body(people, name):
    compiled(people.us_staff)
    edition = climb_to(people, "rcwg")
    by = getattr(people, name)
    with acting_as(by.audience), pytest.raises(NotAllowed):
        actions.climb(edition, "rcwg", by=by, seen=edition.version)


def test_an_edit_or_another_compiling_voids_both_signatures_and_asks_anew(people):
    compiled(people.us_staff)
    climb_to(people, "kidd")
    sign(people, "kidd", Side.US)
    write(people, text_en="A new sentence.")
    with acting_as(Audience.ROK):
        states = list(Question.objects.about(edition_now()).filter(step="kidd").values_list("state", "changed"))
        assert states == [("open", []), ("void", ["foreword"])]
        assert Notice.objects.filter(recipient=people.rok_lead, event=Event.VOIDED).exists()
    with pytest.raises(NotAllowed, match="Compile it again"):
        sign(people, "kidd", Side.ROK)
    compiled(people.rok_staff)
    sign(people, "kidd", Side.ROK)
    assert edition_now().stage == "kidd", "the signature on the revision before counts no more"
    compiled(people.us_staff)
    with acting_as(Audience.US):
        newest = Question.objects.about(edition_now()).filter(step="kidd").first()
        assert (newest.state, newest.answers.count()) == ("open", 0)
    climb_to(people, "scm")


def test_a_body_returns_an_edition_with_reasons_and_the_record_says_so(people):
    compiled(people.us_staff)
    edition = climb_to(people, "rcwg")
    with acting_as(Audience.ROK):
        with pytest.raises(Malformed):
            actions.climb(edition, "return", by=people.rok_lead, seen=edition.version)
        actions.climb(edition, "return", by=people.rok_lead, seen=edition.version, reason=WHY)
        considered = Consideration.objects.get()
    assert edition_now().stage == "draft"
    assert (considered.body, considered.outcome, considered.reason_ko) == ("rcwg", "return", WHY["ko"])
    with acting_as(Audience.US):
        note = {"tasking_en": "Agree the figures.", "considered_on": days.today()}
        actions.note_consideration(considered, note, by=people.us_staff, seen_revision=1)
        with pytest.raises(StalePart):
            actions.note_consideration(considered, note, by=people.us_staff, seen_revision=1)
        with pytest.raises(NotAllowed):
            actions.note_consideration(considered, note, by=people.us_lead, seen_revision=2)


def test_an_scm_moved_back_by_a_week_after_the_rcwg_leaves_what_the_rcwg_said_and_is_in_the_next_revision(people):
    first, later = date(2026, 10, 29), date(2026, 11, 5)

    def move(scm_on):
        with acting_as(Audience.US):
            cycle = Cycle.objects.get(year=2026)
            actions.revise_cycle(cycle, {"scm_on": scm_on}, by=people.us_staff, seen_revision=cycle.revision)

    move(first)
    compiled(people.us_staff)
    climb_to(people, "kidd")
    sign(people, "kidd", Side.US)
    move(later)
    with acting_as(Audience.JOINT):
        assert (edition_now().stage, Consideration.objects.get().body) == ("kidd", "rcwg")
        assert [one.answers.count() for one in Question.objects.about(edition_now()).filter(step="kidd")] == [1]
    compiled(people.us_staff)
    with acting_as(Audience.JOINT):
        days = [one.content["cycle"]["scm"]["date"] for one in Snapshot.objects.order_by("revision")]
        assert Consideration.objects.get().outcome == Outcome.CONCURRED
    assert days == [first.isoformat(), later.isoformat()]
    assert climb_to(people, "sealed").is_sealed


def test_concerns_of_a_signature_are_closed_by_the_side_that_raised_them(people):
    compiled(people.us_staff)
    climb_to(people, "rcwg")
    sign(people, "rcwg", Side.ROK, answer="concerns", concerns=[WHY])
    with acting_as(Audience.US), pytest.raises(NotAllowed):
        actions.close_edition_concern(Concern.objects.get(), by=people.us_lead, closing=WHY)
    with acting_as(Audience.ROK):
        assert actions.close_edition_concern(Concern.objects.get(), by=people.rok_lead, closing=WHY).closed_at


def test_who_saves_a_section_second_loses_nothing_and_the_same_text_is_no_revision(people):
    compiled(people.us_staff)
    first = write(people, text_en="As the US staff wrote it.")
    with acting_as(Audience.ROK):
        with pytest.raises(StalePart) as stale:
            actions.revise_section(first, {"text_en": "Second."}, by=people.rok_staff, seen_revision=1)
        assert stale.value.saved.text_en == "As the US staff wrote it."
        same = actions.revise_section(first, {"text_en": first.text_en}, by=people.rok_staff, seen_revision=2)
        assert same.revision == 2
        with pytest.raises(Malformed, match="20"):
            actions.revise_section(first, {"text_en": "x" * 200_000}, by=people.rok_staff, seen_revision=2)
        with pytest.raises(NotAllowed):
            actions.revise_section(first, {"text_en": "y"}, by=people.rok_lead, seen_revision=2)


def test_a_translation_is_out_of_date_when_the_other_language_changes(people):
    compiled(people.us_staff)
    write(people, text_en="One.", text_ko="하나.")
    with acting_as(Audience.ROK):
        section = Section.objects.get(edition=edition_now(), key="foreword")
        actions.confirm_section(section, "ko", by=people.rok_staff, seen_revision=section.revision)
    section = write(people, text_en="Two.")
    assert section.text_state("text", "ko")["state"] == "out-of-date"
    assert section.text_state("text", "en")["state"] == "draft"


def test_a_comment_for_one_side_does_not_exist_for_the_other(people):
    compiled(people.us_staff)
    with acting_as(Audience.US):
        section = Section.objects.get(edition=edition_now(), key="foreword")
        kept = actions.add_comment(section, "Between us.", audience=Audience.US, by=people.us_poc)
        joint = actions.add_comment(section, "To both.", audience=Audience.JOINT, by=people.us_poc)
        answer = actions.add_comment(section, "Noted.", audience=Audience.JOINT, by=people.us_lead, answers=kept)
        assert answer.audience == Audience.US, "an answer goes to whom the comment went"
        with pytest.raises(Malformed):
            actions.add_comment(section, "For them.", audience=Audience.ROK, by=people.us_poc)
    with acting_as(Audience.ROK):
        assert [one.text for one in Comment.objects.all()] == ["To both."]
        with pytest.raises(NotAllowed):
            actions.close_comment(joint, by=people.rok_staff)
    with acting_as(Audience.US):
        assert actions.close_comment(joint, by=people.us_staff).closed_at
        with pytest.raises(NotAllowed, match="closed already"):
            actions.close_comment(joint, by=people.us_staff)
        with pytest.raises(NotAllowed, match="Close the comment it answers"):
            actions.close_comment(answer, by=people.us_staff)


def test_nobody_signs_or_is_asked_about_what_was_never_compiled(cast):
    with acting_as(Audience.JOINT):
        edition = actions.open_edition(Cycle.objects.get(pk=2026), by=cast.us_staff)
    for act in (actions.climb, actions.ask_body):
        with acting_as(Audience.US), pytest.raises(NotAllowed, match="Compile the report first"):
            act(edition, "close", by=cast.us_staff, seen=edition.version)


def refused(statement: str, why: str) -> None:
    """The database refuses it by itself, for this reason."""
    with acting_as(Audience.JOINT), pytest.raises(Error, match=why), transaction.atomic():
        connection.cursor().execute(statement)


def test_what_was_compiled_is_never_changed_or_deleted(people):
    compiled(people.us_staff)
    for table, change in (("artifact", "sha256 = ''"), ("snapshot", "content = '{}'")):
        refused(f"UPDATE reporting_{table} SET {change}", "permission denied")
        refused(f"DELETE FROM reporting_{table}", "what was compiled is kept")


def test_a_sealed_edition_its_text_and_its_seal_never_change(people):
    compiled(people.us_staff)
    climb_to(people, "sealed")
    refused("UPDATE reporting_edition SET revision = revision + 1", "a sealed edition never changes")
    refused("UPDATE reporting_section SET text_en = 'x'", "a sealed edition never changes")
    refused("UPDATE reporting_seal SET sha256 = repeat('0', 64)", "a seal is never changed")
    refused("DELETE FROM reporting_seal", "permission denied")
    with pytest.raises(NotAllowed, match="sealed"):
        write(people, text_en="Too late.")
    with acting_as(Audience.US), pytest.raises(NotAllowed, match="correction"):
        actions.compile_edition(Cycle.objects.get(pk=2026), by=people.us_staff).refresh_from_db()


def test_the_files_of_a_seal_are_made_once_and_the_next_seal_chains_to_them(people):
    compiled(people.us_staff)
    edition = climb_to(people, "sealed")
    with acting_as(Audience.US), pytest.raises(NotAllowed, match="Nobody stops that"):
        actions.cancel_compiling(Job.objects.get(kind=RENDER_SEALED), by=people.us_staff)
    with acting_as(Audience.US), pytest.raises(NotAllowed, match="open a correction"):
        actions.open_edition(edition.cycle, by=people.us_staff)
    made = compiling.seal_files(edition.pk, tell=quiet)
    again = compiling.seal_files(edition.pk, tell=quiet)
    assert made.closed_sha256 == again.closed_sha256
    with acting_as(Audience.JOINT):
        assert len(made.files) == Artifact.objects.filter(is_sealed=True).count() == 13
    with acting_as(Audience.US):
        correction = actions.open_correction(edition, by=people.us_staff)
        assert actions.open_correction(edition, by=people.us_staff) == correction
    assert (correction.number, correction.corrects_id) == (2, edition.pk)
    compiled(people.us_staff)
    climb_to(people, "sealed")
    with acting_as(Audience.JOINT):
        second = Seal.objects.get(edition=correction)
    assert (second.number, second.previous_sha256) == (2, made.closed_sha256)


def test_no_stage_of_an_edition_moves_by_sql_alone(people):
    compiled(people.us_staff)
    refused("UPDATE reporting_edition SET stage = 'rcwg', revision = revision + 1", "needs the signature of each side")
    with acting_as(Audience.JOINT), pytest.raises(Error, match="does not begin at the stage"), transaction.atomic():
        Edition.objects.create(cycle_id=2026, number=2, stage="rcwg")


def test_nothing_compiles_unnamed_while_both_sides_are_asked(people):
    compiled(people.us_staff)
    climb_to(people, "rcwg")
    sign(people, "rcwg", Side.US)
    with pytest.raises(Conflict):
        compiling.make_edition(2026, by=None, job=None, tell=quiet)
