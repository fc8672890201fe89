"""Who is told of what happens: to a project, to what both sides are asked, and to posts."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from contacts import actions as on_people
from contacts.actions.handover import tenures_version
from contacts.enums import Event
from contacts.models import Notice, Tenure
from contacts.notices import sentence
from core import days
from core.audience import Audience, acting_as
from core.models import Answer, Concern
from core.sides import Side
from projects import actions
from projects.actions.scoring import Given
from projects.enums import Stage
from projects.models import Project
from tests.factories import make_project

UPDATE = {"period": days.today().replace(day=1), "health": "on-track", "percent": 10, "narrative_en": "Begun."}


@pytest.fixture
def posts(cast) -> dict[str, int]:
    """The posts of both POCs, as a project names them."""
    return {f"{side.lower()}_post": getattr(cast, f"{side.lower()}_poc").current_post["id"] for side in Side}


@pytest.fixture
def told(cast):
    """Gives what was told since it was last asked: (event, username) of each, and whose notices are unread."""
    known: set = set()

    def news() -> set[tuple[str, str]]:
        found = {notice.pk: notice for person in vars(cast).values() for notice in of(person)}
        fresh = {(one.event, one.recipient.username) for pk, one in found.items() if pk not in known}
        known.update(found)
        return fresh

    return news


def of(person, event: str = "") -> list[Notice]:
    with acting_as(person.audience):
        found = Notice.objects.visible_to(person).select_related("recipient")
        return list(found.filter(event=event) if event else found)


def act(verb, project, *args, by, **more):
    with acting_as(by.audience):
        project = Project.objects.get(pk=project.pk) if isinstance(project, Project) else project
        seen = {"seen": project.version} if verb in SEEN else {}
        return verb(project, *args, by=by, **seen, **more)


SEEN = {actions.take_step, actions.ask, actions.share, actions.revise, actions.withdraw, actions.call_off}


def both(event: str, *names: str) -> set[tuple[str, str]]:
    return {(event, name) for name in names}


# --- the project ---


def test_sharing_is_told_to_the_other_side_and_the_time_before_to_nobody_there(cast, posts, told):
    project = make_project(audience=Audience.US, **posts)
    act(actions.remark, project, "CANARY", audience=Audience.US, by=cast.us_lead)
    act(actions.take_step, project, "develop", by=cast.us_lead)
    assert told() == both(Event.REMARKED, "us.poc") | both(Event.MOVED, "us.poc")
    act(actions.share, project, by=cast.us_poc)
    assert told() == both(Event.SHARED, "rok.poc", "rok.lead")
    assert of(cast.rok_lead)[0].url.startswith("/projects/RCF-")


def test_a_joint_remark_is_told_to_whoever_answers_for_the_project(cast, posts, told):
    project = make_project(us_post=posts["us_post"])
    told()
    act(actions.remark, project, "SECRET words", audience=Audience.JOINT, by=cast.us_poc)
    assert told() == both(Event.REMARKED, "rok.lead")
    [notice] = of(cast.rok_lead, Event.REMARKED)
    assert "SECRET" not in str(vars(notice))
    act(actions.remark, project, "Ours.", audience=Audience.US, by=cast.us_lead)
    assert told() == both(Event.REMARKED, "us.poc")


def test_a_changed_health_is_told_and_an_unchanged_one_is_not(cast, posts, told):
    project = make_project(stage=Stage.ACTIVE, **posts)
    told()
    update = act(actions.report_progress, project, UPDATE, by=cast.us_poc)
    assert told() == set()
    act(actions.revise_progress, update, {"health": "at-risk"}, by=cast.us_poc, seen_revision=1)
    assert told() == both(Event.HEALTH, "us.lead", "rok.poc", "rok.lead")
    with override("ko"):
        assert "주의" in sentence(of(cast.rok_poc, Event.HEALTH)[0])


# --- what both sides are asked ---


@pytest.fixture
def review(cast, posts, told):
    project = make_project(stage=Stage.REVIEW, **posts)
    told()
    return project


def test_a_question_is_told_to_the_leads_and_its_answer_to_the_other_sides(cast, review, told):
    act(actions.ask, review, "decide", by=cast.us_poc)
    assert told() == both(Event.ASKED, "us.lead", "rok.lead")
    act(actions.take_step, review, "decide", by=cast.us_lead)
    assert told() == both(Event.ANSWERED, "rok.lead")
    assert [notice.read_at is None for notice in of(cast.us_lead, Event.ASKED)] == [False]
    with override("en"):
        [notice] = of(cast.rok_lead, Event.ANSWERED)
        assert sentence(notice) == "US has answered “Decide to carry it out?”: signed."
    act(actions.take_step, review, "decide", by=cast.rok_lead)
    assert told() == both(Event.CARRIED, "us.lead", "us.poc", "rok.poc")
    assert all(notice.read_at for notice in of(cast.rok_lead, Event.ANSWERED))


def test_a_refusal_is_told_to_whoever_answers_for_the_project_and_never_why(cast, review, told):
    act(actions.take_step, review, "decide", by=cast.rok_lead, answer=Answer.RETURN, reason={"en": "SECRET reason"})
    assert told() == both(Event.ANSWERED, "us.lead", "us.poc", "rok.poc")
    assert "SECRET" not in str([vars(notice) for notice in of(cast.us_poc)])


def test_an_edit_that_voids_answers_is_told_to_both_leads(cast, review, told):
    act(actions.take_step, review, "decide", by=cast.us_lead)
    told()
    act(actions.revise, review, {"title_en": "Another title"}, by=cast.us_poc)
    assert told() == both(Event.VOIDED, "us.lead", "rok.lead")
    assert all(notice.read_at for notice in of(cast.rok_lead, Event.ANSWERED))


def test_an_answer_taken_back_and_a_question_called_off(cast, review, told):
    act(actions.take_step, review, "decide", by=cast.us_lead)
    told()
    act(actions.withdraw, review, "decide", by=cast.us_lead)
    assert told() == both(Event.ANSWERED, "rok.lead")
    act(actions.call_off, review, "decide", by=cast.us_poc)
    assert told() == set()
    assert all(notice.read_at for notice in of(cast.rok_lead, Event.ANSWERED))


def test_who_has_not_answered_is_reminded_and_then_both_hear_that_it_is_overdue(cast, review, told, settings):
    act(actions.take_step, review, "decide", by=cast.us_lead)
    told()
    today = days.today()
    for later, expected in (
        (settings.REMIND_AFTER, both(Event.REMINDED, "rok.lead")),
        (settings.ESCALATE_AFTER + 1, both(Event.OVERDUE, "us.lead", "rok.lead")),
        (settings.ESCALATE_AFTER + 5, set()),
    ):
        with acting_as(Audience.JOINT):
            actions.remind_of_questions(today=days.after_working_days(today, later, *Side))
        assert told() == expected
    with override("en"):
        assert sentence(of(cast.us_lead, Event.OVERDUE)[0]).endswith("Missing: ROK.")


def test_a_closed_concern_is_told(cast, review, told):
    words = [{"en": "SECRET concern"}]
    act(actions.take_step, review, "decide", by=cast.us_lead, answer=Answer.CONCERNS, concerns=words)
    act(actions.take_step, review, "decide", by=cast.rok_lead)
    told()
    with acting_as(Audience.US):
        actions.close_concern(Concern.objects.get(), by=cast.us_lead, closing={"en": "SECRET reason"})
    assert told() == both(Event.CONCERN_CLOSED, "us.poc", "rok.poc", "rok.lead")
    assert "SECRET" not in str([vars(notice) for person in vars(cast).values() for notice in of(person)])


def test_of_sealed_scores_the_other_side_hears_only_that_they_are_submitted(cast, review, told):
    scores = {number: Given(2, f"SECRET reason {number}") for number in range(1, 6)}
    act(actions.save_scores, review, scores, by=cast.us_lead, seen="2026.0.1")
    assert told() == set()
    act(actions.submit_scores, review, scores, by=cast.us_lead, seen="2026.1.1")
    assert told() == both(Event.SCORED, "rok.lead")
    [notice] = of(cast.rok_lead, Event.SCORED)
    assert notice.facts == {}
    assert "SECRET" not in str(vars(notice))
    act(actions.submit_scores, review, scores, by=cast.rok_lead, seen="2026.0.1")
    assert told() == both(Event.SCORES_OPEN, "us.lead", "us.poc", "rok.poc")
    assert of(cast.rok_lead, Event.SCORED)[0].read_at


# --- what nobody did ---


def test_three_weeks_of_silence_are_told_once_to_whoever_answers_for_the_project(cast, posts, told):
    project = make_project(stage=Stage.ACTIVE, **posts)
    make_project(stage=Stage.ACTIVE, **posts)
    told()
    with acting_as(Audience.JOINT):
        Project.objects.filter(pk=project.pk).update(reported_on=days.today() - timedelta(days=22))
        assert actions.remind_of_silence(today=days.today()) == [project]
        assert actions.remind_of_silence(today=days.today()) == []
    assert told() == both(Event.STALE, "us.poc", "rok.poc")
    act(actions.report_progress, project, UPDATE, by=cast.us_poc)
    assert all(notice.read_at for notice in of(cast.rok_poc, Event.STALE))


def test_overlaps_without_an_answer_are_told_once_in_three_weeks(cast, posts, told):
    project = make_project(stage=Stage.REVIEW, **posts)
    make_project(audience=Audience.US, **posts)
    make_project(stage=Stage.DECLINED, **posts)
    told()
    with acting_as(Audience.JOINT):
        assert actions.remind_of_overlaps() == [project]
        assert actions.remind_of_overlaps() == []
    assert told() == both(Event.OVERLAP, "us.poc", "rok.poc")
    act(actions.take_step, project, "decline", by=cast.us_lead, reason={"en": "Not now."})
    with acting_as(Audience.JOINT):
        actions.remind_of_overlaps()
    assert all(notice.read_at for notice in of(cast.rok_poc, Event.OVERLAP))


# --- posts ---


def test_a_successor_hears_of_each_post_and_a_deputy_of_what_to_act_for(cast, told):
    leaving, successor, today = cast.us_poc.contact, cast.us_leader.contact, timezone.localdate()
    post = leaving.tenures.get().post
    with acting_as(Audience.US):
        until = today + timedelta(days=14)
        on_people.name_deputy(post, deputy=cast.us_staff.contact.pk, since=today, until=until, by=cast.us_lead)
        assert told() == both(Event.DEPUTY, "us.staff")
        seen = tenures_version(leaving)
        on_people.hand_over(leaving, to={post.pk: successor.pk}, on=today, seen=seen, by=cast.us_lead)
    assert told() == both(Event.HANDED_OVER, "us.leader")


def test_a_deputy_and_a_deputy_of_a_lead_are_told_what_their_post_is_told(cast, posts, told):
    with acting_as(Audience.ROK):
        for post, deputy in ((cast.rok_poc, cast.rok_staff), (cast.rok_lead, cast.rok_leader)):
            row = post.contact.tenures.get().post
            today = timezone.localdate()
            on_people.name_deputy(row, deputy=deputy.contact.pk, since=today, until=None, by=cast.rok_lead)
    project = make_project(**posts)
    told()
    act(actions.remark, project, "Words.", audience=Audience.JOINT, by=cast.us_poc)
    assert told() == both(Event.REMARKED, "rok.poc", "rok.staff")
    other = make_project(audience=Audience.US, **posts)
    act(actions.share, other, by=cast.us_poc)
    assert told() == both(Event.SHARED, "rok.poc", "rok.staff", "rok.lead", "rok.leader")


def test_a_tenure_that_ends_with_nobody_to_follow_is_told_once(cast, told):
    today = days.today()
    ends = today + timedelta(days=20)
    with acting_as(Audience.JOINT):
        Tenure.objects.filter(holder=cast.rok_staff.contact).update(until=ends)
        assert len(on_people.warn_of_ending_tenures(today=today)) == 1
        assert on_people.warn_of_ending_tenures(today=today + timedelta(days=1)) == []
    assert told() == both(Event.TENURE_ENDS, "rok.lead", "rok.staff")
