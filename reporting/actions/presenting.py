"""What is put before the SCM of a year: decided by both sides, like everything that binds both."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from contacts.enums import Role
from contacts.models import User
from core import concurrence
from core.concurrence import Words
from core.history import record
from core.models import Answer, Question
from projects.actions import telling
from projects.documents import document_of
from projects.models import Project
from reporting import policies
from reporting.models import Cycle, Presentation

PRESENT, HOLD_BACK = "present", "hold-back"


def step_about(step: str, cycle: Cycle) -> str:
    """The name of a step about the SCM of a year: "present.2026"."""
    return f"{step}.{cycle.year}"


@transaction.atomic
def ask_to_present(
    cycle: Cycle, project: Project, step: str, *, by: User, seen: str, reason: Words | None = None
) -> Question:
    """Asks both sides whether to present a project at the SCM of a cycle, or to hold it back after all.

    Raises NotAllowed with the reason, Malformed without a needed reason, or Conflict.
    """
    _allowed(cycle, project, step, by=by)
    question = concurrence.ask(project, step_about(step, cycle), by=by, seen=seen, text=document_of, reason=reason)
    telling.asked(project, question, by=by)
    return question


@transaction.atomic
def answer_presenting(
    cycle: Cycle,
    project: Project,
    step: str,
    *,
    by: User,
    seen: str,
    answer: str = Answer.CONCUR,
    reason: Words | None = None,
    concerns: Iterable[Words] = (),
) -> Question:
    """Answers for the side of `by`; the project is presented, or held back, once both sides consent to one revision.

    Raises NotAllowed with the reason, Malformed, or Conflict when the project is no longer at the version `seen`.
    """
    _allowed(cycle, project, step, by=by)
    name = step_about(step, cycle)
    outcome = concurrence.take_step(
        project, name, by=by, seen=seen, text=document_of, answer=answer, reason=reason, concerns=concerns
    )
    assert outcome.question is not None
    if not outcome.moved:
        telling.answered(project, outcome.question, answer=answer, by=by)
    else:
        telling.carried(project, outcome.question, by=by)
        with record(step, by=by, needs=[Role.LEAD]):
            if step == PRESENT:
                Presentation.objects.create(
                    cycle=cycle, project=project, chosen_by=by, chosen_side=by.side, chosen_at=timezone.now()
                )
            else:
                Presentation.objects.get(cycle=cycle, project=project).delete()
    return outcome.question


def _allowed(cycle: Cycle, project: Project, step: str, *, by: User) -> None:
    allowed = policies.can_present if step == PRESENT else policies.can_hold_back
    allowed(by, cycle, project).enforce()
