"""The history of the directory as sentences: who changed an entry, who took which post, who deputised."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from contacts.models import Deputy, PointOfContact, Post, Tenure, User
from core import formats
from core.models import Entry

SHOWN = 40
TENURE, DEPUTY = Tenure._meta.db_table, Deputy._meta.db_table


@dataclass(frozen=True)
class Line:
    """One act of one person at one moment."""

    at: datetime
    side: str
    who: str
    did: SafeString


def lines_about(user: User, row: Any, *, tenures: Iterable[Tenure] = (), deputies: Iterable[Deputy] = ()) -> list[Line]:
    """The newest changes of an entry, of these tenures and of these deputies, newest first, in one statement.

    About a point of contact, the tenures of others tell only who came before or after.
    """
    held, deputised = {str(one.pk): one for one in tenures}, {str(one.pk): one for one in deputies}
    found = Q(table=row._meta.db_table, subject_id=str(row.pk)) | Q(table=TENURE, subject_id__in=held)
    found |= Q(table=DEPUTY, object_id__in=deputised, subject_id__in={str(one.post_id) for one in deputised.values()})
    entries = Entry.objects.visible_to(user).filter(found).order_by("-at", "-seq")[:SHOWN]
    acts = [list(act) for _moment, act in groupby(entries, key=lambda e: (e.at, e.action, e.actor_id))]
    if isinstance(row, PointOfContact):
        acts = [act for act in acts if any(_concerns(row, entry, held) for entry in act)]
    language = formats.reader_language()
    return [
        Line(act[0].at, act[0].side.lower(), act[0].post.get(language) or _("The system"), did)
        for act in acts
        if (did := _did(row, act, held, deputised))
    ]


def _concerns(person: PointOfContact, entry: Entry, held: dict[str, Tenure]) -> bool:
    return entry.table != TENURE or held[entry.object_id].holder_id == person.pk


def _did(row: Any, act: list[Entry], held: dict[str, Tenure], deputised: dict[str, Deputy]) -> SafeString:
    """What the act was, as the rest of a sentence that begins with who."""
    told: list[Any] = [*_tenures([(entry, held[entry.object_id]) for entry in act if entry.table == TENURE])]
    told += [_deputy(entry, deputised[entry.object_id]) for entry in act if entry.table == DEPUTY]
    told += [_entry(entry) for entry in act if entry.table == row._meta.db_table]
    return format_html_join("; ", "{}", ((one,) for one in told))


def _tenures(changed: list[tuple[Entry, Tenure]]) -> Iterator[str]:
    """Who took and who left which post; where one act did both to a post, it was handed over."""
    begun = [pair for pair in changed if pair[0].operation == "insert"]
    for entry, one in changed:
        if entry.operation != "update":
            continue
        values = {"name": one.holder.name, "post": _title(one.post)}
        after = next((pair for pair in begun if pair[1].post_id == one.post_id), None)
        if after:
            begun.remove(after)
            values |= {"after": after[1].holder.name, "day": _day(after[0], "since")}
            yield _("handed %(post)s over from %(name)s to %(after)s, as of %(day)s") % values
        else:
            yield _("ended the tenure of %(name)s in %(post)s on %(day)s") % {**values, "day": _day(entry, "until")}
    for entry, one in begun:
        values = {"name": one.holder.name, "post": _title(one.post), "day": _day(entry, "since")}
        yield _("gave %(post)s to %(name)s, from %(day)s") % values


def _deputy(entry: Entry, one: Deputy) -> str:
    values = {"name": one.deputy.name, "post": _title(one.post)}
    if entry.operation != "insert":
        if entry.changes.get("until", [None, None])[1] == one.since.isoformat():
            return _("took back that %(name)s deputises for %(post)s") % values
        return _("let %(name)s deputise for %(post)s until %(day)s") % {**values, "day": _day(entry, "until")}
    values |= {"since": _day(entry, "since"), "until": _day(entry, "until")}
    if values["until"]:
        return _("named %(name)s deputy for %(post)s, from %(since)s until %(until)s") % values
    return _("named %(name)s deputy for %(post)s, from %(since)s") % values


def _entry(entry: Entry) -> SafeString | str:
    if entry.operation == "insert":
        return _("added this entry")
    pairs = [[value if value not in (None, "") else "–" for value in pair] for pair in entry.changes.values()]
    return format_html_join(", ", "<del>{}</del> <ins>{}</ins>", pairs)


def _title(post: Post) -> str:
    return getattr(post, f"title_{formats.reader_language()}")


def _day(entry: Entry, name: str) -> str:
    """A day that an entry set, as the reader writes it; '' for none."""
    value = entry.changes.get(name, [None, None])[1]
    return formats.day(date.fromisoformat(value)) if value else ""
