"""How a project moves through its life: taken by one side, or asked of both and signed."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import User
from core import concurrence, days
from core.concurrence import Words
from core.errors import NotAllowed
from core.history import record
from core.models import Answer, Concern, Question
from core.workflow import Step
from projects.actions import telling
from projects.actions.common import keep_revision
from projects.documents import document_of
from projects.enums import Stage
from projects.models import Project, StageChange
from projects.workflow import LEADS


@transaction.atomic
def ask(project: Project, name: str, *, by: User, seen: str, reason: Words | None = None) -> Question:
    """Asks both sides whether to take a step. Raises NotAllowed, Malformed without a needed reason, or Conflict."""
    question = concurrence.ask(project, name, by=by, seen=seen, text=document_of, reason=reason)
    telling.asked(project, question, by=by)
    return question


@transaction.atomic
def take_step(
    project: Project,
    name: str,
    *,
    by: User,
    seen: str,
    answer: str = Answer.CONCUR,
    reason: Words | None = None,
    concerns: Iterable[Words] = (),
) -> Project:
    """Takes a step for the side of `by`, or signs it; the stage moves once every needed side consents.

    Raises NotAllowed with the reason, Malformed, or Conflict when the project is no longer at the version `seen`.
    """
    step = project.WORKFLOW.get(name)
    if step and step.target is None:
        raise NotAllowed(_("What is presented at an SCM is decided on the page of its year."))
    outcome = concurrence.take_step(
        project, name, by=by, seen=seen, text=document_of, answer=answer, reason=reason, concerns=concerns
    )
    if outcome.moved:
        _enter(outcome.subject, project.WORKFLOW[name], by=by, question=outcome.question, reason=reason or {})
    elif outcome.question:
        telling.answered(outcome.subject, outcome.question, answer=answer, by=by)
    return outcome.subject


@transaction.atomic
def withdraw(project: Project, name: str, *, by: User, seen: str) -> Question:
    """Takes the answer of the side of `by` back while the question is open. Raises NotAllowed or Conflict."""
    question = concurrence.withdraw(project, name, by=by, seen=seen)
    telling.taken_back(project, question, by=by)
    return question


@transaction.atomic
def call_off(project: Project, name: str, *, by: User, seen: str) -> Question:
    """Withdraws a question that the side of `by` asked and the other did not answer. Raises NotAllowed or Conflict."""
    question = concurrence.call_off(project, name, by=by, seen=seen)
    telling.settled(question)
    return question


@transaction.atomic
def close_concern(concern: Concern, *, by: User, closing: Words) -> Concern:
    """Closes a concern of the side of `by`, with a reason. Raises NotAllowed or Malformed."""
    concern = concurrence.close_concern(concern, by=by, who=LEADS, closing=closing)
    telling.concern_closed(Project.objects.joint().get(pk=concern.subject_id), by=by)
    return concern


def _enter(project: Project, step: Step, *, by: User, question: Question | None, reason: Words) -> None:
    """Puts a project into the stage that a step leads to, as its next revision."""
    today = days.today()
    project.stage, project.stage_since = Stage(str(step.target)), today
    if project.stage == Stage.ACTIVE:
        project.actual_start, project.reported_on = project.actual_start or today, today
        project.actual_end = None
    if project.stage == Stage.COMPLETED:
        project.actual_end = project.actual_end or today
    project.revision += 1
    project.updated_at, project.updated_by = timezone.now(), by
    with record(step.name, by=by, needs=step.signers.roles):
        project.save()
        StageChange.objects.create(
            project=project,
            audience=project.audience,
            stage=project.stage,
            step=step.name,
            on=today,
            by=by,
            side=by.side,
            question=question,
            **_reasons(question, reason),
        )
    text = keep_revision(project, by=by)
    void = concurrence.text_changed(project, by=by, text=text, changed=["stage"])
    telling.voided(project, void, by=by)
    if question:
        telling.carried(project, question, by=by)
    else:
        telling.moved(project, step, by=by)


def _reasons(question: Question | None, reason: Words) -> dict[str, Any]:
    """The reasons of a step of one side; those of both sides stand with their question."""
    if question is not None:
        return {}
    return {f"reason_{language}": reason.get(language) or "" for language in ("en", "ko")}
