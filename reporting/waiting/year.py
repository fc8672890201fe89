"""What waits for the leads and the secretariat of a side in the year: the gaps of the cycle that runs."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from contacts.enums import Role
from contacts.models import User
from core import days, formats
from core.sides import Side
from projects.wording import year_words
from reporting.enums import Obligation, Waits
from reporting.waiting import reading
from reporting.waiting.items import Item


def of_the_year(user: User, figures: dict[str, Any], today: date) -> list[Item]:
    """The gaps of the cycle; `figures` are the day's."""
    cycle = figures["cycle"]
    if cycle is None:
        return []
    url, scm_on = reverse("reporting:cycle", args=[cycle["year"]]), days.read(cycle["scm_on"])
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
    chooses = user.has_role(Role.LEAD, Role.STAFF)
    if (chooses or user.has_role(Role.LEADERSHIP)) and figures["obligation"]["state"] == Obligation.AT_RISK:
        why, verb = _("No project is put before the SCM yet"), _("Choose") if chooses else pgettext("verb", "Read")
        items.append(item("presented", why, f"{url}#presented", verb, scm_on))
    if not user.has_role(Role.STAFF):
        return items
    if scm_on is None:
        to = reverse("reporting:cycle-edit", args=[cycle["year"]])
        items.append(item("scm", _("The date of the SCM is open"), to, _("Enter"), None))
    cut_off = days.read(cycle["cut_off"])
    if rateless := reading.years_without_rate(today):
        years = ", ".join(f"{side.label} {year_words(side, year)}" for side, year in rateless)
        why = _("No exchange rate is dated in a fiscal year that has cash: %(years)s") % {"years": years}
        items.append(item("rates", why, reverse("projects:rate-new"), _("Enter"), cut_off))
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
    values = {"language": formats.language_name(language)}
    return [text % {**values, "n": n} for n, text in ((stale, stale_text), (lacking, lacking_text)) if n]
