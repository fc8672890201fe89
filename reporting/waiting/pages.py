"""The list of what waits a page at a time, with how much of each kind there is; the page and the API show the same."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from contacts.models import User
from core import days
from core.text import whole_number
from reporting.enums import Waits
from reporting.figures import count
from reporting.waiting import reading
from reporting.waiting.words import Task, told
from reporting.waiting.work import CAP, Work

SIZE = 30
LAST = 100


@dataclass(frozen=True)
class Page:
    """What waits for a person: a page of it, all kinds with their counts, and the addresses of its neighbours."""

    work: Work
    figures: dict[str, Any]
    """The day's of the year: as kept half a minute ago at most."""
    kind: str
    """The kind that was asked for, '' for all."""
    tasks: list[Task]
    kinds: list[dict[str, Any]]
    waiting: int
    is_more: bool
    """Whether there is more than was looked for, so that `waiting` is the least that there is."""
    awaited: list[Task]
    """The first few things for which the other side is awaited."""
    previous_url: str
    next_url: str

    @property
    def awaited_more(self) -> int:
        return len(self.work.awaited) - len(self.awaited)


def work_of(user: User, *, most: int = CAP) -> Work:
    """All that waits for a person now."""
    today = days.today()
    kept = reading.of_the_day(user.side).rows(day=today)
    figures = json.loads(kept[0][0]) if kept else count(today)
    return Work(user, today, figures, tuple(kept[0][1]) if kept else None, most=most)


def page_of(user: User, asked: Mapping[str, str], *, awaited: int = 0) -> Page:
    """The page that an address asks for: `kind`, one of Waits, and `page`, a number."""
    kind = asked.get("kind", "") if asked.get("kind", "") in Waits.values else ""
    number = min(max(whole_number(asked.get("page", "")), 1), LAST)
    first, after = (number - 1) * SIZE, number * SIZE
    work = work_of(user, most=_enough(after + 1))
    items, counts = work.of_kind(kind), work.counts()
    shown = items[first:after]
    tasks = [told(item, side=user.side, today=work.today) for item in work.completed([*shown, *work.awaited[:awaited]])]
    return Page(
        work,
        work.figures or {},
        kind,
        tasks[: len(shown)],
        [{"kind": one.value, "label": one.label, "count": n, "is_more": one in work.full} for one, n in counts.items()],
        sum(counts.values()),
        bool(work.full),
        tasks[len(shown) :],
        _address(kind, number - 1) if number > 1 else "",
        _address(kind, number + 1) if len(items) > after and number < LAST else "",
    )


def _enough(needed: int) -> int:
    """So many of each kind that a page is right; doubled, so that the database keeps few statements."""
    most = CAP
    while most < needed:
        most *= 2
    return most


def _address(kind: str, number: int) -> str:
    asked = {"kind": kind, "page": number if number > 1 else ""}
    return f"?{urlencode({name: value for name, value in asked.items() if value})}"
