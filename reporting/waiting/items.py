"""What waits for a person as plain facts: counted for the header, sorted for the page, told in words by words.py."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse

from core import days, formats
from core.audience import Audience
from core.bilingual import TextState
from core.models import Answer
from core.sides import Side
from projects.enums import ENDED, Owner, Stage
from projects.models import TEXTS
from projects.models.project import shown_health
from projects.querysets import STALE_AFTER
from projects.texts import page_of
from reporting.enums import Waits

SOON = timedelta(days=7)
TO_WRITE = (TextState.MISSING, TextState.OUT_OF_DATE)


class Own(NamedTuple):
    """A project of a person's posts, or one kept private: reading.OWN. Of a text it has the state, '' for no text."""

    pk: UUID
    reference: str
    audience: str
    stage: str
    title_en: str
    title_ko: str
    health: str
    reported_on: date | None
    post: int | None
    states: tuple[str, ...]

    @classmethod
    def read(cls, row: tuple[Any, ...]) -> "Own":
        return cls(*row[: -len(TEXTS)], row[-len(TEXTS) :])

    @classmethod
    def named(cls, pk: UUID, names: dict[str, str]) -> "Own":
        """A joint project of which only the names are known."""
        return cls(pk, names["reference"], Audience.JOINT, "", names["title_en"], names["title_ko"], "", None, None, ())

    @property
    def is_private(self) -> bool:
        return self.audience != Audience.JOINT

    @property
    def title(self) -> str:
        """The title in the reader's language, else in the other one."""
        if formats.reader_language() == "ko":
            return self.title_ko or self.title_en
        return self.title_en or self.title_ko

    def get_absolute_url(self) -> str:
        return reverse("projects:detail", args=[self.reference])

    @property
    def shown_health(self) -> str:
        return shown_health(self.stage, self.health, self.reported_on)


class Row(NamedTuple):
    """A row of reading.py."""

    what: str
    project: UUID | None
    key: str
    due: date | None
    since: date | None
    facts: str


@dataclass
class Item:
    """One thing that waits: what it is, on which project, until when and since when, and what tells more of it."""

    kind: Waits
    what: str
    project: Own | None = None
    key: str = ""
    due: date | None = None
    since: date | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[Any, ...]:
        """Late first, then by due date; of what has none the oldest first; what only the own side sees comes last."""
        private = self.project is not None and self.project.is_private
        name = self.project.reference if self.project else ""
        return self.due or date.max, private, self.since or date.max, name, self.what, self.key


