"""What waits for the leads and the secretariat of a side in the year: the gaps of the cycle that runs."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.enums import Role
from contacts.models import User
from core.sides import Side
from core.templatetags import ui
from reporting.enums import Obligation, Waits
from reporting.waiting.items import Item


def day_of(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def of_the_year(user: User, figures: dict[str, Any]) -> list[Item]:
    """The gaps of the cycle; `figures` are the day's."""
    cycle = figures["cycle"]
    if cycle is None:
        return []
    url, scm_on = reverse("reporting:cycle", args=[cycle["year"]]), day_of(cycle["scm_on"])
    title = _("The %(year)s cycle") % {"year": cycle["year"]}

    def item(key: str, why: str, to: str, verb: str, due: date | None) -> Item:
        return Item(
            Waits.CYCLE,
            "cycle",
            None,
            key,
            due,
            facts={"title": title, "why": why, "url": to, "about": url, "verb": verb},
        )

    items = []
    if user.has_role(Role.LEAD, Role.STAFF) and figures["obligation"]["state"] == Obligation.AT_RISK:
        why = _("No project is put before the SCM yet")
        items.append(item("presented", why, f"{url}#presented", _("Choose"), scm_on))
    if not user.has_role(Role.STAFF):
        return items
    if scm_on is None:
        to = reverse("reporting:cycle-edit", args=[cycle["year"]])
        items.append(item("scm", _("The date of the SCM is open"), to, _("Enter"), None))
    cut_off = day_of(cycle["cut_off"])
    return items + [
        item(f"gap-{n}", why, f"{url}#missing", _("See them"), cut_off) for n, why in enumerate(_gaps(user, figures))
    ]


def _gaps(user: User, figures: dict[str, Any]) -> list[str]:
    language = Side(user.side).language
    stale, lacking = figures["stale"], figures["untranslated"][language]
    stale_text = ngettext("%(n)s active project is stale", "%(n)s active projects are stale", stale)
    lacking_text = ngettext(
        "%(n)s active project lacks a text in %(language)s",
        "%(n)s active projects lack a text in %(language)s",
        lacking,
    )
    values = {"language": ui.language_name(language)}
    return [text % {**values, "n": n} for n, text in ((stale, stale_text), (lacking, lacking_text)) if n]
