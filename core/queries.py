"""Queries that every page asks, whose SQL is built once for each process: building it takes longer than running it."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import count
from types import SimpleNamespace
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BooleanField, F, Field, Func, QuerySet, Value
from django.db.models.functions import Cast, TruncDate
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler
from psycopg import ClientCursor

from core.sides import Side

TYPES = {str: "text", date: "date", datetime: "timestamptz", int: "bigint", UUID: "uuid"}
"""What a named value is to the database."""
_numbers = count()
_known_to: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""The statements that each open connection knows by name."""


def among(column: str, keys: str, kind: Field) -> Func:
    """Whether a column holds one of `keys`, given as the text of an array (see `keys_text`): one named value for all.

    As a scalar subquery, so that the planner does not weigh each key by itself: with hundreds that takes longer than
    to look them all up.
    """
    wanted = Func(
        Cast(Value(keys), ArrayField(kind)), template="(SELECT %(expressions)s)", output_field=ArrayField(kind)
    )
    return Func(
        F(column),
        Cast(wanted, ArrayField(kind)),
        template="%(expressions)s)",
        arg_joiner=" = ANY (",
        output_field=BooleanField(),
    )


def day_of(moment: str) -> TruncDate:
    """The day of a column's moment, as core.days.day_of tells it: it is always Washington where a day ends last."""
    return TruncDate(moment, tzinfo=ZoneInfo(Side.US.time_zone))


def keys_text(keys: Iterable[Any]) -> str:
    """Numbers or UUIDs as the text of an array."""
    return "{" + ",".join(map(str, keys)) + "}"


class Prepared:
    """A query with named values. `build` gets an example of each, unlike any other value in the query.

    With `planned_once` the database keeps its plan for each connection, which pays where planning takes longer than
    running; only for queries whose best plan is the same for all values. A kept plan belongs to the SQL that it was
    made for: what is built anew has another name. A value that the query has no place for is a LookupError.
    """

    def __init__(self, build: Callable[..., QuerySet], *, planned_once: bool = False, **examples: Any):
        self.build, self.planned_once, self.examples = build, planned_once, examples

    def forget(self) -> None:
        """Builds the query anew when it is next asked."""
        vars(self).pop("_built", None)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values, as the driver gives them: JSON comes as text."""
        with connection.cursor() as cursor:
            cursor.execute(*self._statement(values))
            return cursor.fetchall()

    def instances(self, **values: Any) -> list[Any]:
        """The rows for these values as a query set would give them: with what it selects and annotates."""
        compiler = copy(self._built.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: self._statement(values)  # type: ignore[method-assign]
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        queryset: Any = SimpleNamespace(db="default", query=query, _known_related_objects={})
        return list(ModelIterable(queryset))

    def _statement(self, values: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
        built = self._built
        if not self.planned_once:
            return built.sql, tuple(
                param.filled(values) if isinstance(param, _Slot) else param for param in built.params
            )
        self._prepare_here()
        places = f"({', '.join(['%s'] * len(built.slots))})" if built.slots else ""
        return f"EXECUTE {built.name}{places}", tuple(slot.filled(values) for slot in built.slots)

    def _prepare_here(self) -> None:
        """Lets the database know the statement on this connection; it outlives transactions, also undone ones."""
        connection.ensure_connection()
        built, known = self._built, _known_to.setdefault(connection.connection, set())
        if built.name not in known:
            types = ", ".join(TYPES[type(self.examples[slot.name])] for slot in built.slots)
            with ClientCursor(connection.connection) as cursor:
                statement = built.with_places(cursor)
                cursor.execute(f"PREPARE {built.name}{f'({types})' if types else ''} AS {statement}")
            known.add(built.name)

    @cached_property
    def _built(self) -> "_Built":
        compiler = self.build(**self.examples).query.get_compiler("default")
        sql, params = compiler.as_sql()
        places = [self._slot(param) for param in params]
        if lacking := set(self.examples) - {place.name for place in places if isinstance(place, _Slot)}:
            raise LookupError(f"The query has no place for {', '.join(sorted(lacking))}.")
        return _Built(compiler, sql, places)

    def _slot(self, param: Any) -> Any:
        for name, example in self.examples.items():
            if isinstance(param, type(example)) and param == example and not isinstance(param, bool):
                return _Slot(name)
            if isinstance(example, str) and isinstance(param, str) and example in param:
                return _Part(name, *param.split(example))
        return param


@dataclass(frozen=True)
class _Slot:
    """Where a named value goes."""

    name: str

    def filled(self, values: dict[str, Any]) -> Any:
        return values[self.name]


@dataclass(frozen=True)
class _Part(_Slot):
    """Where a named value goes into a pattern of LIKE."""

    before: str
    after: str

    def filled(self, values: dict[str, Any]) -> str:
        return self.before + connection.ops.prep_for_like_query(values[self.name]) + self.after


class _Built:
    """The SQL of a query, with the name under which the database keeps its plan."""

    def __init__(self, compiler: SQLCompiler, sql: str, params: list[Any]):
        self.compiler, self.sql, self.params = compiler, sql, params
        self.name = f"rcf_{next(_numbers)}"
        self.slots = list(dict.fromkeys(param for param in params if isinstance(param, _Slot)))
        """The named values as the statement takes them: each once, and each pattern that holds one."""

    def with_places(self, cursor: ClientCursor) -> str:
        """The statement with $1, $2 … for the named values and everything else written out."""
        places = {slot: f"${number}" for number, slot in enumerate(self.slots, 1)}
        marks = {slot: f"{self.name} {place}" for slot, place in places.items()}
        text = cursor.mogrify(self.sql, [marks[param] if isinstance(param, _Slot) else param for param in self.params])
        for slot, mark in marks.items():
            text = text.replace(f"'{mark}'", places[slot])
        return text
