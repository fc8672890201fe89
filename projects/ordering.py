"""The order of a year's first places: what the scores say of it, and where the leads say otherwise and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

PLACES = 30
"""So many places may be given by hand; all others follow by their scores."""


@dataclass(frozen=True)
class Place:
    """A project's place, and why it is not the one that its scores give."""

    reference: str
    reason: str = ""


def by_hand(places: Sequence[Place], best_other: str | None, rank: Callable[[str], int]) -> set[str]:
    """The projects without a reason that stand elsewhere than their scores put them; as few as explain the order.

    `rank` gives a project's place by its scores, `best_other` is the best of those that are not listed, which follow.
    """
    plain = [place.reference for place in places if not place.reason]
    ahead = [one for one in plain if best_other is None or rank(one) < rank(best_other)]
    return set(plain) - _longest_rising(ahead, rank)


def _longest_rising(row: Sequence[str], rank: Callable[[str], int]) -> set[str]:
    """The most that stand in the order of their ranks."""
    best: list[list[str]] = []
    for one in row:
        before = max((found for found in best if rank(found[-1]) < rank(one)), key=len, default=[])
        best.append([*before, one])
    return set(max(best, key=len, default=[]))


def without_idle_reasons(places: Sequence[Place], best_other: str | None, rank: Callable[[str], int]) -> list[Place]:
    """The places without the reasons that nothing needs any more: the project stands where its scores put it."""
    kept = list(places)
    for at, place in enumerate(kept):
        if place.reason:
            tried = [*kept[:at], Place(place.reference), *kept[at + 1 :]]
            if not by_hand(tried, best_other, rank):
                kept = tried
    return kept
