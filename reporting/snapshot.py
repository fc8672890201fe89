"""From a cycle to the snapshot of its report: a dict by the contract in schema/snapshot-1.json.

Everything is read here, in one transaction that sees joint rows alone (law 3); the counts are those of figures.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from core.audience import Audience, acting_as
from core.bilingual import LANGUAGES, Bilingual, TextState
from projects.enums import LIFE, Consent, Finding, Owner, Stage
from projects.models import (
    Effort,
    Milestone,
    OverlapAnswer,
    PartnerVoice,
    PriorityArea,
    ProgressUpdate,
    Project,
    ProjectCountry,
    ProjectOrganisation,
)
from reporting import figures
from reporting.enums import Host
from reporting.figures import Joint
from reporting.models import Cycle

Words = dict[str, Any]
SCHEMA = "rcf.report/1"
FRAMEWORK = {
    "en": "Regional Cooperation Framework for U.S.-ROK Alliance Contributions to Security in the Indo-Pacific",
    "ko": "인도·태평양 지역 한미동맹 안보협력 프레임워크",
}
DEMONSTRATION = _("Demonstration – illustrative data, no real project")
COMMAND_LINE = _("Command line")
NO_UPDATE = _("No progress update since %(day)s")
PAST_ITS_END = _("Not completed by its planned end, %(day)s")
MOST_LATE, MOST_LISTED, MOST_NEXT, MOST_ANSWERS = 5, 16, 5, 40
CHAPTER_ORDER = (
    Stage.ACTIVE,
    Stage.SUSPENDED,
    Stage.COMPLETED,
    Stage.DECIDED,
    Stage.REVIEW,
    Stage.CONCEPT,
    Stage.OPPORTUNITY,
    Stage.CANCELLED,
    Stage.DECLINED,
)


@contextmanager
def frozen() -> Iterator[None]:
    """One reading transaction: every statement of its block sees the same joint rows, and nothing else."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with acting_as(Audience.JOINT):
            yield


def snapshot_of(cycle: Cycle, *, number: int, revision: int, day: date, compiled_by: Words) -> dict[str, Any]:
    """All that one edition of the report is made from, as it stands now; the number of statements is constant.

    `day` is today: late and stale are counted on it, and it is the cut-off that the report prints.
    """
    joint = Joint(day, cycle.year)
    records = _Records(joint)
    return {
        "schema": SCHEMA,
        "marking": _marking(),
        "notice": words(DEMONSTRATION) if settings.DEMO else None,
        "framework": FRAMEWORK,
        "cycle": _cycle(cycle, day),
        "edition": {
            "number": number,
            "revision": revision,
            "compiled_on": day.isoformat(),
            "compiled_by": compiled_by,
        },
        **_counts(joint),
        "countries": [records.column(land) for land in records.columns],
        "matrix": records.matrix(),
        "areas": [records.chapter(area) for area in records.areas],
        "late": [_late(one) for one in figures.latest(joint) if one["days"] > 0][:MOST_LATE],
        "projects": [records.line(project) for project in records.projects],
        "presented": records.sheets(),
        "complementarity": records.complementarity(),
    }


# --- words ---


def words(message: str, **values: Words) -> Words:
    """A message of the catalogue in both languages; each value is itself in both."""
    made = {}
    for language in LANGUAGES:
        with translation.override(language):
            made[language] = gettext(message) % {name: value[language] for name, value in values.items()}
    return made


def written(subject: Any, name: str) -> Words:
    """What people wrote, in both languages, None where it is missing, with the states that the report prints."""
    text: Words = {language: getattr(subject, f"{name}_{language}") or None for language in LANGUAGES}
    if isinstance(subject, Bilingual):
        states = {language: subject.text_state(name, language)["state"] for language in LANGUAGES if text[language]}
        for key, state in (("draft", TextState.DRAFT), ("outdated", TextState.OUT_OF_DATE)):
            if found := [language for language, is_state in states.items() if is_state == state]:
                text[key] = found
    return text


def _marking() -> Words:
    english, _bar, korean = settings.RCF_MARKING.partition("|")
    return {"en": english.strip(), "ko": korean.strip() or english.strip()}


def _day(day: str) -> Words:
    year, month, of_month = (int(part) for part in day.split("-"))
    return {"en": date(year, month, of_month).strftime("%-d %b %Y"), "ko": f"{year}. {month}. {of_month}."}


# --- what is counted ---


