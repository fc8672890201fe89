"""Milestones, progress updates and remarks."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import User
from core import days
from core.audience import Audience
from core.errors import Malformed
from core.history import record
from projects import policies
from projects.actions import telling
from projects.actions.common import lock
from projects.actions.keeping import checked, fresh_part, save_part
from projects.models import Milestone, ProgressUpdate, Project, Remark


@transaction.atomic
def add_milestone(project: Project, values: dict[str, Any], *, by: User) -> Milestone:
    """Adds a milestone. Raises NotAllowed or Malformed."""
    project = lock(project)
    policies.can_plan(by, project).enforce()
    milestone = Milestone(project=project, audience=project.audience)
    return save_part(milestone, values, "add-milestone", project, by)


@transaction.atomic
def revise_milestone(milestone: Milestone, values: dict[str, Any], *, by: User, seen_revision: int) -> Milestone:
    """Changes a milestone. Raises NotAllowed, Malformed, or StalePart when it changed after `seen_revision`."""
    project = lock(milestone.project)
    policies.can_plan(by, project).enforce()
    return save_part(fresh_part(milestone, seen_revision), values, "revise-milestone", project, by)


@transaction.atomic
def report_progress(project: Project, values: dict[str, Any], *, by: User) -> ProgressUpdate:
    """Reports a period's progress, once a period. Raises NotAllowed or Malformed."""
    project = lock(project)
    policies.can_report(by, project).enforce()
    update = ProgressUpdate(project=project, audience=project.audience, reported_by=by, reported_side=by.side)
    update = save_part(update, values, "report-progress", project, by)
    _keep_health(project, by)
    return update


@transaction.atomic
def revise_progress(update: ProgressUpdate, values: dict[str, Any], *, by: User, seen_revision: int) -> ProgressUpdate:
    """Corrects a period's progress. Raises NotAllowed, Malformed, or StalePart."""
    project = lock(update.project)
    policies.can_report(by, project).enforce()
    update = save_part(fresh_part(update, seen_revision), values, "revise-progress", project, by)
    _keep_health(project, by)
    return update


@transaction.atomic
def remark(project: Project, text: str, *, audience: Audience, by: User) -> Remark:
    """Adds a remark, private to the side of `by` or joint. Raises NotAllowed or Malformed."""
    project = lock(project)
    policies.can_remark(by, project).enforce()
    if audience not in policies.audiences_for(by, project):
        raise Malformed({"audience": _("A remark is for your own side, or for both once the project is joint.")})
    row = Remark(project=project, audience=audience, by=by, side=by.side)
    with record("remark", by=by):
        row = checked(row, {"text": text})
    telling.remarked(project, audience=audience, by=by)
    return row


def _keep_health(project: Project, by: User) -> None:
    """Keeps on the project's row what its newest period says, for lists and figures, and tells of a change."""
    before = project.health
    newest = project.progressupdate_set.latest("period")
    project.health, project.percent = newest.health, newest.percent
    project.reported_on = days.today()
    project.save(update_fields=["health", "percent", "reported_on"])
    telling.reported(project, before=before, by=by)
