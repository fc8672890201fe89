"""Projects for tests, made by walking the real workflow with the real actions."""

from datetime import date
from typing import Any

from contacts.models import User
from core.audience import Audience, acting_as
from core.models import Answer
from core.sides import Side
from projects import actions
from projects.enums import Stage
from projects.models import Effort, Project
from reporting import actions as reporting
from reporting.actions.presenting import PRESENT
from reporting.models import Cycle

PATH = ("develop", "propose", "decide", "start", "complete")
LEAVING = {Stage.SUSPENDED: "suspend", Stage.DECLINED: "decline", Stage.CANCELLED: "cancel"}
WHY = {"en": "As both sides agreed in the working group.", "ko": "실무그룹에서 합의한 대로."}


def document(**changes) -> dict:
    """An agreed text with everything that an opportunity needs."""
    return {
        "title_en": "Coastal radar maintenance training",
        "title_ko": "연안 레이더 정비 교육",
        "summary_en": "Two courses for the crews of coastal radars.",
        "summary_ko": "",
        "objective_en": "",
        "objective_ko": "",
        "kind": "project",
        "area": "maritime-security",
        "secondary_areas": [],
        "themes": [],
        "us_post": None,
        "rok_post": None,
        "planned_start": None,
        "planned_end": None,
        "actual_start": None,
        "actual_end": None,
        "countries": [{"country": "PH", "share": "60", "reason": ""}, {"country": "FJ", "share": "40", "reason": ""}],
        "organisations": [],
        **changes,
    }


def make_project(
    *, audience: Audience = Audience.JOINT, stage: Stage = Stage.OPPORTUNITY, by=None, **changes
) -> Project:
    """A project of this audience at this stage, logged by a POC of `by`'s side, US for a joint one by default."""
    side = by.side if by else (Side.US if audience == Audience.JOINT else audience)
    poc = User.objects.get(username=f"{side.lower()}.poc")
    with acting_as(Audience.of(side)):
        project = actions.log_project(document(**changes), by=by or poc, joint=audience == Audience.JOINT)
        for step in PATH:
            if stage in LEAVING and any(
                one.name == LEAVING[stage] for one in project.WORKFLOW.from_stage(project.stage)
            ):
                step = LEAVING[stage]
            if project.stage == stage:
                break
            project = walk(project, step, side=side)
    return project


def present(cycle: Cycle, project: Project, step: str = PRESENT) -> None:
    """Puts a project before the SCM of a cycle, or holds it back, with both signatures, the US first."""
    for side in Side:
        lead = User.objects.get(username=f"{side.lower()}.lead")
        with acting_as(Audience.of(side)):
            project = Project.objects.get(pk=project.pk)
            reporting.answer_presenting(cycle, project, step, by=lead, seen=project.version, reason=WHY)


def walk(project: Project, name: str, *, side: Side = Side.US) -> Project:
    """Takes a step as the leads of the sides that it needs, the given side first."""
    both = project.WORKFLOW[name].both_sides
    for one in (side, side.other) if both else (side,):
        lead = User.objects.get(username=f"{one.lower()}.lead")
        with acting_as(Audience.of(one)):
            project = Project.objects.get(pk=project.pk)
            project = actions.take_step(project, name, by=lead, seen=project.version, reason=WHY)
    return project


def sign(project: Project, by: User, answer: str = Answer.CONCUR, step: str = "decide", **more: Any) -> Project:
    """Answers what a step asks of both sides, or takes a step that asks nobody."""
    with acting_as(by.audience):
        return actions.take_step(project, step, by=by, seen=project.version, answer=answer, **more)


def make_results(project: Project, canary: str, *, by: User) -> dict[str, Any]:
    """A part of each kind of the results and partners pages, with the canary in every text."""
    day = date(2026, 3, 1)

    def both(*names: str) -> dict[str, str]:
        return {f"{name}_{language}": f"{canary} {name}" for name in names for language in ("en", "ko")}

    risk = {**both("text", "response"), "probability": 3, "impact": 5, "answer": "reduce"}
    issue = {**both("text", "resolution"), "severity": "high", "raised_on": day, "resolved_on": day}
    indicator = {**both("title", "unit", "source"), "baseline": 0, "baseline_on": day}
    value = {"period_start": day, "period_end": day, "target": 4, "actual": 2, "comment": f"{canary} comment"}
    voice = {"country": "PH", "asked_by": f"{canary} office", "asked_on": day, "how": "letter", **both("sustainment")}
    link = {"organisation": by.contact.organisation_id, **both("other"), "event": f"{canary} event"}
    control = {"export_control": "licence-needed", "export_control_on": day, "export_control_note": f"{canary} note"}
    closed = {"closed_on": day, "closed_because": f"{canary} reason"}
    measured = actions.add_indicator(project, indicator, by=by)
    osa = Effort.objects.get(slug="official-security-assistance")
    return {
        "overlap": actions.answer_overlap(project, osa, {"answer": "gap", **both("reason")}, by=by),
        "risk": actions.add_risk(project, risk | closed, by=by),
        "issue": actions.add_issue(project, issue, by=by),
        "indicator": measured,
        "value": actions.add_indicator_value(measured, value, by=by),
        "voice": actions.add_voice(project, voice, by=by),
        "link": actions.add_business_link(project, link | control, by=by),
    }
