"""A project's money: its lines as they were entered, and their sums by side and fiscal year at a named rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core import days, formats, money
from core.money import Currency
from core.sides import Side, in_order
from projects.enums import Contribution
from projects.models import AMOUNTS, ExchangeRate, MoneyLine, Project
from projects.reading import money_lines
from projects.wording import span_words, year_words

Sums = dict[str, Decimal | None]


@dataclass(frozen=True)
class Rate:
    """The exchange rate that a page converts with, and where it is from."""

    krw_per_usd: Decimal
    day: date
    source: str

    def __str__(self) -> str:
        """₩1,380 to US$1 on 1 Sep 2026"""
        words = _("₩%(rate)s to US$1 on %(day)s")
        return words % {"rate": money.grouped(self.krw_per_usd), "day": formats.day(self.day)}


def rate_told(found: dict[str, Any] | None) -> Rate | None:
    """A rate that came as JSON."""
    return found and Rate(Decimal(found["krw_per_usd"]), date.fromisoformat(found["day"]), found["source"])


def rate_for(day: date) -> Rate | None:
    """The latest rate on or before a day."""
    found = ExchangeRate.objects.for_day(day).first()
    return Rate(found.krw_per_usd, found.day, found.source) if found else None


def read(user: Any, project: Project) -> tuple[list[MoneyLine], Rate | None]:
    """The lines of a project, by fiscal year and side, and today's rate, in one statement."""
    lines = money_lines(user.side).instances(project=project.pk, today=days.today())
    return in_order_of_sides(lines), rate_told(lines[0].rate) if lines else None


def in_short(user: Any, project: Project) -> dict[str, Any]:
    """What a project's own page shows: the cash by side and fiscal year, what is given in kind as sentences."""
    lines, rate = read(user, project)
    return {
        "money_rate": rate,
        "money_years": years_of(cash(lines), rate),
        "in_kind": [(Side(line.side), line) for line in lines if line.form == Contribution.IN_KIND],
    }


def at_length(user: Any, project: Project) -> dict[str, Any]:
    """What the page of a project's money shows: every line as it was entered, and the sums of each side and of both."""
    lines, rate = read(user, project)
    return {
        "money_rate": rate,
        "cash": [line_row(line, rate) for line in cash(lines)],
        "in_kind": [line_row(line, rate) for line in lines if line.form == Contribution.IN_KIND],
        "totals": totals_of(cash(lines), rate),
        "unconverted": bool(lines) and rate is None,
    }


def cash(lines: list[MoneyLine]) -> list[MoneyLine]:
    return [line for line in lines if line.form == Contribution.CASH]


def in_order_of_sides(lines: Iterable[MoneyLine]) -> list[MoneyLine]:
    """By fiscal year, and in each year the sides in the language's order."""
    order = in_order(formats.reader_language())
    return sorted(lines, key=lambda line: (line.fiscal_year, order.index(Side(line.side)), line.currency))


def years_of(lines: Iterable[MoneyLine], rate: Rate | None) -> list[dict[str, Any]]:
    """A row for each side and fiscal year in the side's own currency.

    Without a rate what was entered in the other currency stands in a row of its own.
    """
    sums: dict[tuple[int, str, str], Sums] = {}
    for line in lines:
        currency = Currency.of(line.side) if rate else Currency(line.currency)
        row = sums.setdefault((line.fiscal_year, line.side, currency), dict.fromkeys(AMOUNTS))
        _add(row, line, currency, rate)
    return [year_row(side, year, currency, row, rate) for (year, side, currency), row in sums.items()]


def totals_of(lines: list[MoneyLine], rate: Rate | None) -> list[dict[str, Any]]:
    """The sums over all years: of each side in its own currency, of both in that of the reader's language.

    Where amounts of two currencies would have to be added without a rate there is no sum.
    """
    own_first = in_order(formats.reader_language())
    of_each = [(str(side.label), Currency.of(side), [one for one in lines if one.side == side]) for side in own_first]
    found = []
    for label, currency, some in [*of_each, (_("Both sides"), Currency.of(own_first[0]), lines)]:
        if some and (rate or {line.currency for line in some} == {currency}):
            sums: Sums = dict.fromkeys(AMOUNTS)
            for line in some:
                _add(sums, line, currency, rate)
            if {line.currency for line in some} != {currency}:  # what was converted is not known to the cent
                sums = {name: value and value.quantize(money.WON) for name, value in sums.items()}
            found.append({"label": label, "cells": cells_of(sums, currency, rate), "percent": percent_of(sums)})
    return found


def _add(sums: Sums, line: MoneyLine, currency: str, rate: Rate | None) -> None:
    """Adds a line's known amounts, converted where they are in the other currency."""
    for name in AMOUNTS:
        value = getattr(line, name)
        if value is not None:
            if line.currency != currency and rate:
                value = money.converted(value, line.currency, rate.krw_per_usd)
            sums[name] = (sums[name] or Decimal(0)) + value


def year_row(side: str, year: int, currency: str, sums: Sums, rate: Rate | None) -> dict[str, Any]:
    """A row of the table: whose, which year, the amounts, and how much of the plan is spent."""
    return {
        "side": Side(side),
        "css": side.lower(),
        "year": year_words(side, year),
        "span": span_words(side, year),
        "cells": cells_of(sums, currency, rate),
        "percent": percent_of(sums),
    }


def line_row(line: MoneyLine, rate: Rate | None) -> dict[str, Any]:
    """A line as it was entered."""
    sums: Sums = {name: getattr(line, name) for name in AMOUNTS}
    texts = [(column[-2:], text) for column, text in line.texts().items() if text]
    return year_row(line.side, line.fiscal_year, line.currency, sums, rate) | {"line": line, "texts": texts}


def percent_of(sums: Sums) -> int | None:
    """How much of what is planned is spent."""
    planned, spent = sums["planned"], sums["spent"]
    return round(100 * spent / planned) if planned and spent is not None else None


def cells_of(sums: Sums, currency: str, rate: Rate | None) -> list[dict[str, Any]]:
    """Planned, committed, spent, each with the other currency beneath where a rate is known."""
    return [
        {
            "label": label,
            "amount": money.amount(sums[name], currency),
            "beneath": in_other(sums[name], currency, rate),
        }
        for name, label in amount_labels().items()
    ]


def in_other(value: Decimal | None, currency: str, rate: Rate | None) -> str:
    """An amount in the other currency, rounded; '' without a rate."""
    if value is None or rate is None:
        return ""
    return money.rounded(money.converted(value, currency, rate.krw_per_usd), Currency(currency).other)


def amount_labels() -> dict[str, str]:
    return {"planned": _("Planned"), "committed": _("Committed"), "spent": _("Spent")}
