"""What stands on the sheet of a presented project; each table is read once for all of them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from projects.enums import Contribution, RiskState
from projects.models import Milestone, MoneyLine, ProgressUpdate, Project, ProjectOrganisation, Risk
from reporting import figures
from reporting.figures import Joint
from reporting.snapshot.counting import amounts_by_side
from reporting.snapshot.words import Words, written

MOST_RISKS, MOST_IN_KIND = 3, 4
"""So many of each are on a sheet, which is to stay one page."""


class Sheets:
    """The parts of some projects."""

    def __init__(self, joint: Joint, projects: list[Project]):
        ids = [project.pk for project in projects]
        self.steps = _by_project(Milestone.objects.joint().filter(project__in=ids).order_by("planned_on", "pk"))
        self.bodies = _by_project(
            ProjectOrganisation.objects.joint().filter(project__in=ids).select_related("organisation").order_by("role")
        )
        updates = ProgressUpdate.objects.joint().filter(project__in=ids)
        self.newest = {one.project_id: one for one in updates.order_by("project_id", "-period").distinct("project_id")}
        risks = Risk.objects.joint().filter(project__in=ids, state=RiskState.OPEN)
        self.risks = _by_project(sorted(risks.order_by("pk"), key=lambda risk: (-risk.exposure, -risk.impact)))
        kind = MoneyLine.objects.joint().filter(project__in=ids, form=Contribution.IN_KIND)
        self.in_kind = _by_project(kind.order_by("-fiscal_year", "side", "pk"))
        self.money = figures.money_presented(joint)

    def of(self, project: Project) -> dict[str, Any]:
        """The texts and parts of a project as its sheet has them."""
        money = self.money.get(project.pk)
        return {
            "purpose": written(project, "summary"),
            "objective": written(project, "objective"),
            "milestones": [_milestone(one) for one in self.steps[project.pk]],
            "update": _update(self.newest.get(project.pk)),
            "posts": {"us": _post(project.us_post), "rok": _post(project.rok_post)},
            "organisations": [
                {"name": written(one.organisation, "name"), "role": one.role} for one in self.bodies[project.pk]
            ],
            "money": money and amounts_by_side(money),
            "in_kind": [_in_kind(one) for one in self.in_kind[project.pk][:MOST_IN_KIND]],
            "risks": [_risk(one) for one in self.risks[project.pk][:MOST_RISKS]],
        }


def _by_project(parts: Iterable[Any]) -> defaultdict[Any, list[Any]]:
    found = defaultdict(list)
    for part in parts:
        found[part.project_id].append(part)
    return found


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


def _post(post: Any) -> Words | None:
    return written(post, "title") if post else None


def _in_kind(line: MoneyLine) -> dict[str, Any]:
    return {"side": line.side.lower(), "year": line.fiscal_year, "description": written(line, "description")}


def _risk(risk: Risk) -> dict[str, Any]:
    return {
        "text": written(risk, "text"),
        "response": written(risk, "response"),
        "probability": risk.probability,
        "impact": risk.impact,
    }
