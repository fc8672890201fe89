"""The days before an SCM: their order, and what is proposed for each, counted back in working days of both capitals."""

from datetime import date

from core import days
from core.sides import Side

BEFORE_SCM = {
    "concepts_on": 180,
    "scores_on": 130,
    "decided_on": 78,
    "draft_on": 34,
    "rcwg_on": 31,
    "kidd_on": 22,
    "cut_off": 21,
    "answers_on": 16,
    "confirmed_on": 14,
}
"""How many days on which Washington and Seoul both work lie after each, up to and with the day of the SCM."""
MEETINGS = ("rcwg_on", "kidd_on", "scm_on")
CLIMB = ("concepts_on", "scores_on", "decided_on", "draft_on", "rcwg_on", "kidd_on")
"""One after the other; all the others come before the SCM alone."""
WARNED_BEFORE = 5
"""So many common working days before a day the secretariats and the leads are told of it."""

ORDER = [
    *((first, later) for i, first in enumerate(CLIMB) for later in CLIMB[i + 1 :]),
    *((first, "scm_on") for first in BEFORE_SCM),
]
"""Which day comes before which, or falls on it."""


def proposals(scm_on: date | None) -> dict[str, date]:
    """The days proposed for an SCM on this day; nothing while its date is open."""
    if scm_on is None:
        return {}
    return {name: days.before_working_days(scm_on, count, *Side) for name, count in BEFORE_SCM.items()}


def by_hand(stands: dict[str, date | None], counted_from: date | None) -> set[str]:
    """Which of the days that stand were moved by hand: others than were proposed when they were counted back."""
    proposed = proposals(counted_from)
    return {name for name in BEFORE_SCM if stands.get(name) and stands[name] != proposed.get(name)}
