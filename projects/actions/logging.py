"""How a project begins, and how it becomes visible to the other side."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from contacts.models import User
from core import days
from core.audience import Audience
from core.history import record
from projects import policies, search
from projects.actions import telling
from projects.actions.common import Document, cleaned, keep_revision, lock, next_reference, write
from projects.models import (
    BusinessLink,
    FormerReference,
    Indicator,
    IndicatorValue,
    Issue,
    Milestone,
    MoneyLine,
    OverlapAnswer,
    PartnerVoice,
    PrivateText,
    ProgressUpdate,
    Project,
    ProjectCountry,
    ProjectOrganisation,
    Risk,
    StageChange,
)

SHARED_WITH_A_PROJECT = (
    Milestone,
    ProgressUpdate,
    ProjectCountry,
    ProjectOrganisation,
    StageChange,
    Risk,
    Issue,
    Indicator,
    IndicatorValue,
    PartnerVoice,
    BusinessLink,
    OverlapAnswer,
    MoneyLine,
)
"""The parts that become joint with their project. Remarks stay with the side that wrote them, earlier revisions too."""
REVISED = (
    *(Milestone, ProgressUpdate, Risk, Issue, Indicator, IndicatorValue),
    *(PartnerVoice, BusinessLink, OverlapAnswer, MoneyLine),
)
AFRESH: dict[Any, dict[str, Any]] = {part: {"revision": 1} for part in REVISED} | {StageChange: {"by": None}}
"""What begins anew when it becomes joint: how often a part was changed before, and by whom, is the side's own."""


@transaction.atomic
def log_project(document: Document, *, by: User, joint: bool = False) -> Project:
    """Logs an opportunity, private to the side of `by` or joint at once.

    Raises NotAllowed, or Malformed with a sentence for each bad field.
    """
    policies.can_log(by).enforce()
    document = cleaned(document)
    audience = Audience.JOINT if joint else Audience.of(by.side)
    today = days.today()
    project = Project(
        audience=audience,
        side=by.side,
        reference=next_reference(audience, today.year),
        stage_since=today,
        joint_since=today if joint else None,
    )
    with record("log", by=by):
        write(project, document, by=by)
        StageChange.objects.create(
            project=project, audience=audience, stage=project.stage, on=today, by=by, side=by.side
        )
    if joint:
        telling.shared(project, by=by)
    return project


@transaction.atomic
def share(project: Project, *, by: User, seen: str) -> Project:
    """Makes a private project joint, with a reference of the joint series; it never turns private again.

    Raises NotAllowed, or Conflict when it is no longer at the version `seen`.
    """
    project = lock(project, seen)
    policies.can_share(by, project).enforce()
    today = days.today()
    FormerReference.objects.create(project=project, audience=project.audience, reference=project.reference)
    project.audience, project.joint_since, project.revision = Audience.JOINT, today, 1
    project.reference = next_reference(Audience.JOINT, today.year)
    project.updated_at, project.updated_by = timezone.now(), by
    with record("share", by=by):
        project.save()
        for part in SHARED_WITH_A_PROJECT:
            part.objects.filter(project=project).update(audience=Audience.JOINT, **AFRESH.get(part, {}))
    PrivateText.objects.filter(project=project).delete()
    search.index(project)
    keep_revision(project, by=by)
    telling.shared(project, by=by)
    return project
