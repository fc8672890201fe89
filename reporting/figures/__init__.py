"""Every number of the product, counted in one place (law 5): dashboard, API and report ask here.

Joint records only, so that both governments read the same numbers. A figure is a function of `Joint`, the joint
records on one day; its docstring gives name, unit and definition.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Subquery
from django.utils.translation import gettext_noop

from core import days
from core.models import Chain
from core.queries import Prepared
from reporting.climb import climb_now
from reporting.figures.commitments import commitments
from reporting.figures.counts import (
    HEALTHS,
    a_year_before,
    active,
    by_area,
    by_area_and_country,
    by_country,
    by_health,
    by_stage,
    completed,
    countries,
    days_to_scm,
    health,
    lacks,
    late,
    latest,
    obligation,
    obligations,
    partner_countries,
    presented,
    projects,
    stale,
    untranslated,
    updates_on_time,
)
from reporting.figures.efforts import gaps, overlaps
from reporting.figures.joint import Joint, all_cycles, columns, lands_on, running_on
from reporting.figures.money import money, money_in_full, money_presented
from reporting.figures.risks import risks
from reporting.models import Edition, FigureSet

__all__ = [
    "HEALTHS",
    "TILES",
    "Joint",
    "a_year_before",
    "all_cycles",
    "by_area_and_country",
    "by_country",
    "by_health",
    "by_stage",
    "columns",
    "commitments",
    "count",
    "counted",
    "days_to_scm",
    "lacks",
    "lands_on",
    "latest",
    "money_in_full",
    "money_presented",
    "obligation",
    "obligations",
    "overlaps",
    "risks",
    "running_on",
]

TILES: dict[str, tuple[Callable[[Joint], int | None], str, str]] = {
    "projects": (projects, gettext_noop("Joint projects and initiatives"), ""),
    "active": (active, gettext_noop("Active projects"), ""),
    "countries": (countries, gettext_noop("Countries engaged"), ""),
    "presented": (presented, gettext_noop("Presented at the SCM"), ""),
    "completed": (completed, gettext_noop("Completed this cycle"), ""),
    "updates_on_time": (updates_on_time, gettext_noop("Updates on time"), "%"),
    "late": (late, gettext_noop("Late projects"), ""),
    "days_to_scm": (days_to_scm, gettext_noop("Days to the SCM"), ""),
}
"""The figures that are one number, with label and unit, in the order of the report's summary."""


def count(day: date) -> dict[str, Any]:
    """All figures of the dashboard on a day as JSON; the names are those of the functions of these modules."""
    joint = Joint(day)
    return {
        "day": day.isoformat(),
        **{name: figure(joint) for name, (figure, _label, _unit) in TILES.items()},
        "partner_countries": partner_countries(joint),
        "stale": stale(joint),
        "latest": latest(joint),
        "by_stage": by_stage(joint),
        "by_area": by_area(joint),
        "by_country": by_country(joint),
        "by_area_and_country": by_area_and_country(joint),
        "health": health(joint),
        "by_health": by_health(joint),
        "untranslated": untranslated(joint),
        "money": money(joint),
        "overlaps": overlaps(joint),
        "gaps": gaps(joint),
        "previous": a_year_before(joint),
        "obligation": obligation(joint),
        "commitments": commitments(joint),
        "cycle": _cycle(joint),
    }


KEPT = Prepared(
    lambda day: FigureSet.objects.filter(
        day=day, joint_seq=Subquery(Chain.objects.joint().values("seq")[:1])
    ).values_list("figures"),
    planned_once=True,
    day=date.min,
)


def counted(day: date | None = None) -> dict[str, Any]:
    """All figures of a day, today by default: as kept for this state of the joint records, else counted now."""
    day = day or days.today()
    kept = KEPT.rows(day=day)
    figures = json.loads(kept[0][0]) if kept else None
    return count(day) if figures is None else figures


def _cycle(joint: Joint) -> dict[str, Any] | None:
    """The cycle that runs, with its newest edition and how far that has climbed: what pages show beside the figures."""
    if (cycle := joint.cycle) is None or joint.starts_on is None:
        return None
    dates = {name: value and value.isoformat() for name in CYCLE_DAYS for value in [getattr(cycle, name)]}
    edition = Edition.objects.filter(cycle=cycle).order_by("-number").first()
    return {
        "year": cycle.year,
        "ordinal": cycle.ordinal,
        "host": cycle.host,
        "kidd_ordinal": cycle.kidd_ordinal,
        "starts_on": joint.starts_on.isoformat(),
        **dates,
        "edition": edition
        and {
            "number": edition.number,
            "stage": edition.stage,
            "revision": edition.compiled_revision,
            "compiled_at": edition.compiled_at and edition.compiled_at.isoformat(),
        },
        "climb": [{**one, "day": one["day"] and one["day"].isoformat()} for one in climb_now(cycle, edition)],
    }


CYCLE_DAYS = ("scm_on", "kidd_on", "rcwg_on", "cut_off")
