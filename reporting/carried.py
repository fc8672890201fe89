"""What earlier years leave to a cycle: unfinished projects, open concerns, taskings and commitments. Joint alone."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import formats
from core.models import Concern
from core.queries import day_of
from core.sides import Side
from projects.enums import Stage
from projects.models import Project
from projects.workflow import PROJECT
from reporting.enums import CommitmentState
from reporting.models import Commitment, Consideration, Cycle, Edition
from reporting.wording import edition_title

MOST, MOST_TASKINGS = 10, 30
ENDED = (Stage.COMPLETED, Stage.DECLINED, Stage.CANCELLED)
DONE = (CommitmentState.KEPT, CommitmentState.DROPPED)
Row = dict[str, Any]


def carried_over(cycle: Cycle, starts_on: date) -> list[dict[str, Any]]:
    """Each kind of what is carried over that there is: its name, its first rows, how many more there are."""
    kinds = [
        (_("Unfinished projects presented before"), _projects(cycle)),
        (_("Open concerns"), _concerns(starts_on)),
        (_("Taskings of the bodies"), _taskings(cycle)),
        (_("Open commitments"), _commitments(cycle)),
    ]
    return [
        {"name": name, "rows": rows[:MOST], "more": len(rows) > MOST, "n": min(len(rows), MOST)}
        for name, rows in kinds
        if rows
    ]


def _projects(cycle: Cycle) -> list[Row]:
    presented = Project.objects.joint().filter(presentations__cycle__lt=cycle.year).exclude(stage__in=ENDED)
    return [
        {"title": one.title, "url": one.get_absolute_url(), "what": one.get_stage_display()}
        for one in presented.distinct().order_by("reference")[: MOST + 1]
    ]


def _concerns(starts_on: date) -> list[Row]:
    found = list(
        Concern.objects.open()
        .alias(raised_on=day_of("raised_at"))
        .filter(raised_on__lt=starts_on)
        .select_related("question")
        .order_by("raised_at", "pk")[: MOST + 1]
    )
    of_projects = [UUID(one.subject_id) for one in found if one.question.workflow == PROJECT.name]
    of_editions = [UUID(one.subject_id) for one in found if one.question.workflow == Edition.WORKFLOW.name]
    about = {
        str(pk): (one.title, one.get_absolute_url()) for pk, one in Project.objects.joint().in_bulk(of_projects).items()
    }
    about |= {
        str(pk): (edition_title(one), one.get_absolute_url())
        for pk, one in Edition.objects.in_bulk(of_editions).items()
    }
    return [
        {
            "title": about[one.subject_id][0],
            "url": about[one.subject_id][1],
            "what": f"{Side(one.side).label}: {one.in_reader_language('text')}",
        }
        for one in found
        if one.subject_id in about
    ]


def open_taskings(cycle: Cycle) -> list[Row]:
    """What the bodies tasked when they considered the editions of this year, and what is not carried out yet."""
    return _open_taskings(Consideration.objects.open().filter(edition__cycle=cycle.year))


def _taskings(cycle: Cycle) -> list[Row]:
    return _open_taskings(Consideration.objects.open().filter(edition__cycle__lt=cycle.year))[: MOST + 1]


def _open_taskings(found: QuerySet[Consideration]) -> list[Row]:
    return [
        {
            "title": one.in_reader_language("tasking"),
            "url": f"{one.edition.get_absolute_url()}#considered",
            "what": f"{one.get_body_display()}, {formats.day(one.considered_on)} · {one.get_owner_display()}",
        }
        for one in found.select_related("edition").order_by("considered_on", "pk")[:MOST_TASKINGS]
    ]


def _commitments(cycle: Cycle) -> list[Row]:
    found = Commitment.objects.filter(cycle__lt=cycle.year).exclude(state__in=DONE).order_by("cycle", "number")
    return [
        {"title": one.in_reader_language("text"), "url": one.get_absolute_url(), "what": one.get_state_display()}
        for one in found[: MOST + 1]
    ]
