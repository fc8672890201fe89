"""Where others work, where both of us do, and where they meet. Who asks sees joint projects and those of its side."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Count, F, Max, Min, QuerySet, Sum

from core.queries import Prepared
from projects.enums import OVER, MembershipKind
from projects.models import EffortReach, Membership, Overlap, PriorityArea, ProjectCountry

NOBODY = UUID(int=0)
MOST_MET = 200
"""So many projects of an effort are listed; how many there are in all is counted."""

FORGET = "DELETE FROM projects_effortreach WHERE %(efforts)s::uuid[] IS NULL OR effort_id = ANY (%(efforts)s)"
REACH = """
INSERT INTO projects_effortreach (effort_id, country_id, area_id, starts_on, ends_on)
SELECT e.id, place.country_id, area.slug, min(place.starts_on), max(place.ends_on)
FROM projects_effort e
JOIN projects_priorityarea area ON area.slug = ANY (e.areas)
CROSS JOIN LATERAL (
    SELECT c.country_id, coalesce(c.starts_on, e.starts_on, DATE '0001-01-01') AS starts_on,
        coalesce(c.ends_on, e.ends_on, DATE '9999-12-31') AS ends_on
    FROM projects_effortcountry c WHERE c.effort_id = e.id
    UNION ALL
    SELECT m.country_id, greatest(m.since, e.starts_on), least(coalesce(m.until - 1, DATE '9999-12-31'), e.ends_on)
    FROM projects_membership m
    WHERE m.group_id = ANY (e.groups) AND m.kind = 'member'
    AND NOT EXISTS (SELECT FROM projects_effortcountry c WHERE c.effort_id = e.id AND c.country_id = m.country_id)
) AS place
WHERE (%(efforts)s::uuid[] IS NULL OR e.id = ANY (%(efforts)s)) AND place.starts_on <= place.ends_on
GROUP BY e.id, place.country_id, area.slug
"""


def keep_reach(efforts: Collection[UUID] | None = None, *, cursor: Any = None) -> None:
    """Makes anew where and when efforts work, all of them by default.

    Called by every action that changes an effort, and after memberships of a group have changed. A country with years
    of its own keeps to them; a member of a group is reached while it is a member.
    """
    ids = None if efforts is None else list(efforts)
    cursor = cursor or connection.cursor()
    for statement in (FORGET, REACH):
        cursor.execute(statement, {"efforts": ids})


# --- where the two meet ---


@dataclass(frozen=True)
class Meeting:
    """A project and an effort that overlap: in which countries, from which day to which, and the answer, if any."""

    codes: list[str]
    first: date
    last: date
    answer: str
    reason_en: str
    reason_ko: str
    about: dict[str, Any]
    """What names the other of the two: an effort, or a project."""


PLACE = {"codes": ArrayAgg("country", distinct=True), "first": Min("starts_on"), "last": Max("ends_on")}
GIVEN = ("answer__answer", "answer__reason_en", "answer__reason_ko")
EFFORT = ("effort__slug", "effort__name_en", "effort__name_ko")
PROJECT = ("project__reference", "project__title_en", "project__title_ko", "project__stage", "audience")


def efforts_met(side: str, project: UUID) -> list[Meeting]:
    """The efforts that a project meets, those that nobody has answered first, in one statement."""
    return [_meeting(EFFORT, row) for row in _efforts_met(side).rows(project=project)]


def projects_met(side: str, effort: UUID) -> list[Meeting]:
    """The projects that an effort meets, as far as this side may see them, the newest references first."""
    return [_meeting(PROJECT, row) for row in _projects_met(side).rows(effort=effort)]


@cache
def _efforts_met(side: str) -> Prepared:
    return Prepared(
        lambda project: _grouped(Overlap.objects.readable_by(side).filter(project=project), EFFORT).order_by(
            F("answer__answer").asc(nulls_first=True), "effort__name_en", "effort__slug"
        ),
        planned_once=True,
        project=NOBODY,
    )


@cache
def _projects_met(side: str) -> Prepared:
    return Prepared(
        lambda effort: _grouped(Overlap.objects.readable_by(side).filter(effort=effort), PROJECT).order_by(
            "-project__reference"
        )[:MOST_MET],
        planned_once=True,
        effort=NOBODY,
    )


def _grouped(rows: QuerySet, names: tuple[str, ...]) -> QuerySet:
    """One row for each pair."""
    return rows.values(*names, *GIVEN).annotate(**PLACE).values_list(*PLACE, *GIVEN, *names)


def _meeting(names: tuple[str, ...], row: tuple[Any, ...]) -> Meeting:
    codes, first, last, answer, reason_en, reason_ko, *about = row
    told = {name.rpartition("__")[2]: value for name, value in zip(names, about, strict=True)}
    return Meeting(sorted(codes), first, last, answer or "", reason_en or "", reason_ko or "", told)


def answered_and_open() -> dict[str, int]:
    """How many pairs of a joint project and an effort overlap: those that somebody answered, and those still open.

    The efforts of one project after the other: a hundred thousand pairs at once would not fit into working memory.
    """
    met = Overlap.objects.joint().values("project").annotate(efforts=Count("effort", distinct=True))
    pairs = met.aggregate(n=Sum("efforts"))["n"] or 0
    answered = Overlap.objects.joint().exclude(answer=None).aggregate(n=Count("answer", distinct=True))["n"]
    return {"answered": answered, "unanswered": pairs - answered}


# --- where nobody works ---


@dataclass
class Ground:
    """The priority areas in each partner country on a day, and how many work there.

    A joint project counts in its area and in the others that it touches, until it is completed, declined or cancelled;
    an effort counts until it ends, a planned one too. Partner countries are the members of the groups on that day.
    """

    day: date

    @cached_property
    def areas(self) -> list[str]:
        return list(PriorityArea.objects.order_by("number").values_list("slug", flat=True))

    @cached_property
    def partners(self) -> dict[str, str]:
        """The group of each partner country by its code; a member of two groups stands in the first."""
        members = Membership.objects.valid_on(self.day).filter(kind=MembershipKind.MEMBER)
        found: dict[str, str] = {}
        for group, code in members.order_by("group", "country").values_list("group", "country"):
            found.setdefault(code, group)
        return found

    @cached_property
    def projects(self) -> Counter[tuple[str, str]]:
        """How many joint projects by area and country."""
        shares = ProjectCountry.objects.joint().exclude(project__stage__in=OVER).order_by()
        found: Counter[tuple[str, str]] = Counter()
        rows = shares.values_list("country", "project__area", "project__secondary_areas").annotate(n=Count("pk"))
        for code, area, others, n in rows:
            for slug in {area, *others}:
                found[slug, code] += n
        return found

    @cached_property
    def efforts(self) -> Counter[tuple[str, str]]:
        """How many efforts of others by area and country."""
        reach = EffortReach.objects.filter(ends_on__gte=self.day).order_by()
        return Counter(
            {(area, code): n for area, code, n in reach.values_list("area", "country").annotate(n=Count("pk"))}
        )

    @property
    def gaps(self) -> list[tuple[str, str]]:
        """The areas and countries in which neither we nor others work."""
        return [
            (area, code)
            for area in self.areas
            for code in self.partners
            if not self.projects[area, code] and not self.efforts[area, code]
        ]
