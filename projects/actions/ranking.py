"""What the projects of a year are scored on, and when its scoring ends."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import User
from core.errors import Conflict, Malformed
from core.history import record
from core.text import clean
from projects import policies
from projects.models import Criterion, Ranking, Sealed
from projects.scoring import criteria_of

MOST_CRITERIA = 10
TEXTS = ("name_en", "name_ko", "hint_en", "hint_ko")
LENGTHS: dict[str, int] = {field.name: field.max_length or 0 for field in Criterion._meta.fields}
Row = dict[str, Any]


class StaleCriteria(Conflict):
    """Somebody saved the criteria of the same year first; carries what stands now."""

    def __init__(self, saved: list[Criterion], revision: int):
        super().__init__(_("Somebody saved these criteria after you opened them."))
        self.saved, self.revision = saved, revision


@transaction.atomic
def open_ranking(year: int, *, closes_on: date | None, by: User | None, criteria: list[Row] | None = None) -> Ranking:
    """Opens the scoring of a year up to a day, on `criteria` or those of the year before; once open, moves its end.

    Part of opening or dating a cycle, under whose name it stands in history. Raises NotAllowed. `by` is None for
    reference data.
    """
    if by:
        policies.can_keep_criteria(by).enforce()
    ranking = Ranking.objects.select_for_update().filter(year=year).first()
    if ranking is None:
        ranking = Ranking.objects.create(year=year, closes_on=closes_on)
        _write(year, criteria or _those_before(year))
    elif ranking.closes_on != closes_on:
        ranking.closes_on = closes_on
        ranking.save(update_fields=["closes_on"])
    return ranking


@transaction.atomic
def revise_criteria(ranking: Ranking, rows: list[Row], *, by: User, seen_revision: int) -> Ranking:
    """Saves what the projects of a year are scored on, in this order, until a side has submitted a score.

    Raises NotAllowed, Malformed with a sentence for each bad field, or StaleCriteria.
    """
    fresh = Ranking.objects.select_for_update().get(pk=ranking.pk)
    submitted = Sealed.objects.filter(year=fresh.year).exists()
    policies.can_keep_criteria(by, submitted=submitted).enforce()
    standing = criteria_of(fresh.year)
    if fresh.criteria_revision != seen_revision:
        raise StaleCriteria(standing, fresh.criteria_revision)
    rows = _cleaned(rows)
    if rows == [_row(one) for one in standing]:
        return fresh
    with record("revise-criteria", by=by):
        _write(fresh.year, rows)
        fresh.criteria_revision += 1
        fresh.save(update_fields=["criteria_revision"])
    return fresh


def _those_before(year: int) -> list[Row]:
    before = Criterion.objects.filter(year__lt=year).order_by("-year").first()
    return [_row(one) for one in criteria_of(before.year)] if before else []


def _row(criterion: Criterion) -> Row:
    return {name: getattr(criterion, name) for name in (*TEXTS, "weight")}


def _cleaned(rows: list[Row]) -> list[Row]:
    """Clean rows; errors are named by field and number, such as `name_ko_2`."""
    errors = {}
    found = []
    for number, row in enumerate(rows, 1):
        texts = {name: clean(row.get(name) or "") for name in TEXTS}
        for name, text in texts.items():
            if not text and name.startswith("name"):
                errors[f"{name}_{number}"] = _("Name the criterion in both languages.")
            elif len(text) > LENGTHS[name]:
                sentence = _("At most %(most)d characters; this has %(length)d.")
                errors[f"{name}_{number}"] = sentence % {"most": LENGTHS[name], "length": len(text)}
        weight = _weight(row.get("weight"))
        if weight is None:
            errors[f"weight_{number}"] = _("A weight is a number above 0 and below 100, such as 1 or 1.5.")
        found.append({**texts, "weight": weight})
    if not 0 < len(rows) <= MOST_CRITERIA:
        errors["criteria"] = _("A year has at least one criterion and at most %(most)d.") % {"most": MOST_CRITERIA}
    if errors:
        raise Malformed(errors)
    return found


def _weight(typed: Any) -> Decimal | None:
    try:
        weight = Decimal(str(typed)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return weight if 0 < weight < 100 else None


def _write(year: int, rows: list[Row]) -> None:
    standing = {one.number: one for one in criteria_of(year)}
    for number, row in enumerate(rows, 1):
        criterion = standing.pop(number, None) or Criterion(year=year, number=number)
        if _row(criterion) != row:
            for name, value in row.items():
                setattr(criterion, name, value)
            criterion.save()
    for surplus in standing.values():
        surplus.delete()
