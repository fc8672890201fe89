"""History as sentences: who did what, and from what to what, in the reader's language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When, Window
from django.db.models.functions import DenseRank, JSONObject
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import formats
from core.models import Entry
from projects.history_lines.efforts import REGISTRY
from projects.history_lines.fields import field, month
from projects.history_lines.parts import PARTS, Part
from projects.history_lines.verbs import did
from projects.naming import Names
from projects.wording import LISTS, REFERENCES, label

__all__ = ["REGISTRY", "Line", "counted", "keys_of", "lines", "month", "with_subjects"]

SHOWN = (
    "title_en",
    "title_ko",
    "summary_en",
    "summary_ko",
    "objective_en",
    "objective_ko",
    "kind",
    "area",
    "secondary_areas",
    "themes",
    "us_post",
    "rok_post",
    "planned_start",
    "planned_end",
    "actual_start",
    "actual_end",
)
"""The columns of a project that people decide; the others follow from an action."""


@dataclass(frozen=True)
class Line:
    """One act of one person at one moment."""

    at: datetime
    side: str
    who: str
    did: str
    details: list[SafeString]
    private_to: str


def with_subjects(entries: QuerySet, parts: dict[str, Part] = PARTS) -> QuerySet:
    """Adds `about`: what names the part that an entry is about, which its changes may not tell."""

    def of(table: str, columns: dict[str, str]) -> When:
        model = parts[table].model
        event = apps.get_model(model._meta.app_label, f"{model.__name__}Event").objects
        found = event.filter(pgh_id=OuterRef("event_id")).values(found=JSONObject(**columns))
        return When(table=table, then=Subquery(found))

    return entries.annotate(about=Case(*(of(table, part.about) for table, part in parts.items() if part.about)))


def counted(entries: QuerySet) -> QuerySet:
    """With what each is about, and in `moments` how many acts there are up to it."""
    return with_subjects(entries).annotate(moments=Window(DenseRank(), order_by=F("at").asc()))


def keys_of(entries: Iterable[Entry]) -> dict[str, set[Any]]:
    """Which names the lines of these entries will need, for read_names."""
    kinds = ("area", "theme", "group", "country", "us_post", "rok_post", "organisation")
    wanted: dict[str, set[Any]] = {kind: set() for kind in kinds}
    for entry in entries:
        if country := (entry.about or {}).get("country"):
            wanted["country"].add(country)
        for column, values in entry.changes.items():
            name = column.removesuffix("_id")
            for value in values:
                if value is None:
                    continue
                if name in REFERENCES:
                    wanted[REFERENCES[name]].add(value)
                elif name in LISTS:
                    wanted[LISTS[name]].update(value)
    return wanted


def lines(entries: Iterable[Entry], names: Names) -> list[Line]:
    """The entries, newest first, as one line for each act; what one act changed stands together."""
    acts = (list(act) for _moment, act in groupby(entries, key=lambda e: (e.at, e.action, e.actor_id, e.audience)))
    return [_line(act, names) for act in acts]


def _line(act: list[Entry], names: Names) -> Line:
    first = act[0]
    language = formats.reader_language()
    return Line(
        at=first.at,
        side=first.side.lower() or "both",
        who=first.post.get(language) or _("The system"),
        did=did(first.action),
        details=list(_details(act, names)),
        private_to=first.audience,
    )


def _details(act: list[Entry], names: Names) -> Iterator[SafeString]:
    if act[0].action == "share":
        return
    for entry in sorted(act, key=lambda e: (e.table != "projects_project", e.table, e.seq)):
        if entry.table == "projects_project":
            yield from _project_details(entry, names)
        elif part := PARTS.get(entry.table) or REGISTRY.get(entry.table):
            yield from (part.confirmed if entry.action == "confirm-text" else part.lines)(entry, names)


def _project_details(entry: Entry, names: Names) -> Iterator[SafeString]:
    changes = {column.removesuffix("_id"): values for column, values in entry.changes.items()}
    if entry.operation == "insert":
        reference = (changes.get("reference") or [None, ""])[1]
        yield format_html("{}", reference)
        return
    if entry.action == "confirm-text":
        yield from _confirmed(changes.get("text_states") or [{}, {}])
    for name in SHOWN:
        if name in changes and any(value not in (None, "", []) for value in changes[name]):
            yield field(name, *changes[name], names)


def _confirmed(states: list[dict[str, Any]]) -> Iterator[SafeString]:
    before, after = ((one or {}) for one in states)
    for name in after:
        if after[name] != before.get(name):
            yield format_html("{}", label(name))
