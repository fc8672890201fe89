"""How a project's text and its translations change."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import User
from core.bilingual import confirm
from core.concurrence import text_changed
from core.errors import Conflict
from core.history import record
from projects import policies
from projects.actions import telling
from projects.actions.common import Document, cleaned, lock, write
from projects.documents import FIELDS, document_of
from projects.models import Project, ProjectRevision


class StaleText(Conflict):
    """Somebody saved the same project first; carries all three versions, so that nothing is lost."""

    def __init__(self, project: Project, base: Document, saved: Document, mine: Document):
        super().__init__(_("Somebody saved this project after you opened it."))
        self.project, self.base, self.saved, self.mine = project, base, saved, mine


@transaction.atomic
def revise(project: Project, changes: dict[str, Any], *, by: User, seen: str) -> Project:
    """Saves changed fields of a project's agreed text as its next revision; unchanged text makes none.

    Raises NotAllowed, Malformed with a sentence for each bad field, or StaleText when the project is no longer
    at the version `seen`.
    """
    project = lock(project)
    policies.can_edit(by, project).enforce()
    saved = document_of(project)
    if project.version != seen:
        kept = ProjectRevision.objects.visible_to(by).filter(project=project, version=seen).first()
        base = kept.document if kept else saved
        raise StaleText(project, base, saved, {**base, **changes})
    document = cleaned({**saved, **changes})
    if document == saved:
        return project
    project.revision += 1
    with record("revise", by=by):
        write(project, document, by=by)
        changed = [name for name in FIELDS if document[name] != saved[name]]
        telling.voided(project, text_changed(project, by=by, text=document, changed=changed), by=by)
    return project


@transaction.atomic
def confirm_text(project: Project, name: str, language: str, *, by: User, seen: str) -> Project:
    """Confirms one language of a text: the post of `by` has read it against the other language.

    Raises NotAllowed, Malformed for an unknown or missing text, or Conflict when the project changed.
    """
    project = lock(project, seen)
    policies.can_confirm(by, project).enforce()
    confirm(project, name, language, by=by)
    with record("confirm-text", by=by):
        project.save(update_fields=["text_states"])
    return project
