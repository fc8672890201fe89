"""The figures of a report, each as figures/ defines it (law 5)."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_noop as _

from core.bilingual import LANGUAGES
from core.sides import Side
from projects.enums import LIFE, Owner
from projects.models import AMOUNTS
from reporting import figures
from reporting.enums import Host
from reporting.figures import Joint
from reporting.models import Cycle
from reporting.snapshot.words import in_words, words, written

PAST_ITS_END = _("Not completed by its planned end, %(day)s")
NO_UPDATE = _("No progress update since %(day)s")
PLACES = {Host.WASHINGTON: _("Washington"), Host.SEOUL: _("Seoul")}
OWNERS = {Owner.US: _("US"), Owner.ROK: _("ROK"), Owner.BOTH: _("Both sides")}
MOST_LATE, MOST_RISKS, MOST_YEARS = 5, 3, 12
"""So many of what is late and of the risks are on the summary, which is one page; so many fiscal years in a table."""


def cycle_of(cycle: Cycle, day: date) -> dict[str, Any]:
    return {
        "year": cycle.year,
        "previous_year": cycle.year - 1,
        "ordinal": cycle.ordinal,
        "cut_off": day.isoformat(),
        "scm": {
            "date": cycle.scm_on and cycle.scm_on.isoformat(),
            "place": words(str(PLACES[Host(cycle.host)])) if cycle.host else None,
        },
    }


def counts(joint: Joint) -> dict[str, Any]:
    before = figures.a_year_before(joint) or {}
    obligation = figures.obligation(joint)
    stages_before = before.get("by_stage", {})
    return {
        "figures": [
            {"key": name, "label": words(label), "value": count(joint), "previous": before.get(name), "unit": unit}
            for name, (count, label, unit) in figures.TILES.items()
        ],
        "obligation": {
            "state": obligation["state"],
            "since": obligation["since"],
            "references": [project["reference"] for project in obligation["projects"]],
        },
        "stages": [
            {"key": stage, "count": n, "previous": stages_before.get(stage)}
            for stage, n in figures.by_stage(joint).items()
            if n or stages_before.get(stage) or stage in LIFE
        ],
        "health": [{"key": health, "count": n, "previous": None} for health, n in figures.by_health(joint).items()],
        "late": [_late(one) for one in figures.latest(joint) if one["days"] > 0][:MOST_LATE],
        "risks": [_risk(one) for one in figures.risks(joint)[:MOST_RISKS]],
        "money": _money(figures.money_in_full(joint)),
    }


def _late(one: dict[str, Any]) -> dict[str, Any]:
    what = {
        "milestone": lambda: {language: one[f"name_{language}"] or None for language in LANGUAGES},
        "end": lambda: words(PAST_ITS_END, day=in_words(one["due"])),
        "update": lambda: words(NO_UPDATE, day=in_words(one["since"])),
    }[one["kind"]]()
    owner = one["owner"]
    return {
        "reference": one["reference"],
        "title": {language: one[f"title_{language}"] or None for language in LANGUAGES},
        "what": what,
        "days": one["days"],
        "owner": {language: owner[language] or None for language in LANGUAGES}
        if owner["en"] or owner["ko"]
        else words(OWNERS[Owner(owner["side"])]),
    }


def _risk(one: dict[str, Any]) -> dict[str, Any]:
    risk = one["risk"]
    post = {Owner.US: risk.project.us_post, Owner.ROK: risk.project.rok_post}.get(Owner(risk.owner))
    return {
        "reference": one["reference"],
        "title": written(risk.project, "title"),
        "text": written(risk, "text"),
        "response": written(risk, "response"),
        "probability": risk.probability,
        "impact": risk.impact,
        "owner": written(post, "title") if post else words(OWNERS[Owner(risk.owner)]),
    }


def _money(told: dict[str, Any]) -> dict[str, Any]:
    """The money of both sides; the newest fiscal years, and every area with money in it."""
    rate = told["rate"]
    years = list(told["years"].items())[-MOST_YEARS:]
    return {
        "rate": rate and {"krw_per_usd": rate["krw_per_usd"], "day": rate["day"], "source": rate["source"]},
        **amounts_by_side(told),
        "years": [{"year": year, **amounts_by_side(one)} for year, one in years],
        "areas": [{"slug": slug, **amounts_by_side(one)} for slug, one in told["areas"].items()],
    }


def amounts_by_side(told: dict[str, Any]) -> dict[str, Any]:
    """Each side and both, in each currency, in whole dollars and won; None where that needs a rate that is missing."""
    return {
        **{side.lower(): _whole(told["sides"][side]) for side in Side.values},
        "total": _whole(told["total"]),
    }


def _whole(told: dict[str, Any]) -> dict[str, Any]:
    return {
        currency.lower(): sums and {name: _rounded(sums[name]) for name in AMOUNTS} for currency, sums in told.items()
    }


def _rounded(amount: str) -> int:
    return int(Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP))
