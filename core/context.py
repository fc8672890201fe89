"""What every page knows without a query: the marking, the two sides in the language's order, the reader, the moment."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from core import formats
from core.sides import in_order, languages_in_order


def marking() -> str:
    """What stands first and last on every page: the marking, in the demonstration with its notice.

    After a bar the setting may give the marking in Korean; without one both languages show the same.
    """
    english, _bar, korean = (part.strip() for part in settings.RCF_MARKING.partition("|"))
    own = korean if korean and formats.reader_language() == "ko" else english
    if not settings.DEMO:
        return own
    notice = _("Demonstration – illustrative data, no real project")
    return f"{own} · {notice}"


def page(request: HttpRequest) -> dict[str, Any]:
    """`marking`, `sides` and `langs` (each language puts its own first), `me` ('' without a side), `now`."""
    language = formats.reader_language()
    return {
        "marking": marking(),
        "sides": in_order(language),
        "langs": languages_in_order(language),
        "me": SimpleLazyObject(lambda: getattr(getattr(request, "user", None), "side", "")),
        "now": timezone.now(),
    }
