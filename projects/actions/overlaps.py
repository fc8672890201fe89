"""How a project stands to an effort of others: one answer for both sides, which either may change."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import User
from core.errors import Malformed
from projects import policies
from projects.actions.common import lock
from projects.actions.keeping import StalePart, fresh_part, save_part
from projects.models import Effort, Overlap, OverlapAnswer, Project


@transaction.atomic
def answer_overlap(project: Project, effort: Effort, values: dict[str, Any], *, by: User) -> OverlapAnswer:
    """Answers an overlap: complements, duplicates or gap, with a reason in one language at least.

    Raises NotAllowed, Malformed, also where the two do not overlap, or StalePart when somebody has answered already.
    """
    project = lock(project)
    policies.can_answer(by, project).enforce()
    if given := OverlapAnswer.objects.filter(project=project, effort=effort).first():
        raise StalePart(given)
    if not Overlap.objects.filter(project=project, effort=effort).exists():
        raise Malformed({"effort": _("This effort does not overlap with the project in country, area and time.")})
    answer = OverlapAnswer(project=project, audience=project.audience, effort=effort, by=by, side=by.side)
    return save_part(answer, values, "answer-overlap", project, by)


@transaction.atomic
def revise_answer(answer: OverlapAnswer, values: dict[str, Any], *, by: User, seen_revision: int) -> OverlapAnswer:
    """Changes an answer, also after the overlap is gone.

    Raises NotAllowed, Malformed, or StalePart when it changed after `seen_revision`.
    """
    project = lock(answer.project)
    policies.can_answer(by, project).enforce()
    answer = fresh_part(answer, seen_revision)
    answer.by, answer.side, answer.at = by, by.side, timezone.now()
    return save_part(answer, values, "revise-answer", project, by)
