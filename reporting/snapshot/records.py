"""The joint records of a report: its chapters, its lines, its sheets, and what is done twice."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from projects.enums import LIFE, Consent, Finding, Stage
from projects.models import (
    Effort,
    Milestone,
    OverlapAnswer,
    PartnerVoice,
    PriorityArea,
    Project,
    ProjectCountry,
)
from reporting import figures
from reporting.figures import Joint
from reporting.snapshot.decisions import Decided
from reporting.snapshot.sheets import Sheets
from reporting.snapshot.words import UNWRITTEN, Words, plain, written

MOST_LISTED, MOST_NEXT, MOST_ANSWERS = 16, 5, 40
"""So many projects and coming milestones has a chapter, so many answers the table of complementarity."""
MOST_OVERLAPS = 3
"""So many answers are on the sheet of a presented project, which is to stay one page."""
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


class Records:
    """The joint records of a report, each table read once."""

    def __init__(self, joint: Joint, narrative: dict[str, Words]):
        self.joint, self.narrative = joint, narrative
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
        answers = OverlapAnswer.objects.joint().exclude(project__stage__in=(Stage.DECLINED, Stage.CANCELLED))
        self.answers = sorted(
            answers.select_related("effort__lead_country", "project"),
            key=lambda one: (FINDINGS.index(Finding(one.answer)), one.project.reference, one.effort.slug),
        )

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
            "narrative": self.narrative.get(area.slug, UNWRITTEN),
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
        told = self.answers
        return {
            **figures.overlaps(self.joint),
            "rows": [_answer(one) for one in told[:MOST_ANSWERS]],
            "more": max(0, len(told) - MOST_ANSWERS),
        }

    def sheets(self, decided: Decided) -> list[dict[str, Any]]:
        """The pages of the presented projects, in the order of presentation."""
        known = {project.pk: project for project in self.projects}
        chosen = [known[one.project_id] for one in self.joint.presentations if one.project_id in known]
        sheets, overlaps = Sheets(self.joint, chosen), _by_project(self.answers)
        return [
            {
                **self.line(project),
                **sheets.of(project),
                "concerns": decided.concerns_about(project),
                "overlaps": [_answer(one) for one in overlaps[project.pk][:MOST_OVERLAPS]],
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


FINDINGS = (Finding.DUPLICATES, Finding.GAP, Finding.COMPLEMENTS)


def _answer(answer: OverlapAnswer) -> dict[str, Any]:
    return {
        "effort": plain(answer.effort, "name"),
        "lead": _lead(answer.effort),
        "reference": answer.project.reference,
        "answer": answer.answer,
        "reason": written(answer, "reason"),
    }


def _lead(effort: Effort) -> Words:
    return plain(effort, "lead") if effort.lead_en or effort.lead_ko else plain(effort.lead_country, "name")
