"""The fields of a project and its parts in words: labels, and values as a person reads them."""

from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_compact_decimal, get_currency_name
from django.db.models import DateField, DecimalField, Model
from django.utils.dateformat import format as format_date
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import formats
from core.sides import Side
from projects.documents import DATES
from projects.enums import Health, Kind, OrganisationRole, Owner, Stage
from projects.models import FIRST_DAY, LAST_DAY, Milestone, ProgressUpdate, Project
from projects.naming import Names

CHOICES = {
    "kind": Kind,
    "stage": Stage,
    "health": Health,
    "owner": Owner,
    "role": OrganisationRole,
    "side": Side,
    "reported_side": Side,
}
REFERENCES = {
    "area": "area",
    "us_post": "us_post",
    "rok_post": "rok_post",
    "country": "country",
    "lead_country": "country",
    "organisation": "organisation",
}
LISTS = {"secondary_areas": "area", "areas": "area", "themes": "theme", "groups": "group"}
DAYS = {*DATES, "planned_on", "actual_on", "stage_since", "joint_since", "reported_on"}
LANGUAGE_OF = {"_en": "en", "_ko": "ko"}


def step_words() -> dict[str, str]:
    """Each step of a project's life as a verb: what a button says."""
    return {
        "develop": _("Develop into a concept"),
        "propose": _("Propose for review"),
        "return": _("Return to a concept"),
        "decline": _("Decline"),
        "decide": _("Decide to carry it out"),
        "start": _("Start the project"),
        "suspend": _("Suspend"),
        "resume": _("Resume"),
        "complete": _("Complete"),
        "cancel": _("Cancel the project"),
        "reconsider": _("Review it again"),
        "reopen": _("Reopen"),
        "restore": _("Restore to decided"),
        "present": _("Present at the SCM"),
        "hold-back": _("Hold back from the SCM"),
    }


def step_title(name: str) -> str:
    """A step as a verb, with the year that it is about."""
    step, _dot, year = name.partition(".")
    words = step_words().get(step, step)
    return f"{words} {year}" if year else words


def question_words() -> dict[str, str]:
    """Each step that both sides take, as the question that they are asked."""
    return {
        "decide": _("Decide to carry it out?"),
        "suspend": _("Suspend the project?"),
        "resume": _("Resume the project?"),
        "complete": _("Complete the project?"),
        "cancel": _("Cancel the project?"),
        "reconsider": _("Review it again?"),
        "reopen": _("Reopen the project?"),
        "restore": _("Restore it to decided?"),
        "present": _("Present it at the SCM of %(year)s?"),
        "hold-back": _("Hold it back from the SCM of %(year)s?"),
    }


def question_title(name: str) -> str:
    """The question that a step puts to both sides."""
    step, _dot, year = name.partition(".")
    return question_words().get(step, step) % {"year": year}


def order_questions() -> dict[str, str]:
    """Each step about the order of a ranked list, as the question to both sides."""
    return {"fix": _("Fix this order?"), "release": _("Release the order?")}


def label(name: str, of: type[Model] | None = None) -> str:
    """What a field is called; `of` is the part that has it."""
    if name == "countries":
        return _("Countries")
    if name == "organisations":
        return _("Organisations")
    for model in (of,) if of else (Project, Milestone, ProgressUpdate):
        if name in {field.name for field in model._meta.fields}:
            return str(capfirst(model._meta.get_field(name).verbose_name))
    return name


def language_of(name: str) -> str:
    """'en' or 'ko' for a text in that language, else ''."""
    return LANGUAGE_OF.get(name[-3:], "")