def _cycle(cycle: Cycle, day: date) -> dict[str, Any]:
    return {
        "year": cycle.year,
        "previous_year": cycle.year - 1,
        "ordinal": cycle.ordinal,
        "cut_off": day.isoformat(),
        "scm": {
            "date": cycle.scm_on and cycle.scm_on.isoformat(),
            "place": words(str(PLACES[Host(cycle.host)])) if cycle.host else None,
        },
    }


PLACES = {Host.WASHINGTON: _("Washington"), Host.SEOUL: _("Seoul")}


def _counts(joint: Joint) -> dict[str, Any]:
    before = figures.a_year_before(joint) or {}
    obligation = figures.obligation(joint)
    stages_before = before.get("by_stage", {})
    return {
        "figures": [
            {"key": name, "label": words(label), "value": count(joint), "previous": before.get(name), "unit": unit}
            for name, (count, label, unit) in figures.TILES.items()
        ],
        "obligation": {
            "state": obligation["state"],
            "since": obligation["since"],
            "references": [project["reference"] for project in obligation["projects"]],
        },
        "stages": [
            {"key": stage, "count": n, "previous": stages_before.get(stage)}
            for stage, n in figures.by_stage(joint).items()
            if n or stages_before.get(stage) or stage in LIFE
        ],
        "health": [{"key": health, "count": n, "previous": None} for health, n in figures.by_health(joint).items()],
    }


def _late(one: dict[str, Any]) -> dict[str, Any]:
    what = {
        "milestone": lambda: {language: one[f"name_{language}"] or None for language in LANGUAGES},
        "end": lambda: words(PAST_ITS_END, day=_day(one["due"])),
        "update": lambda: words(NO_UPDATE, day=_day(one["since"])),
    }[one["kind"]]()
    owner = one["owner"]
    return {
        "reference": one["reference"],
        "title": {language: one[f"title_{language}"] or None for language in LANGUAGES},
        "what": what,
        "days": one["days"],
        "owner": {language: owner[language] or None for language in LANGUAGES}
        if owner["en"] or owner["ko"]
        else words(OWNERS[Owner(owner["side"])]),
    }


OWNERS = {Owner.US: _("US"), Owner.ROK: _("ROK"), Owner.BOTH: _("Both sides")}


# --- what is told ---


