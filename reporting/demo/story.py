"""What happened to each illustrative project, as events in the order of time, each a real action of a real account."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from contacts.actions import read_all, warn_of_ending_tenures
from contacts.models import User
from core import days
from core.audience import Audience
from core.bilingual import LANGUAGES
from core.sides import Side
from projects import actions
from projects.models import TEXTS, Milestone, Project
from reporting.demo.people import HOME, ROLES, Cast

AT_WORK = {Side.US: time(15, tzinfo=UTC), Side.ROK: time(2, tzinfo=UTC)}
"""Late morning in each capital."""
ROUNDS = 40
"""So many days of reminders."""
DONE = {"reason": {"en": "Its objective is reached.", "ko": "목표를 달성하였습니다."}}


@dataclass(frozen=True)
class Event:
    """Something that an account did on a day."""

    at: datetime
    by: User
    do: Callable[[User], None]

    @property
    def audience(self) -> Audience:
        return self.by.audience


def readings(cast: Cast, today: date) -> Iterator[Event]:
    """Everybody has read what was told up to a week ago."""
    for side in Side:
        for name in ROLES:
            at = datetime.combine(today - timedelta(days=7), AT_WORK[side])
            yield Event(at, cast.user(side, name), lambda by: read_all(until=timezone.now(), by=by))


def rounds(cast: Cast, today: date) -> Iterator[Event]:
    """Whom the beat reminded, as far back as it still shows; of overlaps once a week, since that takes long."""
    for ago in range(ROUNDS, 0, -1):
        at = datetime.combine(today - timedelta(days=ago), time(10, tzinfo=UTC))
        yield Event(at, cast.users["admin"], _remind)
        if ago % 7 == ROUNDS % 7:
            yield Event(at, cast.users["admin"], lambda _by: actions.remind_of_overlaps())


def _remind(_by: User) -> None:
    day = days.today()
    actions.remind_of_questions(today=day)
    actions.remind_of_silence(today=day)
    warn_of_ending_tenures(today=day)


@dataclass
class Life:
    """One project's content and the events that it tells. Numbers of days count back from `today`."""

    content: dict[str, Any]
    cast: Cast
    today: date
    project: Project | None = field(default=None, init=False)
    milestones: list[Milestone] = field(default_factory=list, init=False)

    @property
    def side(self) -> Side:
        return Side(self.content["side"])

    def events(self) -> Iterator[Event]:
        """All that happened, in the order of its kinds; the caller sorts them by time."""
        told = self.content
        yield self._event(told["logged"], self.side, "working", self._log)
        if "shared" in told:
            yield self._event(told["shared"], self.side, "working", self._share)
        yield from self._steps()
        yield from self._plan()
        yield from self._reports()
        yield from self._confirmations()
        if "revised" in told:
            yield self._event(told["revised"], Side.US, "working", self._revise)
        for side, audience, ago, text in told.get("remarks", []):
            yield self._event(ago, Side(side), "working", self._remarker(audience, text))

    def _event(self, ago: int, side: Side, role: str, do: Callable[[User], None]) -> Event:
        """`role` is "lead", or "working" for the account that works on the project from day to day."""
        working = "poc" if self.content["area"] == HOME else "staff"
        at = datetime.combine(self.today - timedelta(days=ago), AT_WORK[side])
        return Event(
            at + timedelta(minutes=self.content["number"]),
            self.cast.user(side, role if role == "lead" else working),
            do,
        )

    def _day(self, name: str) -> str | None:
        """`start` and `end` count forward from today."""
        return (self.today + timedelta(days=self.content[name])).isoformat() if name in self.content else None

    def _document(self) -> dict[str, Any]:
        told, area = self.content, self.content["area"]
        texts = {
            f"{name}_{language}": told.get(f"first_{name}_{language}", text)
            for name in TEXTS
            for language, text in zip(LANGUAGES, told[name], strict=True)
        }
        role = "lead" if told.get("lead") else "poc"
        organisations = [("us-dod", "funding"), ("rok-mnd", "accountable")]
        organisations += [(key, "implementing") for key in self.cast.implementing[area]]
        return texts | {
            "kind": told.get("kind", "project"),
            "area": area,
            "secondary_areas": told.get("secondary", []),
            "themes": told.get("themes", []),
            "us_post": self.cast.posts[Side.US, role, area].pk,
            "rok_post": self.cast.posts[Side.ROK, role, area].pk,
            "planned_start": self._day("start"),
            "planned_end": self._day("end"),
            "actual_start": None,
            "actual_end": None,
            "countries": [
                {"country": code, "share": str(share), "reason": told.get("reasons", {}).get(code, "")}
                for code, share in told["countries"].items()
            ],
            "organisations": [
                {"organisation": self.cast.organisations[key].pk, "role": role} for key, role in organisations
            ],
        }

    def _log(self, by: User) -> None:
        joint = not (self.content.get("private") or "shared" in self.content)
        self.project = actions.log_project(self._document(), by=by, joint=joint)

    def _share(self, by: User) -> None:
        self.project = actions.share(self._fresh(), by=by, seen=self._fresh().version)

    def _steps(self) -> Iterator[Event]:
        """The life of the project, each step as the sides that it needs, within the days before it."""
        told = self.content
        if "concept" in told:
            yield self._event(told["concept"], self.side, "working", self._stepper("develop"))
        if "active" in told:
            yield self._event(told["active"] + 3, self.side, "working", self._stepper("propose"))
            yield self._event(told["active"] + 2, self.side, "lead", self._stepper("decide"))
            yield self._event(told["active"] + 1, self.side.other, "lead", self._stepper("decide"))
            yield self._event(told["active"], self.side, "lead", self._stepper("start"))
        if "completed" in told:
            yield self._event(told["completed"] + 1, self.side, "lead", self._stepper("complete", **DONE))
            yield self._event(told["completed"], self.side.other, "lead", self._stepper("complete", **DONE))

    def _stepper(self, step: str, **more: Any) -> Callable[[User], None]:
        def take(by: User) -> None:
            actions.take_step(self._fresh(), step, by=by, seen=self._fresh().version, **more)

        return take

    def _revise(self, by: User) -> None:
        changes = {
            name.removeprefix("first_"): self.content[name.split("_")[1]][LANGUAGES.index(name[-2:])]
            for name in self.content
            if name.startswith("first_")
        }
        actions.revise(self._fresh(), changes, by=by, seen=self._fresh().version)

    def _plan(self) -> Iterator[Event]:
        told = self.content
        planned = told.get("active", told.get("concept", told["logged"])) - 4
        for number, (en, ko, owner, plan, *actual) in enumerate(told.get("milestones", [])):
            values = {"name_en": en, "name_ko": ko, "owner": owner, "planned_on": self.today + timedelta(days=plan)}
            yield self._event(planned, self.side, "working", self._adder(values))
            if actual:
                side = self.side if owner == "both" else Side(owner)
                yield self._event(-actual[0], side, "working", self._achiever(number, actual[0]))

    def _adder(self, values: dict[str, Any]) -> Callable[[User], None]:
        def add(by: User) -> None:
            self.milestones.append(actions.add_milestone(self._fresh(), values, by=by))

        return add

    def _achiever(self, number: int, day: int) -> Callable[[User], None]:
        def achieve(by: User) -> None:
            values = {"actual_on": self.today + timedelta(days=day)}
            milestone = Milestone.objects.select_related("project").get(pk=self.milestones[number].pk)
            actions.revise_milestone(milestone, values, by=by, seen_revision=milestone.revision)

        return achieve

    def _reports(self) -> Iterator[Event]:
        """A report a month, the newest `silent` days ago or shortly before the project was completed."""
        told = self.content
        last = self.today - timedelta(days=told.get("silent", told.get("completed", 0) + 4))
        rows = list(zip(told.get("health", []), told.get("percent", []), told.get("updates", []), strict=True))
        for back, (health, percent, (en, ko)) in enumerate(reversed(rows)):
            day = months_before(last, back)
            values = {
                "period": day.replace(day=1),
                "health": health,
                "percent": percent,
                "narrative_en": en,
                "narrative_ko": ko,
            }
            side = self.side if back % 2 == 0 else self.side.other
            yield self._event((self.today - day).days, side, "working", self._reporter(values))

    def _reporter(self, values: dict[str, Any]) -> Callable[[User], None]:
        def report(by: User) -> None:
            actions.report_progress(self._fresh(), values, by=by)

        return report

    def _confirmations(self) -> Iterator[Event]:
        """Each side reads its own language against the other's."""
        if "confirmed" in self.content:
            for side in Side:
                yield self._event(self.content["confirmed"], side, "lead", self._confirm)

    def _confirm(self, by: User) -> None:
        for name in TEXTS:
            project = self._fresh()
            actions.confirm_text(project, name, Side(by.side).language, by=by, seen=project.version)

    def _remarker(self, audience: str, text: str) -> Callable[[User], None]:
        def say(by: User) -> None:
            actions.remark(self._fresh(), text, audience=Audience(audience), by=by)

        return say

    def _fresh(self) -> Project:
        return Project.objects.get(pk=self.project.pk)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, at latest the 28th, so that every month has it."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, min(day.day, 28) if months else day.day)
