"""What waits for the leads of a side, whichever their posts: the same for all of them, hence read once for each state.

All of it follows from what is in the history, and from the day. So it is kept under the heads of the two chains that
the side reads, and whoever asks in the same state is answered from memory, with what is so now.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from core.queries import keys_text
from projects.scoring import running
from reporting.enums import Waits
from reporting.waiting import reading
from reporting.waiting.items import Gathered, Item, Own, Row

State = tuple[str, ...]
KINDS = {"sign": Waits.SIGN, "asked": Waits.TALK, "concern": Waits.CONCERN, "score": Waits.SCORE}


class OfSide:
    """The things that wait for the leads of a side, at most so many of each kind; `full` are the kinds with more."""

    def __init__(self, side: str, day: date, most: int):
        ranking = running(day)
        rows = [Row(*row) for row in reading.of_side(side, most, ranking.year if ranking else None).rows()]
        found, counts = Gathered(side, day, None), Counter(row.what for row in rows)
        found.add_side(rows, scored_until=ranking.closes_on if ranking else None)
        self.side, self.items, self.awaited = side, found.items, found.awaited
        self.full = {kind for what, kind in KINDS.items() if counts[what] >= most}
        self._keys = {item.key for item in (*self.items, *self.awaited)}
        self._told: dict[str, tuple[Own | None, dict[str, Any]]] = {}

    def told(self, items: Iterable[Item]) -> list[Item]:
        """Items, those of the side with what a page tells of each: one statement for what nobody has asked yet."""
        items = list(items)
        lacking = [item for item in items if item.key in self._keys and item.key not in self._told]
        if lacking:
            rows = [Row(*row) for row in reading.told_of(self.side).rows(ids=keys_text(one.key for one in lacking))]
            self._told |= {row.key: _named(row.project, json.loads(row.facts)) for row in rows}
        return [self._with_facts(item) for item in items]

    def _with_facts(self, item: Item) -> Item:
        if item.key not in self._told:
            return item
        project, facts = self._told[item.key]
        return replace(item, project=project, facts=facts)


def _named(pk: UUID | None, facts: dict[str, Any]) -> tuple[Own | None, dict[str, Any]]:
    of = facts.pop("of")
    return Own.named(pk, of) if of else None, facts


def of_side(side: str, day: date, most: int, state: State | None) -> OfSide:
    """What waits for the leads of a side on a day, in a state of the history; None is a state that is not known."""
    return _kept(side, day, most, state) if state else OfSide(side, day, most)


@lru_cache(maxsize=16)
def _kept(side: str, day: date, most: int, state: State) -> OfSide:
    return OfSide(side, day, most)