def said(name: str, value: Any, names: Names, of: type[Model] | None = None) -> str:
    """A value as a person reads it; "none" for no value. `of` is the part whose field it is, where that tells more."""
    if value in (None, "", [], ()):
        return _("none")
    field = of._meta.get_field(name) if of else None
    if isinstance(field, DecimalField):
        return amount(value)
    if isinstance(field, DateField):
        return _day(value)
    if choices := getattr(field, "flatchoices", None):
        return str(dict(choices).get(value, value))
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    if name in REFERENCES:
        return names(REFERENCES[name], value)
    if name in LISTS:
        return ", ".join(names(LISTS[name], one) for one in value)
    if name in DAYS:
        return _day(value)
    if name == "percent":
        return f"{value}%"
    if name == "countries":
        return ", ".join(share_of(row, names) for row in value)
    if name == "organisations":
        return ", ".join(role_of(row, names) for row in value)
    return str(value)


def _day(value: Any) -> str:
    return formats.day(date.fromisoformat(value) if isinstance(value, str) else value)


def amount(value: Any) -> str:
    """A number with as many decimals as it has: 12,000, 33.5, −4; what is no number stays as it was typed."""
    try:
        return formats.number(Decimal(f"{Decimal(str(value)).normalize():f}"))
    except ArithmeticError:
        return str(value)


def share_of(row: dict[str, Any], names: Names) -> str:
    """Philippines 60%"""
    reason = f" ({row['reason']})" if row.get("reason") else ""
    return f"{names('country', row['country'])} {percent(row['share'])}{reason}"


def role_of(row: dict[str, Any], names: Names) -> str:
    """Policy office (Funding)"""
    role = dict(OrganisationRole.choices).get(row["role"], row["role"])
    return f"{names('organisation', row['organisation'])} ({role})"


def percent(share: Any) -> str:
    """60%, 33.33%; what is no number stays as it was typed."""
    try:
        return f"{Decimal(str(share)).quantize(Decimal('0.01')).normalize():f}%"
    except ArithmeticError:
        return str(share)


def year_words(side: str, year: int) -> str:
    """FY2026 of the US, which begins a year before; 2026, 2026년 of the ROK."""
    if Side(side).fiscal_month > 1:
        return f"FY{year}"
    return f"{year}년" if formats.reader_language() == "ko" else str(year)


def span_words(side: str, year: int) -> str:
    """Oct 2025 to Sep 2026, 2025. 10.~2026. 9.; Jan to Dec 2026, 2026. 1.~12."""
    first, last = Side(side).fiscal_span(year)
    one_year = first.year == last.year
    if formats.reader_language() == "ko":
        return f"{first.year}. {first.month}.~" + ("" if one_year else f"{last.year}. ") + f"{last.month}."
    return f"{format_date(first, 'M' if one_year else 'M Y')} to {format_date(last, 'M Y')}"


def period(start: date | None, end: date | None) -> str:
    """1 Apr 2023 – 31 Mar 2024, since 1 Apr 2023, until 31 Mar 2024; an open start and an open end say so."""
    if start and end:
        return f"{formats.day(start)} – {formats.day(end)}"
    if start:
        return _("since %(day)s") % {"day": formats.day(start)}
    return _("until %(day)s") % {"day": formats.day(end)} if end else _("dates open")


def years(start: date, end: date) -> str:
    """2026, 2026–2028, from 2026; the first of all days is an open start and the last an open end."""
    first, last = start != FIRST_DAY and str(start.year), end != LAST_DAY and str(end.year)
    if first and last:
        return first if first == last else f"{first}–{last}"
    if first:
        return _("from %(year)s") % {"year": first}
    return _("until %(year)s") % {"year": last} if last else _("dates open")


def budget(amount: Decimal | None, currency: str) -> str:
    """18.1 billion Japanese yen, 181억 일본 엔; '' for none."""
    if amount is None:
        return ""
    locale = formats.reader_language()
    size = "short" if locale == "ko" else "long"  # the short Korean form is the whole word: 억
    number = format_compact_decimal(amount, format_type=size, locale=locale, fraction_digits=1)
    return f"{number} {get_currency_name(currency, amount, locale=locale)}"
