"""What nobody did reminds of itself: questions that wait for an answer, projects that fell silent."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone

from contacts.enums import Event
from contacts.models import Notice
from core import concurrence
from core.models import Question
from projects.actions import telling
from projects.models import Project
from projects.querysets import STALE_AFTER
from projects.workflow import PROJECT

MOST_AT_ONCE = 200


@transaction.atomic
def remind_of_questions(*, today: date) -> list[Question]:
    """Reminds of the questions about projects that wait too long, each once, and of those that are overdue, once."""
    found = concurrence.remind(PROJECT.name, today=today)
    projects = Project.objects.joint().in_bulk([UUID(question.subject_id) for question in found])
    for question in found:
        told = telling.overdue if question.escalated_on else telling.reminded
        told(projects[UUID(question.subject_id)], question)
    return found


@transaction.atomic
def remind_of_silence(*, today: date) -> list[Project]:
    """Reminds of projects that nothing was reported of for three weeks, each once in three weeks."""
    told = Notice.objects.joint().filter(
        event=Event.STALE, subject_id=Cast(OuterRef("pk"), CharField()), at__gt=timezone.now() - STALE_AFTER
    )
    silent = Project.objects.joint().stale(today=today).filter(~Exists(told)).order_by("reported_on", "pk")
    found = list(silent[:MOST_AT_ONCE])
    for project in found:
        telling.gone_stale(project)
    return found
