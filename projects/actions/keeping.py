"""How every part of a project is kept: locked with its project, clean, at the revision that was seen, in history."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import User
from core.bilingual import Bilingual, states_after
from core.errors import Conflict, Malformed
from core.glyphs import unprintable
from core.history import record
from core.text import clean
from projects.models import Project


class StalePart(Conflict):
    """Somebody saved the same part first; carries the saved row."""

    def __init__(self, saved: models.Model):
        super().__init__(_("Somebody saved this after you opened it."))
        self.saved = saved


def locked_part(part: Any, seen_revision: int) -> Any:
    """The part, locked. Raises StalePart when it changed after `seen_revision`."""
    fresh = type(part).objects.select_for_update(of=("self",)).get(pk=part.pk)
    if fresh.revision != seen_revision:
        raise StalePart(fresh)
    return fresh


def fresh_part(part: Any, seen_revision: int) -> Any:
    """The part, locked, at its next revision. Raises StalePart when it changed after `seen_revision`."""
    fresh = locked_part(part, seen_revision)
    fresh.revision += 1
    return fresh


def save_part(part: Any, values: dict[str, Any], action: str, project: Project, by: User) -> Any:
    """Saves a part as `checked` does, under the name of the action, and notes that its project changed."""
    with record(action, by=by):
        part = checked(part, values)
        project.updated_at, project.updated_by = timezone.now(), by
        project.save(update_fields=["updated_at", "updated_by"])
    return part


def checked(part: Any, values: dict[str, Any]) -> Any:
    """Saves a part with clean values and the states of its texts.

    Raises Malformed with a sentence for each bad field; a second row where there may be one says so as the part's
    class does in TAKEN.
    """
    errors = {}
    before = part.texts() if isinstance(part, Bilingual) else {}
    for name, value in values.items():
        value = clean(value) if isinstance(value, str) else value
        if isinstance(value, str) and (sentence := _fault(part, name, value)):
            errors[name] = sentence
        setattr(part, name, value)
    if isinstance(part, Bilingual):
        part.text_states = states_after(part, before)
    try:
        part.full_clean(validate_unique=False, exclude=["project"])
    except ValidationError as failure:
        errors = {name: " ".join(texts) for name, texts in failure.message_dict.items()} | errors
    if errors:
        raise Malformed(errors)
    try:
        with transaction.atomic():
            part.save()
    except IntegrityError:
        if not part.TAKEN:
            raise
        field, sentence = part.TAKEN
        raise Malformed({field: sentence}) from None
    return part


def _fault(part: Any, name: str, value: str) -> str:
    """What is wrong with a text: it is longer than its field, or has what the report cannot print; '' for nothing."""
    most = part._meta.get_field(name).max_length or 0
    if len(value) > most > 0:
        return _("At most %(most)d characters; this has %(length)d.") % {"most": most, "length": len(value)}
    bad = " ".join(sorted(unprintable(value)))
    return _("The report cannot print %(signs)s. Replace it.") % {"signs": bad} if bad else ""
