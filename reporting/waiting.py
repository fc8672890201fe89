"""What waits for a person: late first, then by due date; only of what the person may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from contacts.enums import Role
from contacts.models import User
from contacts.vacancies import handover_warnings
from core.audience import Audience
from core.bilingual import TextState
from core.sides import Side
from core.templatetags import ui
from projects.enums import Owner, Stage
from projects.models import TEXTS, Milestone, Project
from projects.querysets import STALE_AFTER
from reporting.enums import Obligation

SOON = timedelta(days=7)
MOST_PROJECTS = 200


@dataclass(frozen=True)
class Task:
    """One thing to do: for which subject, why, until when, and the verb that does it."""

    title: str
    why: str
    url: str
    verb: str
    due: date | None = None
    days_late: int = 0
    private: str = ""
    """The audience of a project that only the person's side sees."""


@dataclass
class Work:
    """The projects of a person's posts and those kept private, with their open milestones, in three statements.

    With `posts` it is those of these posts of the person's side alone, whoever holds them.
    """

    user: User
    today: date
    posts: Collection[int] | None = None

    def __post_init__(self) -> None:
        seen = Project.objects.visible_to(self.user)
        own = seen.responsible(self.user) if self.posts is None else seen.named_on(self.user.side, self.posts)
        found = list(own.order_by(F("reported_on").asc(nulls_last=True), "reference")[:MOST_PROJECTS])
        if self.posts is None:
            private = seen.filter(audience=Audience.of(self.user.side), updated_by=self.user)
            found += private.exclude(audience=Audience.JOINT).order_by("reference")[:MOST_PROJECTS]
        self.projects = list({project.pk: project for project in found}.values())
        active = [project.pk for project in self.projects if project.stage == Stage.ACTIVE]
        found = Milestone.objects.visible_to(self.user).filter(project__in=active, actual_on__isnull=True)
        self.milestones: dict[Any, list[Milestone]] = {}
        for milestone in found.order_by("planned_on", "pk"):
            self.milestones.setdefault(milestone.project_id, []).append(milestone)

    def tasks(self, figures: dict[str, Any]) -> list[Task]:
        """All that waits; `figures` are the day's, for what waits for a whole side."""
        cut_off = _date((figures["cycle"] or {}).get("cut_off"))
        found = [task for project in self.projects for task in self.of(project, cut_off)]
        found += _of_the_year(self.user, figures)
        found += [
            Task(one.title, one.why, one.url, one.verb, one.until)
            for one in handover_warnings(self.user, today=self.today)
        ]
        return sorted(found, key=lambda task: (-task.days_late, task.due or date.max, bool(task.private), task.title))

    def rows(self, most: int) -> list[dict[str, Any]]:
        """The person's projects with what comes next in each."""
        return [{"project": project, "next": self._next(project)} for project in self.projects[:most]]

    def _next(self, project: Project) -> str:
        if project.is_private:
            return _("Share with %(side)s when ready") % {"side": Side(self.user.side).other.label}
        coming = [one for one in self.milestones.get(project.pk, []) if one.planned_on >= self.today]
        return f"{_name(coming[0])}, {ui.short_day(coming[0].planned_on)}" if coming else ""

    def of(self, project: Project, cut_off: date | None = None) -> list[Task]:
        """What waits on one of the projects."""
        if project.is_private:
            return [self._unshared(project)]
        tasks = [self._update(project), self._texts(project, cut_off)]
        tasks += [self._milestone(project, one) for one in self.milestones.get(project.pk, [])]
        return [task for task in tasks if task]

    def _task(self, project: Project, why: str, verb: str, due: date | None, url: str = "") -> Task:
        late = (self.today - due).days if due else 0
        return Task(project.title, why, url or project.get_absolute_url(), verb, due, max(late, 0))

    def _update(self, project: Project) -> Task | None:
        if project.stage != Stage.ACTIVE or project.reported_on is None:
            return None
        due = project.reported_on + STALE_AFTER
        if due > self.today + SOON:
            return None
        why = _("No progress update since %(day)s") % {"day": ui.day(project.reported_on)}
        return self._task(project, why, _("Update"), due, reverse("projects:progress-new", args=[project.reference]))

    def _milestone(self, project: Project, milestone: Milestone) -> Task | None:
        if milestone.planned_on > self.today + SOON or milestone.owner not in {self.user.side, Owner.BOTH}:
            return None
        why = _("Milestone: %(name)s") % {"name": _name(milestone)}
        url = reverse("projects:milestone-edit", args=[project.reference, milestone.pk])
        return self._task(project, why, _("Update"), milestone.planned_on, url)

    def _texts(self, project: Project, cut_off: date | None) -> Task | None:
        """The texts of the person's own language that are not to be relied upon."""
        if project.stage == Stage.COMPLETED:
            return None
        own = Side(self.user.side).language
        states: dict[str, list[str]] = {}
        for name in TEXTS:
            if getattr(project, f"{name}_en") or getattr(project, f"{name}_ko"):
                states.setdefault(project.text_state(name, own)["state"], []).append(str(_texts()[name]))
        for state, sentence, verb in _text_work():
            if names := states.get(state):
                why = sentence % {"language": ui.language_name(own), "texts": ", ".join(names)}
                due = cut_off if cut_off and cut_off >= self.today else None
                return self._task(project, why, verb, due, project.get_absolute_url() + "#texts")
        return None

    def _unshared(self, project: Project) -> Task:
        side = Side(self.user.side)
        why = _("Only your side sees it. Share it with %(side)s when it is ready.") % {"side": side.other.label}
        url = reverse("projects:share", args=[project.reference])
        return Task(project.title, why, url, pgettext("verb", "Share"), private=project.audience)