class _Records:
    """The joint records of a report, each table read once."""

    def __init__(self, joint: Joint):
        self.joint = joint
        self.areas = list(PriorityArea.objects.order_by("number"))
        self.projects = list(Project.objects.joint().select_related("us_post", "rok_post").order_by("reference"))
        self.shares: dict[Any, list[ProjectCountry]] = _by_project(
            ProjectCountry.objects.joint().order_by("-share", "country")
        )
        refused = PartnerVoice.objects.joint().filter(consent=Consent.REFUSED)
        self.unnamed = set(refused.values_list("project", "country"))
        self.cells = figures.by_area_and_country(joint)
        self.by_country = figures.by_country(joint)
        self.columns = figures.columns(joint.lands, self.by_country.keys())
        self.next = self._next()

    def column(self, land: Any) -> dict[str, Any]:
        return {
            "iso": land.code,
            "name": {"en": land.name_en, "ko": land.name_ko},
            "group": land.partner_group or "other",
            "projects": self.by_country.get(land.code, 0),
        }

    def matrix(self) -> list[list[int]]:
        return [[self.cells.get(area.slug, {}).get(land.code, 0) for land in self.columns] for area in self.areas]

    def chapter(self, area: PriorityArea) -> dict[str, Any]:
        own = [project for project in self.projects if project.area_id == area.slug]
        counts = {stage: sum(project.stage == stage for project in own) for stage in Stage.values}
        told = sorted(own, key=lambda project: CHAPTER_ORDER.index(Stage(project.stage)))
        return {
            "slug": area.slug,
            "number": area.number,
            "name": {"en": area.name_en, "ko": area.name_ko},
            "short": {"en": area.short_en, "ko": area.short_ko},
            "total": len(own),
            "stages": [{"key": stage, "count": n} for stage, n in counts.items() if n or stage in LIFE],
            "listed": [project.reference for project in told[:MOST_LISTED]],
            "next": self.next[area.slug][:MOST_NEXT],
        }

    def _next(self) -> dict[str, list[dict[str, Any]]]:
        """The coming milestones of each area's active projects, the nearest first."""
        coming = Milestone.objects.joint().filter(
            project__stage=Stage.ACTIVE, actual_on__isnull=True, planned_on__gte=self.joint.day
        )
        found = defaultdict(list)
        for milestone in coming.select_related("project").order_by("planned_on", "project__reference"):
            found[milestone.project.area_id].append(
                {
                    "on": milestone.planned_on.isoformat(),
                    "reference": milestone.project.reference,
                    "title": written(milestone.project, "title"),
                    "name": written(milestone, "name"),
                }
            )
        return found

    def line(self, project: Project) -> dict[str, Any]:
        """A project as one line of a table."""
        start, end = project.actual_start or project.planned_start, project.actual_end or project.planned_end
        return {
            "reference": project.reference,
            "kind": project.kind,
            "stage": project.stage,
            "health": project.shown_health or None,
            "title": written(project, "title"),
            "area": project.area_id,
            "secondary": sorted(project.secondary_areas),
            "countries": [self.share(part) for part in self.shares[project.pk]],
            "start": start and start.isoformat(),
            "end": end and end.isoformat(),
            "percent": project.percent,
        }

    def share(self, part: ProjectCountry) -> dict[str, Any]:
        """A country's share, nameless where it refuses to be named for this project."""
        is_named = (part.project_id, part.country_id) not in self.unnamed
        return {"iso": part.country_id if is_named else None, "share": _plain(part.share)}

    def complementarity(self) -> dict[str, Any]:
        """What was answered where projects meet efforts of others: what is done twice first, then by reference."""
        answers = OverlapAnswer.objects.joint().exclude(project__stage__in=(Stage.DECLINED, Stage.CANCELLED))
        told = sorted(
            answers.select_related("effort__lead_country", "project"),
            key=lambda one: (FINDINGS.index(Finding(one.answer)), one.project.reference, one.effort.slug),
        )
        return {
            **figures.overlaps(self.joint),
            "rows": [_answer(one) for one in told[:MOST_ANSWERS]],
            "more": max(0, len(told) - MOST_ANSWERS),
        }

    def sheets(self) -> list[dict[str, Any]]:
        """The pages of the presented projects, in the order of presentation."""
        known = {project.pk: project for project in self.projects}
        chosen = [known[one.project_id] for one in self.joint.presentations if one.project_id in known]
        ids = [project.pk for project in chosen]
        steps = _by_project(Milestone.objects.joint().filter(project__in=ids).order_by("planned_on", "pk"))
        bodies = _by_project(
            ProjectOrganisation.objects.joint().filter(project__in=ids).select_related("organisation").order_by("role")
        )
        updates = ProgressUpdate.objects.joint().filter(project__in=ids)
        newest = {one.project_id: one for one in updates.order_by("project_id", "-period").distinct("project_id")}
        return [
            {
                **self.line(project),
                "purpose": written(project, "summary"),
                "objective": written(project, "objective"),
                "milestones": [_milestone(one) for one in steps[project.pk]],
                "update": _update(newest.get(project.pk)),
                "posts": {"us": _post(project.us_post), "rok": _post(project.rok_post)},
                "organisations": [
                    {"name": written(one.organisation, "name"), "role": one.role} for one in bodies[project.pk]
                ],
            }
            for project in chosen
        ]


def _by_project(parts: Iterable[Any]) -> defaultdict[Any, list[Any]]:
    found = defaultdict(list)
    for part in parts:
        found[part.project_id].append(part)
    return found


def _plain(share: Decimal) -> int | float:
    return int(share) if share == share.to_integral_value() else float(share)


def _milestone(milestone: Milestone) -> dict[str, Any]:
    return {
        "name": written(milestone, "name"),
        "planned": milestone.planned_on.isoformat(),
        "actual": milestone.actual_on and milestone.actual_on.isoformat(),
        "owner": milestone.owner.lower(),
    }


def _update(update: ProgressUpdate | None) -> dict[str, Any] | None:
    if update is None:
        return None
    return {
        "period": f"{update.period:%Y-%m}",
        "health": update.health,
        "narrative": written(update, "narrative"),
    }


FINDINGS = (Finding.DUPLICATES, Finding.GAP, Finding.COMPLEMENTS)


def _answer(answer: OverlapAnswer) -> dict[str, Any]:
    return {
        "effort": _plain_text(answer.effort, "name"),
        "lead": _lead(answer.effort),
        "reference": answer.project.reference,
        "answer": answer.answer,
        "reason": written(answer, "reason"),
    }


def _lead(effort: Effort) -> Words:
    return _plain_text(effort, "lead") if effort.lead_en or effort.lead_ko else _plain_text(effort.lead_country, "name")


def _plain_text(subject: Any, name: str) -> Words:
    """The name of something outside the records, which no state qualifies."""
    return {language: getattr(subject, f"{name}_{language}") or None for language in LANGUAGES}


def _post(post: Any) -> Words | None:
    return written(post, "title") if post else None
