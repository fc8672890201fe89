"""What both sides pay for, in each side's own currency and in both at a named rate."""

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


def money(joint: Joint) -> dict[str, Any]:
    """`money`, amounts: the cash that each side planned, committed and spent for the joint projects decided on.

    Projects that are decided, active, suspended or completed, over all fiscal years; what is given in kind is not in
    it. `sides` has each side in its own currency, `total` both in each currency, at `rate`: the latest on or before
    the day. Without a rate a sum of two currencies is None. Amounts are text, of dollars with cents.
    """
    cash: dict[tuple[str, str], Amounts] = _cash()
    rate = ExchangeRate.objects.for_day(joint.day).values("krw_per_usd", "day", "source").first()
    at = rate["krw_per_usd"] if rate else None
    return {
        "rate": rate and {**rate, "krw_per_usd": str(at), "day": rate["day"].isoformat()},
        "sides": {
            side.value: _said(
                [(own, sums) for (whose, own), sums in cash.items() if whose == side], Currency.of(side), at
            )
            for side in Side
        },
        "total": {
            currency.value: _said([(own, sums) for (_whose, own), sums in cash.items()], currency, at)
            for currency in Currency
        },
    }


def _cash() -> dict[tuple[str, str], Amounts]:
    """What is known of the cash, by side and currency."""
    lines = MoneyLine.objects.joint().filter(form=Contribution.CASH, project__stage__in=PAID_FOR)
    rows = lines.order_by().values_list("side", "currency", *(Sum(name, default=Decimal(0)) for name in AMOUNTS))
    return {(side, currency): dict(zip(AMOUNTS, sums, strict=True)) for side, currency, *sums in rows}


def _said(parts: list[tuple[str, Amounts]], currency: Currency, at: Decimal | None) -> dict[str, str] | None:
    """The sum of these parts in one currency as text, None where it needs a rate and there is none."""
    total = dict.fromkeys(AMOUNTS, Decimal(0))
    for own, sums in parts:
        if own != currency and at is None and any(sums.values()):
            return None
        for name, value in sums.items():
            total[name] += value if own == currency or at is None else converted(value, own, at)
    said = {name: str(value.quantize(currency.smallest)) for name, value in total.items()}
    return said | {"currency": currency.value}
