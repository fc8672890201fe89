"""How texts about a project are confirmed, one language against the other, and what a side said is translated."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import User
from core.bilingual import LANGUAGES, TextState, confirm
from core.concurrence import cleaned_words
from core.errors import Conflict, Malformed, NotAllowed
from core.history import record
from projects import policies
from projects.actions.common import lock
from projects.actions.keeping import locked_part
from projects.models import Project
from projects.texts import Said


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


@transaction.atomic
def translate_said(kind: Said, row: Any, name: str, language: str, text: str, *, by: User, seen: str) -> Any:
    """Gives what the side of `by` said in the language that lacks it; until it is confirmed it may be corrected.

    What was said first is what it is translated from, so it counts as confirmed. Raises NotAllowed, Malformed, or
    Conflict when the texts are no longer at the version `seen`.
    """
    row = _locked_said(kind, row, name, by=by, seen=seen)
    if not is_translatable(row, name, language):
        raise NotAllowed(_("This was said in both languages. What was said is not changed."))
    words = cleaned_words({language: text}, needed=True, field="text")
    other = _other(language)
    setattr(row, f"{name}_{language}", words[language])
    confirm(row, name, other, by=by)
    row.text_states[f"{name}_{language}"] = {"state": TextState.DRAFT}
    with record("translate-said", by=by):
        row.save(update_fields=[f"{name}_{language}", "text_states"])
    return row


@transaction.atomic
def confirm_said(kind: Said, row: Any, name: str, *, by: User, seen: str) -> Any:
    """Confirms that what the side of `by` said says the same in both languages. Raises as translate_said does."""
    row = _locked_said(kind, row, name, by=by, seen=seen)
    for language in LANGUAGES:
        if row.text_state(name, language)["state"] != TextState.CONFIRMED:
            confirm(row, name, language, by=by)
    with record("confirm-text", by=by):
        row.save(update_fields=["text_states"])
    return row


def is_translatable(row: Any, name: str, language: str) -> bool:
    """Whether a language of what was said lacks, or is a translation that nobody has confirmed yet."""
    said, mine = row.text_state(name, _other(language))["state"], row.text_state(name, language)["state"]
    if mine == TextState.MISSING:
        return bool(said != TextState.MISSING)
    return bool(mine == TextState.DRAFT and said == TextState.CONFIRMED)


def _other(language: str) -> str:
    return "en" if language == "ko" else "ko"


def _locked_said(kind: Said, row: Any, name: str, *, by: User, seen: str) -> Any:
    row = kind.model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    policies.can_translate(by, kind.side_of(row)).enforce()
    if name not in row.TEXTS:
        raise Malformed({"name": _("There is no such text.")})
    if row.texts_version != seen:
        raise Conflict(_("This text changed after you opened it. Read it again."))
    return row