def _texts() -> dict[str, str]:
    return {"title": _("title"), "summary": _("summary"), "objective": _("objective")}


def _text_work() -> tuple[tuple[str, str, str], ...]:
    return (
        (TextState.MISSING, _("Missing in %(language)s: %(texts)s"), _("Translate")),
        (TextState.OUT_OF_DATE, _("Out of date in %(language)s: %(texts)s"), _("Translate")),
        (TextState.DRAFT, _("Not confirmed in %(language)s: %(texts)s"), _("Confirm")),
    )


def _name(milestone: Milestone) -> str:
    own = ui.reader_language()
    return getattr(milestone, f"name_{own}") or milestone.name_en or milestone.name_ko


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _of_the_year(user: User, figures: dict[str, Any]) -> list[Task]:
    """What waits for the leads and the secretariat of a side: the gaps of the cycle."""
    cycle = figures["cycle"]
    if cycle is None:
        return []
    url, scm_on = reverse("reporting:cycle", args=[cycle["year"]]), _date(cycle["scm_on"])
    title = _("The %(year)s cycle") % {"year": cycle["year"]}
    tasks = []
    if user.has_role(Role.LEAD, Role.STAFF) and figures["obligation"]["state"] == Obligation.AT_RISK:
        tasks.append(Task(title, _("No project is put before the SCM yet"), f"{url}#presented", _("Choose"), scm_on))
    if not user.has_role(Role.STAFF):
        return tasks
    if scm_on is None:
        edit = reverse("reporting:cycle-edit", args=[cycle["year"]])
        tasks.append(Task(title, _("The date of the SCM is open"), edit, _("Enter")))
    return tasks + [
        Task(title, why, f"{url}#missing", _("See them"), _date(cycle["cut_off"])) for why in _gaps(user, figures)
    ]


def _gaps(user: User, figures: dict[str, Any]) -> list[str]:
    language = Side(user.side).language
    stale, lacking = figures["stale"], figures["untranslated"][language]
    stale_text = ngettext("%(n)s active project is stale", "%(n)s active projects are stale", stale)
    lacking_text = ngettext(
        "%(n)s active project lacks a text in %(language)s",
        "%(n)s active projects lack a text in %(language)s",
        lacking,
    )
    values = {"language": ui.language_name(language)}
    return [text % {**values, "n": n} for n, text in ((stale, stale_text), (lacking, lacking_text)) if n]
