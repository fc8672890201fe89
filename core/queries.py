"""Queries that every page asks, whose SQL is built once: building it takes longer than running it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Prepared:
    """A query with named values. `build` gets an example of each, unlike any other value in the query."""

    def __init__(self, build: Callable[..., QuerySet], **examples: Any):
        self.build, self.examples = build, examples

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values, as the driver gives them: JSON comes as text."""
        sql, params = self._sql
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[param.name] if isinstance(param, _Slot) else param for param in params])
            return cursor.fetchall()

    @cached_property
    def _sql(self) -> tuple[str, list[Any]]:
        sql, params = self.build(**self.examples).query.sql_with_params()
        return sql, [self._slot(param) for param in params]

    def _slot(self, param: Any) -> Any:
        named = (name for name, example in self.examples.items() if type(param) is type(example) and param == example)
        name = next(named, None)
        return _Slot(name) if name else param


class _Slot:
    """Where a named value goes."""

    def __init__(self, name: str):
        self.name = name
