"""Milestones, progress updates and remarks."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import User
from core.audience import Audience
from core.errors import Conflict, Malformed
from core.glyphs import unprintable
from core.history import record
from core.text import clean
from projects import policies
from projects.actions.common import lock
from projects.models import Milestone, ProgressUpdate, Project, Remark


class StalePart(Conflict):
    """Somebody saved the same milestone or update first; carries the saved row."""

    def __init__(self, saved: models.Model):
        super().__init__(_("Somebody saved this after you opened it."))
        self.saved = saved


@transaction.atomic
def add_milestone(project: Project, values: dict[str, Any], *, by: User) -> Milestone:
    """Adds a milestone. Raises NotAllowed or Malformed."""
    project = lock(project)
    policies.can_plan(by, project).enforce()
    milestone = Milestone(project=project, audience=project.audience)
    return _save(milestone, values, "add-milestone", project, by)


@transaction.atomic
def revise_milestone(milestone: Milestone, values: dict[str, Any], *, by: User, seen_revision: int) -> Milestone:
    """Changes a milestone. Raises NotAllowed, Malformed, or StalePart when it changed after `seen_revision`."""
    project = lock(milestone.project)
    policies.can_plan(by, project).enforce()
    return _save(_fresh(milestone, seen_revision), values, "revise-milestone", project, by)


@transaction.atomic
def report_progress(project: Project, values: dict[str, Any], *, by: User) -> ProgressUpdate:
    """Reports a period's progress, once a period. Raises NotAllowed or Malformed."""
    project = lock(project)
    policies.can_report(by, project).enforce()
    update = ProgressUpdate(project=project, audience=project.audience, reported_by=by, reported_side=by.side)
    update = _save(update, values, "report-progress", project, by)
    _keep_health(project)
    return update


@transaction.atomic
def revise_progress(update: ProgressUpdate, values: dict[str, Any], *, by: User, seen_revision: int) -> ProgressUpdate:
    """Corrects a period's progress. Raises NotAllowed, Malformed, or StalePart."""
    project = lock(update.project)
    policies.can_report(by, project).enforce()
    update = _save(_fresh(update, seen_revision), values, "revise-progress", project, by)
    _keep_health(project)
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
        return _checked(row, {"text": text})


def _fresh(part: Any, seen_revision: int) -> Any:
    fresh = type(part).objects.select_for_update(of=("self",)).select_related("project").get(pk=part.pk)
    if fresh.revision != seen_revision:
        raise StalePart(fresh)
    fresh.revision += 1
    return fresh


def _save(part: Any, values: dict[str, Any], action: str, project: Project, by: User) -> Any:
    with record(action, by=by):
        part = _checked(part, values)
        project.updated_at, project.updated_by = timezone.now(), by
        project.save(update_fields=["updated_at", "updated_by"])
    return part


def _checked(part: Any, values: dict[str, Any]) -> Any:
    """Saves a part with clean values, or raises Malformed with a sentence for each bad field."""
    errors = {}
    for name, value in values.items():
        value = clean(value) if isinstance(value, str) else value
        if isinstance(value, str) and (bad := unprintable(value)):
            errors[name] = _("The report cannot print %(signs)s. Replace it.") % {"signs": " ".join(sorted(bad))}
        setattr(part, name, value)
    try:
        part.full_clean(validate_unique=False, exclude=["project"])
    except ValidationError as failure:
        errors |= {name: " ".join(texts) for name, texts in failure.message_dict.items()}
    if errors:
        raise Malformed(errors)
    try:
        with transaction.atomic():
            part.save()
    except IntegrityError:
        raise Malformed({"period": _("This period has an update already. Correct that one instead.")}) from None
    return part


def _keep_health(project: Project) -> None:
    """Keeps on the project's row what its newest period says, for lists and figures."""
    newest = project.progressupdate_set.latest("period")
    project.health, project.percent = newest.health, newest.percent
    project.reported_on = timezone.localdate()
    project.save(update_fields=["health", "percent", "reported_on"])
