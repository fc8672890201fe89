"""How the history tells of an effort of others: its own fields, and the countries that it reaches."""

from collections.abc import Iterator
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.models import Entry
from projects import models
from projects.history_lines.fields import field, value
from projects.history_lines.parts import Part
from projects.naming import Names
from projects.wording import period


def _effort(part: Part, entry: Entry, names: Names) -> Iterator[SafeString]:
    """What changed of it; a new one says its source."""
    if entry.operation == "insert":
        yield format_html("{}", value(entry, "source"))
        return
    changes = {column.removesuffix("_id"): values for column, values in entry.changes.items()}
    for column in part.columns:
        if column in changes and any(one not in (None, "", []) for one in changes[column]):
            yield field(column, *changes[column], names, part.model)


def _reached(part: Part, entry: Entry, names: Names) -> Iterator[SafeString]:
    """A country that came, went, or has other years."""
    land = names("country", entry.about["country"])
    if entry.operation == "update":
        for column in ("starts_on", "ends_on"):
            if column in entry.changes:
                yield format_html("{}: {}", land, field(column, *entry.changes[column], names, part.model))
        return
    days = [one and date.fromisoformat(one) for one in (value(entry, "starts_on"), value(entry, "ends_on"))]
    told = f"{land}, {period(*days)}" if any(days) else land
    yield format_html("<ins>{}</ins>" if entry.operation == "insert" else "<del>{}</del>", told)


REGISTRY = {
    part.model._meta.db_table: part
    for part in (
        Part(
            models.Effort,
            {"en": "name_en", "ko": "name_ko"},
            (
                *("name_en", "name_ko", "lead_country", "lead_en", "lead_ko", "areas", "themes", "groups"),
                *("starts_on", "ends_on", "amount", "currency", "budget_en", "budget_ko", "notes_en", "notes_ko"),
                "source",
            ),
            details=_effort,
        ),
        Part(models.EffortCountry, {"country": "country_id"}, details=_reached),
    )
}
"""Each kind of row of the registry by its table."""
