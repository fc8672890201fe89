"""Append-only history: every change with who, for which side, when, from what to what, and a hash chain over it.

django-pghistory's triggers copy each changed row into an event table. A trigger on each event table adds one entry to
the chain of the row's audience: there is one chain an audience, so that a side verifies its own without seeing the
other. The hash of an entry covers the entry before it, its own columns and the event row.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pghistory
from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from pghistory.models import Event

from core.audience import Audience, acting_as


def track(*fields: str, name: str | None = None) -> Callable[[type[Model]], type[Model]]:
    """Keeps the history of a model, or of some of its fields in an event model of that `name`."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        fields=["id", *fields] if fields else None,
        model_name=name,
        append_only=True,
    )


@contextmanager
def record(action: str, *, by: Any, needs: Sequence[str] = ()) -> Iterator[None]:
    """Names the action and its actor in every history entry that its block causes; `by` is None for the system.

    `needs` are the roles of which the action asks for one, where they decide by which post the actor signs.
    """
    with pghistory.context(
        action=action,
        actor=by.pk if by else None,
        side=by.side if by else "",
        post=by.signing_as(*needs) if by else {},
    ):
        yield


@dataclass(frozen=True)
class Broken:
    """The first bad row of a chain, and what is wrong with it."""

    audience: str
    seq: int
    problem: str


def event_models() -> list[type[Event]]:
    """The event models of all tracked models."""
    return [m for m in apps.get_models() if issubclass(m, Event) and hasattr(m, "pgh_tracked_model")]


def verify(audience: Audience) -> tuple[int, Broken | None]:
    """How many entries the chain of `audience` has, and its first bad row, if any.

    Finds a changed, removed or inserted entry, a changed or removed event row, an event row that no entry knows, and
    a chain that was cut at its end.
    """
    with acting_as(audience, read_only=True), connection.cursor() as cursor:
        count, last, wrong_end = _end(cursor, audience)
        problems = [*_broken_links(cursor, audience), *wrong_end]
        for model in event_models():
            if audience == Audience.JOINT or has_audience(model):
                problems += _broken_events(cursor, audience, model, last)
    return count, min(problems, key=lambda broken: broken.seq, default=None)


def _broken_links(cursor: CursorWrapper, audience: Audience) -> Iterator[Broken]:
    cursor.execute(
        "WITH linked AS (SELECT id, lag(hash, 1, '') OVER w AS hash_before, lag(seq, 1, 0::bigint) OVER w AS seq_before"
        " FROM core_entry WHERE audience = %s WINDOW w AS (ORDER BY seq))"
        " SELECT e.seq, e.hash <> core_entry_hash(e) FROM core_entry e JOIN linked USING (id)"
        " WHERE e.hash <> core_entry_hash(e) OR e.previous_hash <> hash_before OR e.seq <> seq_before + 1"
        " ORDER BY e.seq LIMIT 1",
        [audience],
    )
    for seq, changed in cursor.fetchall():
        yield Broken(audience, seq, "The entry was changed." if changed else "The entry before it is not here.")


def _end(cursor: CursorWrapper, audience: Audience) -> tuple[int, int, list[Broken]]:
    """How many entries there are, which is the last, and what is wrong when the chain's head names another."""
    cursor.execute(
        "SELECT (SELECT count(*) FROM core_entry WHERE audience = %(audience)s),"
        " coalesce(e.seq, 0), coalesce(e.hash, ''), coalesce(c.seq, 0), coalesce(c.hash, '')"
        " FROM (SELECT seq, hash FROM core_entry WHERE audience = %(audience)s ORDER BY seq DESC LIMIT 1) e"
        " FULL JOIN (SELECT seq, hash FROM core_chain WHERE audience = %(audience)s) c ON true",
        {"audience": audience},
    )
    count, last, hash_of_last, head, hash_of_head = cursor.fetchone() or (0, 0, "", 0, "")
    if (last, hash_of_last) == (head, hash_of_head):
        return count, last, []
    if last < head:
        return count, last, [Broken(audience, last + 1, "The chain was cut: its last entries are not here.")]
    return count, last, [Broken(audience, last, "The head of the chain was changed: it does not name this last entry.")]


def has_audience(model: type[Event]) -> bool:
    """Whether rows of this model may be private; the others are joint by nature."""
    return any(field.name == "audience" for field in model._meta.fields)


def _broken_events(cursor: CursorWrapper, audience: Audience, model: type[Event], last: int) -> Iterator[Broken]:
    table = model._meta.db_table
    audience_of = "t.audience" if has_audience(model) else "'JOINT'"
    cursor.execute(
        f"SELECT e.seq, t.pgh_id IS NULL FROM core_entry e LEFT JOIN {table} t ON t.pgh_id = e.event_id"
        " WHERE e.audience = %s AND e.event_table = %s"
        " AND e.event_sha256 IS DISTINCT FROM core_row_hash(to_jsonb(t), e.fields) ORDER BY e.seq LIMIT 1",
        [audience, table],
    )
    for seq, missing in cursor.fetchall():
        yield Broken(audience, seq, f"Its row in {table} was {'removed' if missing else 'changed'}.")
    cursor.execute(
        "SELECT t.pgh_id, (SELECT coalesce(min(later.seq), 0) FROM core_entry later WHERE later.audience = %s"
        f" AND later.event_table = %s AND later.event_id > t.pgh_id) FROM {table} t"
        " LEFT JOIN core_entry e ON e.event_table = %s AND e.event_id = t.pgh_id"
        f" WHERE {audience_of} = %s AND e.id IS NULL ORDER BY t.pgh_id LIMIT 1",
        [audience, table, table, audience],
    )
    for event_id, next_seq in cursor.fetchall():
        yield Broken(audience, next_seq or last + 1, f"Row {event_id} of {table} is in no entry.")
