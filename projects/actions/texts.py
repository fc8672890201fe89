"""How the texts of a project's parts are confirmed, one language against the other."""

from typing import Any

from django.db import transaction

from contacts.models import User
from core.bilingual import confirm
from core.history import record
from projects import policies
from projects.actions.common import lock
from projects.actions.keeping import locked_part
from projects.models import Project


@transaction.atomic
def confirm_part_text(project: Project, part: Any, name: str, language: str, *, by: User, seen_revision: int) -> Any:
    """Confirms one language of a part's text: the post of `by` has read it against the other language.

    Raises NotAllowed, Malformed for an unknown or missing text, or StalePart when the part changed.
    """
    project = lock(project)
    policies.can_confirm(by, project).enforce()
    part = locked_part(part, seen_revision)
    confirm(part, name, language, by=by)
    with record("confirm-text", by=by):
        part.save(update_fields=["text_states"])
    return part
