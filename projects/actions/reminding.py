"""What nobody did reminds of itself: questions without an answer, projects that fell silent, overlaps."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from contacts.actions import settle
from contacts.enums import Event
from contacts.models import Notice, Tenure
from core import concurrence
from core.models import Question
from projects.actions import telling
from projects.enums import Stage
from projects.models import Overlap, Project, Ranking
from projects.querysets import STALE_AFTER
from projects.workflow import PROJECT, RANKING

MOST_AT_ONCE = 200


@transaction.atomic
def remind_of_questions(*, today: date) -> list[Question]:
    """Reminds of the questions about projects and orders that wait too long, each once, and of overdue ones, once."""
    found = [question for one in (PROJECT, RANKING) for question in concurrence.remind(one.name, today=today)]
    keys = [UUID(question.subject_id) for question in found]
    subjects: dict[UUID, telling.Subject] = {**Project.objects.joint().in_bulk(keys)}
    subjects |= Ranking.objects.joint().in_bulk(keys)
    for question in found:
        told = telling.overdue if question.escalated_on else telling.reminded
        told(subjects[UUID(question.subject_id)], question)
    return found


@transaction.atomic
def remind_of_silence(*, today: date) -> list[Project]:
    """Reminds of projects that nothing was reported of for three weeks, each once in three weeks."""
    silent = _untold(Event.STALE, Project.objects.joint().stale(today=today)).order_by("reported_on", "pk")
    return _told(telling.gone_stale, silent)


@transaction.atomic
def remind_of_overlaps() -> list[Project]:
    """Reminds of projects that meet efforts of others and do not say how they relate, each once in three weeks.

    Who was told of one that has answered all of them since needs not look any more.
    """
    unanswered = Overlap.objects.joint().filter(project=OuterRef("pk"), answer=None)
    told = Notice.objects.joint().unread().filter(event=Event.OVERLAP, subject_id=Cast(OuterRef("pk"), CharField()))
    for project in Project.objects.joint().filter(Exists(told), ~Exists(unanswered)):
        settle(Event.OVERLAP, subject_id=project.pk)
    under_way = Project.objects.joint().exclude(stage=Stage.COMPLETED).filter(Exists(unanswered))
    return _told(telling.meets_others, _untold(Event.OVERLAP, under_way).order_by("logged_at", "pk"))


def _untold(event: Event, projects: QuerySet[Project]) -> QuerySet[Project]:
    """Those with somebody to tell, of which nobody was told of this event in the last three weeks."""
    held = Tenure.objects.held_on(timezone.localdate()).filter(holder__user__is_active=True)
    projects = projects.filter(Exists(held.filter(Q(post=OuterRef("us_post")) | Q(post=OuterRef("rok_post")))))
    recent = Notice.objects.joint().filter(event=event, at__gt=timezone.now() - STALE_AFTER)
    return projects.filter(~Exists(recent.filter(subject_id=Cast(OuterRef("pk"), CharField()))))


def _told(tell: Callable[[Project], None], projects: QuerySet[Project]) -> list[Project]:
    found = list(projects[:MOST_AT_ONCE])
    for project in found:
        tell(project)
    return found
