"""The language of the reader, and days, moments and numbers as it writes them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core import days
from core.sides import Side, in_order

NO_BREAK = "\u00a0"
MINUS = "\u2212"
DAY = {"en": "j M Y", "ko": "Y. n. j."}
SHORT_DAY = {"en": "j M", "ko": "n. j."}
KOREAN_WEEKDAYS = "월화수목금토일"


def reader_language() -> str:
    """'en' or 'ko', the language of the page being made."""
    return "ko" if (get_language() or "en").startswith("ko") else "en"


def day(value: date | None) -> str:
    """29 Oct 2026, 2026. 10. 29.; held together by no-break spaces. '' for no date.

    A moment stands on the day that counted for both sides.
    """
    return _held(value, DAY) if value else ""


def weekday_day(value: date | None) -> str:
    """Thu 29 Oct 2026, 2026. 10. 29.(목)."""
    if value is None:
        return ""
    if reader_language() == "ko":
        return f"{day(value)}({KOREAN_WEEKDAYS[value.weekday()]})"
    return format_date(value, "D") + NO_BREAK + day(value)


def short_day(value: date | None) -> str:
    """29 Oct, 10. 29.; where the year is clear."""
    return _held(value, SHORT_DAY) if value else ""


def _held(value: date, patterns: Mapping[str, str]) -> str:
    language = reader_language()
    of = days.day_of(value) if isinstance(value, datetime) else value
    return _formatted(of, patterns[language], language)


@lru_cache(maxsize=4096)
def _formatted(value: date, pattern: str, language: str) -> str:
    return format_date(value, pattern).replace(" ", NO_BREAK)


def moment(value: datetime | None, *, side: str = "", both: bool = True, zones: bool = False) -> SafeString:
    """A moment in both capitals, the reader's first; with both=False in the reader's alone. UTC for machines.

    `side` is the reader's; without it the language decides. `zones` adds the zones' short names.
    """
    if value is None:
        return mark_safe("")
    first = Side(str(side)) if side else in_order(reader_language())[0]
    here, there = (value.astimezone(ZoneInfo(one.time_zone)) for one in (first, first.other))
    text = _capital(here, first, day(here.date()), zones)
    if both:
        text += ", " + _capital(there, first.other, _day_after(here.date(), there.date()), zones)
    return format_html('<time datetime="{}">{}</time>', value.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"), text)


def _capital(local: datetime, side: Side, stands: str, zones: bool) -> str:
    comma, space = (", ", NO_BREAK) if reader_language() == "en" else (" ", "")
    clock = f"{local:%H:%M}{NO_BREAK}{side.capital}" + (f"{space}({local:%Z})" if zones else "")
    return stands + comma + clock if stands else clock


def _day_after(first: date, second: date) -> str:
    """The second capital's day as far as it differs from the first's."""
    if first == second:
        return ""
    return short_day(second) if first.year == second.year else day(second)


def number(value: int | float | None) -> str:
    """12,345; '' for none."""
    return "" if value is None else f"{value:,}".replace("-", MINUS)


def change(value: int | float) -> str:
    """+5, −4 with a true minus, 0."""
    return f"+{value:,}" if value > 0 else number(value)


def language_name(code: str) -> str:
    """English or Korean, as the label of a text's language; Django's own filter has the name language_name."""
    return {"en": _("English"), "ko": pgettext("language", "Korean")}[code]
