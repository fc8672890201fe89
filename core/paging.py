"""Keyset paging: the page after or before a row, at the same cost wherever in the list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable

MOST = 1000
"""Beyond so many rows a page says "more than 1,000"."""
END = "end"


@dataclass(frozen=True)
class Order:
    """A sort that an index serves: its key, whether it falls by nature, and how its value is read from an address.

    Rows of the same key follow by the field `tie`, which is different in each, and rises by nature.
    """

    key: Combinable
    read: Callable[[str], Any]
    falls: bool = False
    tie: str = "pk"
    read_tie: Callable[[str], Any] = UUID


@dataclass(frozen=True)
class Page:
    """The rows of a page and the cursors of its neighbours, '' at an end of the list."""

    rows: list[Any]
    before: str
    after: str


def page(rows: QuerySet, order: Order, *, backward: bool, size: int, after: str = "", before: str = "") -> Page:
    """`size` rows after or before a cursor; `backward` turns the whole order round. A cursor that is none is no cursor.

    `before` may be END: the last page.
    """
    rows = rows.annotate(sort_key=order.key)
    start, turned = _cursor(before or after, order), bool(before) and (before == END or bool(_cursor(before, order)))
    falls, tie_falls = order.falls ^ backward ^ turned, backward ^ turned
    if start and before != END:
        rows = rows.filter(_beyond(start, order.tie, falls, tie_falls))
    sorts = ("-sort_key" if falls else "sort_key", f"-{order.tie}" if tie_falls else order.tie)
    found = list(rows.order_by(*sorts)[: size + 1])
    more, found = len(found) > size, found[:size]
    if turned:
        found.reverse()
    earlier, later = (more, before != END) if turned else (bool(start), more)
    return Page(
        found,
        _name(found[0], order.tie) if found and earlier else "",
        _name(found[-1], order.tie) if found and later else "",
    )


def _beyond(start: tuple[Any, Any], tie: str, falls: bool, tie_falls: bool) -> Q:
    tied, value = start
    op = "lt" if falls else "gt"
    return Q(**{f"sort_key__{op}e": value}) & (
        Q(**{f"sort_key__{op}": value}) | Q(**{f"{tie}__{'lt' if tie_falls else 'gt'}": tied})
    )


def _name(row: Any, tie: str) -> str:
    value = row.sort_key
    return f"{getattr(row, tie)}~{value.isoformat() if hasattr(value, 'isoformat') else value}"


def _cursor(text: str, order: Order) -> tuple[Any, Any] | None:
    tied, tilde, value = text.partition("~")
    if not tilde:
        return None
    try:
        return order.read_tie(tied), order.read(value)
    except ValueError:
        return None


def capped_counts(*querysets: QuerySet) -> list[int]:
    """How many rows with an audience each has, at most MOST + 1, in one statement.

    Only the audience is read: it alone decides who sees a row, so that an index can answer without the table.
    """
    parts: list[str] = []
    params: list[Any] = []
    for one in querysets:
        try:
            sql, own = one.order_by().values("audience")[: MOST + 1].query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
        else:
            parts.append(f"(SELECT count(*) FROM ({sql}) AS capped)")
            params += own
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), params)
        return list(cursor.fetchone())
