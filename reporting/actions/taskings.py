"""What the bodies tasked: noted by the secretariats, carried out by its owner, who says how."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import User
from core.concurrence import Words
from core.errors import Malformed
from core.history import record
from core.text import clean
from projects.actions.keeping import checked, fresh_part, locked_part
from reporting import policies
from reporting.models import Consideration

NOTED = ("considered_on", "tasking_en", "tasking_ko", "owner")


@transaction.atomic
def note_consideration(
    considered: Consideration, values: dict[str, Any], *, by: User, seen_revision: int
) -> Consideration:
    """Notes on which day a body considered an edition, what tasking followed, and which side carries that out.

    Raises NotAllowed, Malformed with a sentence for each bad field, or StalePart.
    """
    policies.can_note_consideration(by).enforce()
    fresh = fresh_part(considered, seen_revision)
    given = {name: values[name] for name in NOTED if name in values}
    if fresh.done_at and not any(clean(given.get(name, getattr(fresh, name))) for name in ("tasking_en", "tasking_ko")):
        raise Malformed({"tasking_en": _("This tasking is done. Open it again before you take it away.")})
    with record("note-consideration", by=by):
        return checked(fresh, given)


@transaction.atomic
def settle_tasking(considered: Consideration, how: Words, *, by: User, seen_revision: int) -> Consideration:
    """Says that a tasking is done, and how; said again, it changes how alone.

    Raises NotAllowed, Malformed without a sentence, or StalePart.
    """
    fresh = fresh_part(considered, seen_revision)
    policies.can_settle_tasking(by, fresh).enforce()
    texts = {f"how_{language}": clean(how.get(language) or "") for language in ("en", "ko")}
    if not any(texts.values()):
        raise Malformed({"how_en": _("Say how it was carried out, in at least one language.")})
    if fresh.done_at is None:
        fresh.done_at, fresh.done_side, fresh.done_post = timezone.now(), by.side, by.signs_as
    with record("settle-tasking", by=by):
        return checked(fresh, texts)


@transaction.atomic
def reopen_tasking(considered: Consideration, *, by: User, seen_revision: int) -> Consideration:
    """Says that a tasking is open after all; the history keeps how it was said to be done.

    Raises NotAllowed or StalePart.
    """
    fresh = locked_part(considered, seen_revision)
    policies.can_settle_tasking(by, fresh).enforce()
    if fresh.done_at is None:
        return fresh
    fresh.revision += 1
    fresh.done_at, fresh.done_side, fresh.done_post = None, "", {}
    with record("reopen-tasking", by=by):
        return checked(fresh, {"how_en": "", "how_ko": ""})
