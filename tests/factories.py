"""Projects for tests, made by walking the real workflow with the real actions."""

from contacts.models import User
from core.audience import Audience, acting_as
from core.sides import Side
from projects import actions
from projects.enums import Stage
from projects.models import Project

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


def walk(project: Project, name: str, *, side: Side = Side.US) -> Project:
    """Takes a step as the leads of the sides that it needs, the given side first."""
    both = project.WORKFLOW[name].both_sides
    for one in (side, side.other) if both else (side,):
        lead = User.objects.get(username=f"{one.lower()}.lead")
        with acting_as(Audience.of(one)):
            project = Project.objects.get(pk=project.pk)
            project = actions.take_step(project, name, by=lead, seen=project.version, reason=WHY)
    return project