class Gathered:
    """The things that wait for a person, and those for which the person waits."""

    def __init__(self, side: str, today: date, cut_off: date | None):
        self.side, self.today, self.cut_off = side, today, cut_off
        self.items: list[Item] = []
        self.awaited: list[Item] = []

    def add_projects(self, projects: Iterable[Own], rows: Iterable[Row]) -> None:
        """What waits on the projects of a person's posts, for whoever answers for them."""
        by_pk = {project.pk: project for project in projects}
        for project in by_pk.values():
            self.items += self._of_project(project)
        told = [(row, by_pk[row.project]) for row in rows]
        for row, project in told:
            if row.what in self._of_row:
                self._of_row[row.what](self, row, project)
        self.items += self._measured(told)
        self.items += self._written(told)

    def add_side(self, rows: Iterable[Row], *, scored_until: date | None) -> None:
        """What waits for the leads of the side, whatever the project."""
        for row in rows:
            if row.what == "asked":
                self._answered(row, json.loads(row.facts)["given"])
            else:
                due = scored_until if row.what == "score" else row.due
                self.items.append(Item(Waits(row.what), row.what, None, row.key, due, row.since))

    # --- on a project ---

    def _of_project(self, project: Own) -> Iterator[Item]:
        if project.is_private:
            yield Item(Waits.SHARE, "share", project)
            return
        if project.stage == Stage.ACTIVE and project.reported_on:
            due = project.reported_on + STALE_AFTER
            if due <= self.today + SOON:
                yield Item(Waits.UPDATE, "progress", project, due=due)
        if project.stage not in ENDED:
            for state in (*TO_WRITE, TextState.DRAFT):
                if state in project.states:
                    names = [name for name, one in zip(TEXTS, project.states, strict=True) if one == state]
                    facts = {"state": state, "texts": names}
                    yield Item(text_kind(state), "project-texts", project, due=self.cut_off, facts=facts)
                    break

    def _milestone(self, row: Row, project: Own) -> None:
        if project.stage != Stage.ACTIVE or row.due is None or row.due > self.today + SOON:
            return
        facts = json.loads(row.facts)
        if facts["owner"] in (self.side, Owner.BOTH):
            self.items.append(Item(Waits.UPDATE, "milestone", project, row.key, row.due, facts=facts))

    def _issue(self, row: Row, project: Own) -> None:
        facts = json.loads(row.facts)
        self.items.append(Item(Waits.UPDATE, "issue", project, row.key, row.due, row.since, facts))

    def _overlap(self, row: Row, project: Own) -> None:
        self.items.append(Item(Waits.ANSWER, "overlap", project, due=self.cut_off))

    def _asked(self, row: Row, project: Own) -> None:
        """A question about the person's own project: an edit that the other side asks for, or an answer awaited."""
        facts = json.loads(row.facts)
        answers = {one["side"]: one for one in facts["told"]}
        own, other = answers.get(self.side), answers.get(Side(self.side).other)
        if other and other["answer"] == Answer.RETURN and not (own and own["answer"] == Answer.RETURN):
            since = days.day_of(datetime.fromisoformat(other["at"]))
            self.items.append(Item(Waits.EDIT, "edit", project, row.key, row.due, since, facts))
        elif own and (not other or own["answer"] == Answer.RETURN):
            self.awaited.append(Item(Waits.SIGN, "answer", project, row.key, row.due, row.since, facts))

    def _theirs(self, row: Row, project: Own) -> None:
        facts = json.loads(row.facts)
        self.awaited.append(Item(Waits.CONCERN, "their-concern", project, row.key, row.due, row.since, facts))

    _of_row = {
        "milestone": _milestone,
        "issue": _issue,
        "overlap": _overlap,
        "asked": _asked,
        "theirs": _theirs,
    }

    def _measured(self, told: list[tuple[Row, Own]]) -> Iterator[Item]:
        """One thing for each indicator of which a value is missing, due since the first period without."""
        found: dict[str, Item] = {}
        for row, project in told:
            if row.what == "value" and row.due:
                facts = json.loads(row.facts)
                item = found.setdefault(
                    facts["of"], Item(Waits.UPDATE, "value", project, facts["of"], row.due, facts=facts)
                )
                item.due = min(item.due or row.due, row.due)
        return iter(found.values())

    def _written(self, told: list[tuple[Row, Own]]) -> Iterator[Item]:
        """One thing for each page of a project with texts to write, else with texts to confirm."""
        found: dict[tuple[UUID, str], dict[Waits, Counter[str]]] = {}
        by_pk = {}
        for row, project in told:
            if row.what == "texts":
                facts, by_pk[project.pk] = json.loads(row.facts), project
                place = found.setdefault((project.pk, page_of(facts["kind"])), {})
                place.setdefault(text_kind(facts["state"]), Counter())[facts["kind"]] += 1
        for (pk, page), counts in found.items():
            kind = Waits.TRANSLATE if Waits.TRANSLATE in counts else Waits.CONFIRM
            facts = {"counts": dict(counts[kind]), "page": page}
            yield Item(kind, "texts", by_pk[pk], page, self.cut_off, facts=facts)

    # --- of the side ---

    def _answered(self, row: Row, given: list[str]) -> None:
        """A question that the own side has answered: both have and do not agree, or the other is still to."""
        answers = dict(one.split(" ", 1) for one in given)
        if len(answers) < len(Side) or answers[self.side] == Answer.RETURN:
            self.awaited.append(Item(Waits.SIGN, "answer", None, row.key, row.due, row.since))
        elif answers[Side(self.side).other] != Answer.RETURN:
            self.items.append(Item(Waits.TALK, "talk", None, row.key, row.due, row.since))


def of_leadership(item: Item, today: date) -> Item | None:
    """What of the leads' work is asked of leadership: an answer that is overdue, or sides that do not agree."""
    if item.kind == Waits.TALK:
        return item
    late = item.kind == Waits.SIGN and item.due is not None and item.due < today
    return replace(item, kind=Waits.OVERDUE, what="overdue") if late else None


def text_kind(state: str) -> Waits:
    """What is to be done about a text in this state."""
    return Waits.TRANSLATE if state in TO_WRITE else Waits.CONFIRM
