"""What was done to an edition, newest first: who, for which side, when, and what, as the joint history has it."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core import formats
from core.models import Entry
from reporting.models import Edition
from reporting.wording import edition_did

MOST_ROWS, MOST_ACTS = 120, 12


def acts_on(edition: Edition) -> list[dict[str, Any]]:
    """The newest acts, one line each; comments stand at their section."""
    entries = Entry.objects.joint().filter(
        Q(subject_id=str(edition.pk)) | Q(subject_id=str(edition.cycle_id), object_id=str(edition.pk))
    )
    rows = entries.order_by("-at", "-seq").values_list("at", "action", "side", "post")[:MOST_ROWS]
    acts = {(at, action): (side, post) for at, action, side, post in rows}
    language = formats.reader_language()
    return [
        {
            "at": at,
            "side": side.lower() or "both",
            "who": post.get(language) or _("The system"),
            "did": edition_did(action),
            "private_to": "JOINT",
        }
        for (at, action), (side, post) in list(acts.items())[:MOST_ACTS]
    ]
