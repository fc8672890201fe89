"""The work of a person: what waits for this person or for the posts that the person acts for, and what does not yet."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from contacts.enums import WORKING, Role
from contacts.models import User
from contacts.vacancies import handover_warnings
from core import days, formats
from core.queries import keys_text
from projects.history_lines.verbs import did
from reporting.enums import Waits
from reporting.waiting import reading
from reporting.waiting.editions import of_editions
from reporting.waiting.items import Gathered, Item, of_leadership
from reporting.waiting.own import of_person, of_posts
from reporting.waiting.side import OfSide, State, of_side
from reporting.waiting.year import of_the_year

CAP = 50
"""So many of each kind of a whole side's work are looked for; with a later page as many as it needs."""


def has_work(user: User) -> bool:
    """Whether anything may wait for this person at all; administrators of no side look after accounts."""
    return user.has_role(*WORKING, Role.LEADERSHIP)


@dataclass
class Work:
    """What waits for a person: `items` late first, `awaited` of the other side, `projects` of the person's posts.

    With `posts` it is what waits on projects of these posts of the person's side alone, whoever holds them. It takes
    the same few statements, however much waits.
    """

    user: User
    today: date
    figures: dict[str, Any] | None = None
    """The day's, for what waits for the leads and the secretariat of a side in the year."""
    state: State | None = None
    """Of the history that the side reads, where it is known."""
    posts: Collection[int] | None = None
    most: int = CAP

    def __post_init__(self) -> None:
        cut_off = days.read(((self.figures or {}).get("cycle") or {}).get("cut_off"))
        found = Gathered(self.user.side, self.today, cut_off if cut_off and cut_off >= self.today else None)
        if self.posts is None:
            self.projects, self.on_projects = of_person(self.user, self.today, self.state)
        else:
            self.projects, self.on_projects = of_posts(self.user.side, self.posts, self.today)
        found.add_projects(self.projects, self.on_projects)
        self.of_side: OfSide | None = None
        if self.posts is None:
            self._add_side(found)
        self.items = sorted(found.items, key=lambda item: item.order)
        self.awaited = sorted(found.awaited, key=lambda item: item.order)

    def _add_side(self, found: Gathered) -> None:
        if self.user.has_role(Role.LEAD):
            self.of_side = of_side(self.user.side, self.today, self.most, self.state)
            seen = {item.key for item in found.awaited}
            found.items += self.of_side.items
            found.awaited += [item for item in self.of_side.awaited if item.key not in seen]
        elif self.user.has_role(Role.LEADERSHIP):
            self.of_side = of_side(self.user.side, self.today, self.most, self.state)
            found.items += [item for one in self.of_side.items if (item := of_leadership(one, self.today))]
        items, awaited = of_editions(self.user)
        found.items += items
        found.awaited += awaited
        found.items += of_the_year(self.user, self.figures, self.today) if self.figures else []
        found.items += [
            Item(Waits.HAND_OVER, "post", None, str(one.post.pk), one.until, facts={"vacancy": one})
            for one in handover_warnings(self.user)
        ]

    @property
    def full(self) -> set[Waits]:
        """The kinds of which there is more than was looked for."""
        if self.of_side is None:
            return set()
        if self.user.has_role(Role.LEAD):
            return self.of_side.full
        counted = Counter(item.kind for item in self.items)
        return {kind for kind in (Waits.OVERDUE, Waits.TALK) if counted[kind] >= self.most}

    # --- counted ---

    def counts(self) -> dict[Waits, int]:
        """How many things of each kind wait, in the order of the kinds; of those that are `full` there are more."""
        counted = Counter(item.kind for item in self.items)
        return {kind: counted[kind] for kind in Waits if counted[kind]}

    def of_kind(self, kind: str) -> list[Item]:
        """Those of one kind, or all."""
        return [item for item in self.items if item.kind == kind] if kind else self.items

    # --- told ---

    def completed(self, items: Iterable[Item]) -> list[Item]:
        """The same items with what a page tells of each."""
        return self.of_side.told(items) if self.of_side else list(items)

    def next_steps(self) -> dict[UUID, dict[str, Any]]:
        """The milestone that comes next in each project."""
        coming = [row for row in self.on_projects if row.what == "milestone" and row.due and row.due >= self.today]
        found: dict[UUID, dict[str, Any]] = {}
        for row in sorted(coming, key=lambda row: (row.due, row.key)):
            found.setdefault(row.project, {"due": row.due, "facts": row.facts})
        return found

    def news(self, since: datetime | None, most: int) -> list[dict[str, Any]]:
        """The newest acts of others on the person's projects after a moment."""
        if since is None or not self.projects:
            return []
        titles = {str(project.pk): project for project in self.projects}
        ids = keys_text(titles)
        rows = reading.acts_on(self.user.side).rows(ids=ids, since=since, person=self.user.pk)
        acts = dict.fromkeys((at, action, side, post, subject) for at, action, side, post, subject in rows)
        return [
            {
                "at": at,
                "side": side.lower() or "both",
                "who": json.loads(post).get(formats.reader_language(), ""),
                "did": did(action),
                "project": titles[subject],
            }
            for at, action, side, post, subject in list(acts)[:most]
        ]
