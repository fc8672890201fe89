"""The joint records on one day, which every figure is a function of."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from core.models import Question, QuestionState
from core.queries import Prepared
from projects.enums import MembershipKind
from projects.models import Country, Membership, Project, ProjectCountry
from reporting.models import Cycle, Presentation


@dataclass
class Joint:
    """The joint records on one day, seen from a cycle; read once, however many figures ask."""

    day: date
    year: int | None = None
    """The cycle that the figures are for; without it the one that runs on `day`."""
    cycles: list[Cycle] = field(default_factory=lambda: all_cycles())

    @cached_property
    def cycle(self) -> Cycle | None:
        if self.year is not None:
            return next((cycle for cycle in self.cycles if cycle.year == self.year), None)
        return running_on(self.day, self.cycles)

    @cached_property
    def starts_on(self) -> date | None:
        """The first day of the cycle: the day after the SCM before it, else the first of January."""
        return starts_on(self.cycle, self.cycles) if self.cycle else None

    @cached_property
    def groups(self) -> Counter[tuple[str, str, str]]:
        """How many projects there are by area, stage and reported health."""
        rows = Project.objects.joint().order_by().values_list("area_id", "stage", "health").annotate(n=Count("pk"))
        return Counter({(area, stage, health): n for area, stage, health, n in rows})

    @cached_property
    def stale_groups(self) -> Counter[tuple[str, str]]:
        """How many active projects are stale, by area and by the health that they reported last."""
        stale = Project.objects.joint().stale(today=self.day).order_by()
        rows = stale.values_list("area_id", "health").annotate(n=Count("pk"))
        return Counter({(area, health): n for area, health, n in rows})

    @cached_property
    def country_groups(self) -> list[tuple[str, str, int]]:
        shares = ProjectCountry.objects.joint().order_by().values_list("project__area_id", "country_id")
        return list(shares.annotate(n=Count("pk")))

    @cached_property
    def lands(self) -> list[Any]:
        """All countries, by group and name; `partner_group` is the group of which each is a member on this day."""
        return lands_on(self.day)

    @cached_property
    def presentations(self) -> list[Presentation]:
        """What is put before this cycle's SCM, in the order in which it was chosen."""
        chosen = Presentation.objects.filter(cycle=self.cycle).select_related("project")
        return list(chosen.order_by("chosen_at", "pk"))


def all_cycles() -> list[Cycle]:
    """All cycles by year, with `withdrawn_at`, when a presentation at each was last withdrawn, and `voided_at`, when an
    edit last made signatures void that were given to present a project."""
    events = apps.get_model("reporting", "PresentationEvent").objects.filter(
        cycle_id=OuterRef("pk"), pgh_label="delete"
    )
    last = Subquery(events.order_by("-pgh_created_at").values("pgh_created_at")[:1])
    step = Concat(Value("present."), Cast(OuterRef("year"), CharField()))
    void = Question.objects.filter(workflow="project", state=QuestionState.VOID, step=step)
    voided = Subquery(void.order_by("-ended_at").values("ended_at")[:1])
    return list(Cycle.objects.annotate(withdrawn_at=last, voided_at=voided).order_by("year"))


def lands_on(day: date) -> list[Any]:
    """All countries with `partner_group`, the slug of the group of which each is a member on this day, '' for none."""
    return LANDS.instances(day=day)


def _lands(day: date) -> QuerySet:
    members = Membership.objects.valid_on(day).filter(kind=MembershipKind.MEMBER, country=OuterRef("pk"))
    group = Subquery(members.order_by("group").values("group")[:1])
    named = Country.objects.annotate(partner_group=Coalesce(group, Value(""), output_field=CharField()))
    return named.order_by("name_en")


LANDS = Prepared(_lands, day=date.min)


def columns(lands: list[Any], used: Collection[str]) -> list[Any]:
    """The columns of the matrix: the members of each partner group together, then others that have a project."""
    shown = [land for land in lands if land.partner_group or land.code in used]
    return sorted(shown, key=lambda land: (not land.partner_group, land.partner_group))


def running_on(day: date, cycles: list[Cycle]) -> Cycle | None:
    """The cycle that runs on a day: the first whose SCM is not over; when all are, the last one."""
    coming = (c for c in cycles if (c.scm_on >= day if c.scm_on else c.year >= day.year))
    return next(coming, cycles[-1] if cycles else None)


def starts_on(cycle: Cycle, cycles: list[Cycle]) -> date:
    """The day after the SCM before this cycle's, where its date is known, else the first of January."""
    before = next((c.scm_on for c in reversed(cycles) if c.year < cycle.year), None)
    return before + timedelta(days=1) if before else date(cycle.year, 1, 1)
