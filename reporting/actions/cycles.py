"""How a year is opened and dated."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import User
from core.errors import Conflict, Malformed
from core.history import record
from core.text import clean
from projects.actions import open_ranking
from reporting import policies
from reporting.deadlines import BEFORE_SCM, proposals
from reporting.models import Cycle

DATES = (
    "ordinal",
    "host",
    "scm_on",
    "joint_text_on",
    "concepts_on",
    "scores_on",
    "decided_on",
    "draft_on",
    "rcwg_on",
    "kidd_ordinal",
    "kidd_on",
    "cut_off",
    "answers_on",
    "confirmed_on",
    "source",
)
"""What staff enter of a cycle, in the order of the form."""


class StaleCycle(Conflict):
    """Somebody saved the same cycle first; carries the saved row."""

    def __init__(self, saved: Cycle):
        super().__init__(_("Somebody saved this cycle after you opened it."))
        self.saved = saved


@transaction.atomic
def open_cycle(year: int, values: dict[str, Any], *, by: User) -> Cycle:
    """Opens the cycle of a year, and the scoring of projects up to its SCM.

    Raises NotAllowed, or Malformed with a sentence for each bad field.
    """
    policies.can_open_cycle(by).enforce()
    if Cycle.objects.filter(year=year).exists():
        raise Malformed({"year": _("The cycle of this year is open already.")})
    with record("open-cycle", by=by):
        cycle = _saved(Cycle(year=year), values, new=True)
        open_ranking(year, closes_on=cycle.scm_on, by=by)
    return cycle


@transaction.atomic
def revise_cycle(cycle: Cycle, values: dict[str, Any], *, by: User, seen_revision: int) -> Cycle:
    """Saves the dates of a cycle; the same dates make no revision.

    Raises NotAllowed, Malformed, or StaleCycle when it changed after `seen_revision`.
    """
    policies.can_revise_cycle(by, cycle).enforce()
    fresh = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if fresh.revision != seen_revision:
        raise StaleCycle(fresh)
    if all(getattr(fresh, name) == value for name, value in values.items()):
        return fresh
    fresh.revision += 1
    with record("revise-cycle", by=by):
        _saved(fresh, values)
        open_ranking(fresh.year, closes_on=fresh.scm_on, by=by)
    return fresh


@transaction.atomic
def take_proposals(cycle: Cycle, names: Iterable[str], *, by: User, seen_revision: int) -> Cycle:
    """Moves these days to those proposed for the SCM's date; the others stay, and count as moved by hand.

    Raises NotAllowed, Malformed, or StaleCycle when the cycle changed after `seen_revision`.
    """
    policies.can_revise_cycle(by, cycle).enforce()
    fresh = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if fresh.revision != seen_revision:
        raise StaleCycle(fresh)
    proposed = proposals(fresh.scm_on)
    fresh.revision += 1
    with record("take-proposals", by=by):
        _saved(fresh, {name: proposed[name] for name in names if name in proposed})
        fresh.counted_from = fresh.scm_on
        fresh.save(update_fields=["counted_from"])
    return fresh


def _saved(cycle: Cycle, values: dict[str, Any], *, new: bool = False) -> Cycle:
    before = {name: None if new else getattr(cycle, name) for name in BEFORE_SCM}
    for name in DATES:
        if name in values:
            value = values[name]
            setattr(cycle, name, clean(value) if isinstance(value, str) else value)
    if _decided(cycle, before):
        cycle.counted_from = cycle.scm_on
    try:
        cycle.full_clean()
    except ValidationError as failure:
        errors = {
            "scm_on" if k == NON_FIELD_ERRORS else k: " ".join(texts) for k, texts in failure.message_dict.items()
        }
        raise Malformed(errors) from None
    cycle.save(force_insert=new)
    return cycle


def _decided(cycle: Cycle, before: dict[str, date | None]) -> bool:
    """Whether each day before the SCM is the proposed one, or was set just now: then nothing is left to propose."""
    proposed = proposals(cycle.scm_on)
    return bool(proposed) and all(
        (day := getattr(cycle, name)) and (day == proposed[name] or day != before[name]) for name in BEFORE_SCM
    )
