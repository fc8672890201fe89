"""What scores add up to: each number of the score pages and of the ranked list has its definition here."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TENTH, CENT = Decimal("0.1"), Decimal("0.01")

Weights = Mapping[int, Decimal]
Values = Mapping[int, int]
"""By the number of the criterion."""


def total(values: Values, weights: Weights) -> Decimal:
    """One side's total: the sum of weight times score, divided by the mean weight, to one decimal.

    So equal weights give the plain sum, and whatever the weights, the most is `most_of` them.
    """
    mean = sum(weights.values()) / Decimal(len(weights))
    return (sum(weights[n] * values[n] for n in weights) / mean).quantize(TENTH, ROUND_HALF_UP)


def most_of(weights: Weights) -> int:
    """The highest total that these criteria allow: 25 for five."""
    return 5 * len(weights)


@dataclass(frozen=True)
class Result:
    """Both sides' totals of one project, and how far the sides are apart."""

    us_total: Decimal
    rok_total: Decimal
    mean: Decimal
    """Of the two totals as they are printed, to two decimals."""
    lowest: Decimal
    """The lower of the two totals; it breaks a tie of the means."""
    spread: int
    """The greatest difference between the sides on one criterion."""
    apart: Decimal
    """The difference between the two totals."""


def result(us: Values, rok: Values, weights: Weights) -> Result:
    """What both sides' scores on the same criteria give."""
    ours, theirs = total(us, weights), total(rok, weights)
    return Result(
        us_total=ours,
        rok_total=theirs,
        mean=((ours + theirs) / 2).quantize(CENT, ROUND_HALF_UP),
        lowest=min(ours, theirs),
        spread=max(abs(us[n] - rok[n]) for n in weights),
        apart=abs(ours - theirs),
    )


def points(value: Decimal | int) -> str:
    """A total, mean or weight without decimals that say nothing: 20, 19.5 or 19.25."""
    return f"{Decimal(value).normalize():f}"
