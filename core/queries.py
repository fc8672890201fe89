"""Queries that every page asks, whose SQL is built once for each process: building it takes longer than running it."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler


class Prepared:
    """A query with named values. `build` gets an example of each, unlike any other value in the query."""

    def __init__(self, build: Callable[..., QuerySet], **examples: Any):
        self.build, self.examples = build, examples

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values, as the driver gives them: JSON comes as text."""
        _compiler, sql, params = self._built
        with connection.cursor() as cursor:
            cursor.execute(sql, _bound(params, values))
            return cursor.fetchall()

    def instances(self, **values: Any) -> list[Any]:
        """The rows for these values as a query set would give them: with what it selects and annotates."""
        built, sql, params = self._built
        compiler = copy(built)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (sql, tuple(_bound(params, values)))  # type: ignore[method-assign]
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        queryset: Any = SimpleNamespace(db="default", query=query, _known_related_objects={})
        return list(ModelIterable(queryset))

    @cached_property
    def _built(self) -> tuple[SQLCompiler, str, list[Any]]:
        compiler = self.build(**self.examples).query.get_compiler("default")
        sql, params = compiler.as_sql()
        return compiler, sql, [self._slot(param) for param in params]

    def _slot(self, param: Any) -> Any:
        for name, example in self.examples.items():
            if type(param) is type(example) and param == example:
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


def _bound(params: list[Any], values: dict[str, Any]) -> list[Any]:
    return [param.filled(values) if isinstance(param, _Slot) else param for param in params]
