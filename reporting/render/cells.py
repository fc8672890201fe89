"""What a cell, a column and a table of an office file are."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from reporting.render.terms import words_of

Snapshot = dict[str, Any]


class Kind(Enum):
    """What a cell holds: bilingual words, a code, a number, an ISO date."""

    WORDS = "words"
    CODE = "code"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """A column of a table; the width is in characters."""

    head: dict[str, str]
    kind: Kind
    width: int


@dataclass(frozen=True)
class Table:
    """A table: what it is called, its columns, its rows."""

    key: str
    title: dict[str, str]
    columns: list[Column]
    rows: list[list[Any]]


def words(key: str, width: int = 30) -> Column:
    return Column(words_of(key), Kind.WORDS, width)


def code(key: str, width: int = 14) -> Column:
    return Column(words_of(key), Kind.CODE, width)


def number(key: str, width: int = 10) -> Column:
    return Column(words_of(key), Kind.NUMBER, width)


def day(key: str, width: int = 12) -> Column:
    return Column(words_of(key), Kind.DATE, width)


def said(key: str | None) -> dict[str, str] | None:
    """A key of the snapshot (a stage, a health, a finding) in words."""
    return words_of(key) if key else None


Made = tuple[list[Column], list[list[Any]]] | None
"""The columns and rows of a table; None where the snapshot lacks that part."""


def side(key: str) -> dict[str, str]:
    """Which side, in words."""
    return words_of(f"{key}-side")
