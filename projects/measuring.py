"""What follows from risks and indicators: where risks lie, how far from its baseline to its target one came."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from projects.models import Indicator, IndicatorValue, Risk

LEVELS = range(1, 6)


def matrix_of(risks: Iterable[Risk]) -> list[tuple[int, list[int]]]:
    """How many risks there are at each probability, the highest first, and each impact from 1 to 5."""
    found = Counter((risk.probability, risk.impact) for risk in risks)
    return [(probability, [found[probability, impact] for impact in LEVELS]) for probability in reversed(LEVELS)]


def attainment(indicator: Indicator, value: IndicatorValue | None) -> int | None:
    """How much of the way from the baseline to the target was gone, in whole percent; None where one is missing.

    Where target and baseline are the same, the level is to be held: 100 when it was, else 0.
    """
    if value is None or value.target is None or value.actual is None:
        return None
    way = value.target - indicator.baseline
    if not way:
        return 100 if indicator.reaches(value.actual) else 0
    return round(Decimal(100) * (value.actual - indicator.baseline) / way)


@dataclass
class Period:
    """What is known of an indicator for a period: the total, and beneath it the countries."""

    start: date
    end: date
    total: IndicatorValue | None = None
    parts: list[IndicatorValue] = field(default_factory=list)


def periods_of(values: Iterable[IndicatorValue]) -> list[Period]:
    """The values of one indicator by period, the earliest first."""
    found: dict[date, Period] = {}
    for value in sorted(values, key=lambda one: (one.period_start, one.country_id or "")):
        period = found.setdefault(value.period_start, Period(value.period_start, value.period_end))
        if value.country_id is None:
            period.total = value
        else:
            period.parts.append(value)
    return list(found.values())
