"""What both sides pay for, in each side's own currency and in both at a named rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from core.money import Currency, converted
from core.sides import Side
from projects.enums import Contribution, Stage
from projects.models import AMOUNTS, ExchangeRate, MoneyLine
from reporting.figures.joint import Joint

PAID_FOR = (Stage.DECIDED, Stage.ACTIVE, Stage.SUSPENDED, Stage.COMPLETED)
"""The stages of a project that both sides decided on and have not cancelled."""
Amounts = dict[str, Decimal]


@dataclass(frozen=True)
class Cash:
    """The cash of one side in one currency and fiscal year, for a priority area or a project."""

    side: str
    currency: str
    year: int
    of: Any
    """The slug of the area, or the key of the project."""
    sums: Amounts


def money(joint: Joint) -> dict[str, Any]:
    """`money`, amounts: the cash that each side planned, committed and spent for the joint projects decided on.

    Projects that are decided, active, suspended or completed, over all fiscal years; what is given in kind is not in
    it. `sides` has each side in its own currency, `total` both in each currency, at `rate`: the latest on or before
    the day. Without a rate a sum of two currencies is None. Amounts are text, of dollars with cents.
    """
    told = _in_both(_cash(), at := _rate(joint))
    own = {side.value: told["sides"][side][Currency.of(side)] for side in Side}
    return {"rate": _named(at), "sides": own, "total": told["total"]}


def money_in_full(joint: Joint) -> dict[str, Any]:
    """`money_in_full`, amounts: `money` of each fiscal year and priority area, in both currencies at the same rate.

    `sides` has each side in each currency, `total` both; `years` and `areas` have the same for each year, in order, and
    for each area with money in it; their sums are those of `money`, but for the rounding of what is converted.
    """
    lines, at = _cash(), _rate(joint)
    return {
        "rate": _named(at),
        **_in_both(lines, at),
        "years": {year: _in_both([one for one in lines if one.year == year], at) for year in _each(lines, "year")},
        "areas": {area: _in_both([one for one in lines if one.of == area], at) for area in _each(lines, "of")},
    }


def money_presented(joint: Joint) -> dict[Any, dict[str, Any]]:
    """`money_presented`, amounts: the cash for each project presented at the SCM, at every stage, as in `money`.

    By the key of the project; each side in each currency at the same rate. A project without cash has none.
    """
    lines, at = _cash("project", project__in=[one.project_id for one in joint.presentations]), _rate(joint)
    return {key: _in_both([one for one in lines if one.of == key], at) for key in _each(lines, "of")}


def _rate(joint: Joint) -> dict[str, Any] | None:
    """The latest rate on or before the day."""
    return ExchangeRate.objects.for_day(joint.day).values("krw_per_usd", "day", "source").first()


def _named(at: dict[str, Any] | None) -> dict[str, str] | None:
    return at and {name: str(value) for name, value in at.items()}


def _cash(of: str = "project__area", **only: Any) -> list[Cash]:
    """What is known of the cash of joint projects, by default of those decided on and by area."""
    lines = MoneyLine.objects.joint().filter(form=Contribution.CASH, **(only or {"project__stage__in": PAID_FOR}))
    by = ("side", "currency", "fiscal_year", of)
    rows = lines.order_by(*by).values_list(*by, *(Sum(name, default=Decimal(0)) for name in AMOUNTS))
    return [
        Cash(side, currency, year, key, dict(zip(AMOUNTS, sums, strict=True)))
        for side, currency, year, key, *sums in rows
    ]


def _each(lines: Iterable[Cash], name: str) -> list[Any]:
    return sorted({getattr(line, name) for line in lines})


def _in_both(lines: list[Cash], at: dict[str, Any] | None) -> dict[str, Any]:
    """Each side, and both, in each currency."""
    own = {side.value: [one for one in lines if one.side == side] for side in Side}
    told = {whose: {c.value: _said(parts, c, at) for c in Currency} for whose, parts in {**own, "total": lines}.items()}
    return {"sides": {side.value: told[side.value] for side in Side}, "total": told["total"]}


def _said(lines: Iterable[Cash], currency: Currency, at: dict[str, Any] | None) -> dict[str, str] | None:
    """The sum of these lines in one currency as text, None where it needs a rate and there is none.

    Each currency is summed before it is converted, so that rounding happens once.
    """
    own = {one.value: dict.fromkeys(AMOUNTS, Decimal(0)) for one in Currency}
    for line in lines:
        for name, value in line.sums.items():
            own[line.currency][name] += value
    foreign = own[currency.other]
    if at is None and any(foreign.values()):
        return None
    total = {
        name: value + (converted(foreign[name], currency.other, at["krw_per_usd"]) if at else 0)
        for name, value in own[currency].items()
    }
    return {name: str(value.quantize(currency.smallest)) for name, value in total.items()} | {
        "currency": currency.value
    }
