"""Law 1 on the stage itself: both signatures alone move it, by whatever way and at whatever moment."""

from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from contacts.models import User
from core import concurrence
from core.audience import Audience, acting_as
from core.models import Question, QuestionState
from core.steps import known_steps
from projects import actions
from projects.enums import Stage
from projects.models import Project, StageChange
from projects.workflow import PROJECT
from tests.factories import make_project, sign


@pytest.mark.parametrize("signers", [(), ("us_lead",)])
def test_a_direct_move_of_the_stage_is_refused_without_both_signatures(cast, signers):
    review = make_project(stage=Stage.REVIEW)
    for name in signers:
        sign(review, getattr(cast, name))
    for statement in (
        "UPDATE projects_project SET stage = 'decided', revision = revision + 1",
        "UPDATE projects_project SET stage = 'decided'",
        "UPDATE projects_project SET stage = 'active', reported_on = now(), revision = revision + 1",
        "UPDATE projects_project SET title_en = 'Silently'",
    ):
        with pytest.raises(DatabaseError, match=r"signature|revision"), acting_as(Audience.US):
            connection.cursor().execute(statement)


def test_a_project_does_not_begin_in_the_middle_of_its_life(cast):
    review = make_project()
    with pytest.raises(DatabaseError, match="does not begin"), acting_as(Audience.US):
        Project.objects.create(
            audience=Audience.JOINT, side="US", reference="RCF-2026-900", title_en="x", area=review.area,
            stage=Stage.DECIDED, stage_since=review.stage_since,
        )  # fmt: skip


@pytest.mark.django_db
def test_the_database_knows_the_same_steps_as_the_code():
    assert known_steps(PROJECT.name) == PROJECT.rows()


# --- races ---


def together(*works) -> list[BaseException | None]:
    """Runs works at the same moment, each on its own connection; gives what each raised."""
    barrier, raised = Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            barrier.wait()
            work()
        except BaseException as error:
            raised[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_leads_who_sign_at_the_same_moment_decide_once_each_of_fifty_times(committed):
    for _time in range(50):
        project = make_project(stage=Stage.REVIEW)
        raised = together(*(partial(sign, project, by) for by in (committed.us_lead, committed.rok_lead)))
        assert [error for error in raised if error] == []
        with acting_as(Audience.JOINT):
            assert Project.objects.get(pk=project.pk).stage == Stage.DECIDED
            assert StageChange.objects.filter(project=project, stage=Stage.DECIDED).count() == 1


def test_two_leads_of_one_side_sign_once(committed):
    with acting_as(Audience.JOINT):
        User.objects.filter(pk=committed.us_poc.pk).update(roles=["poc", "lead"])
        second = User.objects.get(pk=committed.us_poc.pk)
    for _time in range(10):
        project = make_project(stage=Stage.REVIEW)
        raised = together(*(partial(sign, project, by) for by in (committed.us_lead, second)))
        assert sorted(type(error).__name__ for error in raised) == ["NoneType", "NotAllowed"]
        with acting_as(Audience.JOINT):
            assert Project.objects.get(pk=project.pk).stage == Stage.REVIEW


def test_an_edit_and_a_signature_at_the_same_moment_never_sign_what_was_not_seen(committed):
    for time in range(10):
        project = make_project(stage=Stage.REVIEW)
        sign(project, committed.us_lead)

        def edit(project=project, time=time):
            with acting_as(Audience.US):
                changes = {"title_en": f"Edited {time}"}
                actions.revise(project, changes, by=committed.us_poc, seen=project.version)

        together(edit, partial(sign, project, committed.rok_lead))
        with acting_as(Audience.JOINT), transaction.atomic():
            after = Project.objects.get(pk=project.pk)
            if after.stage == Stage.DECIDED:
                carried = Question.objects.about(after).get(state=QuestionState.CARRIED)
                assert carried.version == project.version
            else:
                assert after.title_en == f"Edited {time}"
                assert concurrence.standing_questions(after)["decide"].standing == []
