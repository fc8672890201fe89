"""How each side appears on the report: kept by its own secretariat."""

import base64
import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import User
from core.errors import Malformed
from core.history import record
from core.pictures import picture_type
from projects.actions.keeping import StalePart, checked
from reporting import policies
from reporting.models import Letterhead

WORDS = ("name_en", "name_ko", "words_en", "words_ko", "marking_en", "marking_ko")


@transaction.atomic
def keep_letterhead(
    side: str, values: dict[str, str], *, by: User, seen_revision: int, logo: bytes | None = None
) -> Letterhead:
    """Replaces a side's words on the report, and its logo: new bytes, b"" for none, None for the one that stands.

    Raises NotAllowed, Malformed with a sentence for each bad field or at `logo`, or StalePart when it changed after
    `seen_revision`, 0 where there was none.
    """
    policies.can_keep_letterhead(by, side).enforce()
    fresh = Letterhead.objects.select_for_update().filter(side=side).first()
    if (fresh.revision if fresh else 0) != seen_revision:
        raise StalePart(fresh or Letterhead(side=side))
    row = fresh or Letterhead(side=side, revision=0)
    given: dict[str, Any] = {name: values[name] for name in WORDS if name in values}
    if logo is not None:
        given |= {"logo": _address(logo), "logo_sha256": hashlib.sha256(logo).hexdigest() if logo else ""}
    row.revision += 1
    with record("keep-letterhead", by=by):
        return checked(row, given)


def _address(logo: bytes) -> str:
    return f"data:{picture_type(logo)};base64,{base64.b64encode(logo).decode()}" if logo else ""


def bytes_of(address: str) -> bytes:
    """The bytes that a data address holds, b"" for none. Raises Malformed at `logo` for what is no such address."""
    if not address:
        return b""
    kind, comma, content = address.partition(";base64,")
    try:
        if not kind.startswith("data:image/") or not comma:
            raise ValueError
        return base64.b64decode(content, validate=True)
    except ValueError:
        raise Malformed({"logo": _("Send the picture as a data address: data:image/png;base64,…")}) from None


def picture_of(letterhead: Letterhead) -> tuple[str, bytes]:
    """The content type and the bytes of a side's logo."""
    kind, _comma, content = letterhead.logo.removeprefix("data:").partition(";base64,")
    return kind, base64.b64decode(content)
