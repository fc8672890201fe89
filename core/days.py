"""The days of both capitals: when each is closed, and on how many both work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from core.sides import Side

COUNTRIES = {Side.US: "US", Side.ROK: "KR"}
LIBRARY_LANGUAGES = {
    (Side.ROK, "ko"): "ko",
    (Side.ROK, "en"): "en_US",
    (Side.US, "en"): "en_US",
    (Side.US, "ko"): "en_US",
}
FEDERAL = (
    _("New Year's Day"),
    _("Martin Luther King Jr. Day"),
    _("Washington's Birthday"),
    _("Memorial Day"),
    _("Juneteenth National Independence Day"),
    _("Independence Day"),
    _("Labor Day"),
    _("Columbus Day"),
    _("Veterans Day"),
    _("Thanksgiving Day"),
    _("Christmas Day"),
)
"""The federal holidays, which the calendar of holidays names in English alone."""
OBSERVED = " (observed)"
SATURDAY = 5


def last_day(until: date) -> date:
    """The last day of what runs up to, not including, `until`, as tenures do."""
    return until - timedelta(days=1)


@dataclass(frozen=True)
class Closed:
    """Weekdays in a row on which a capital does not work."""

    side: Side
    since: date
    until: date
    name: str


@lru_cache(maxsize=64)
def closed_days(side: Side, year: int, language: str) -> dict[date, str]:
    """The weekdays of a year on which a capital is closed, with the name of the holiday."""
    found = holidays.country_holidays(COUNTRIES[side], years=year, language=LIBRARY_LANGUAGES[side, language])
    return {day: _named(name, language) for day, name in sorted(found.items()) if day.weekday() < SATURDAY}


def _named(name: str, language: str) -> str:
    plain = name.removesuffix(OBSERVED)
    if plain not in FEDERAL:
        return name
    with translation.override(language):
        return gettext(plain)


def works(side: Side, day: date) -> bool:
    """Whether a capital works on a day."""
    return day.weekday() < SATURDAY and day not in closed_days(side, day.year, "en")


def working_days(after: date, until: date, *sides: Side) -> int:
    """On how many days after one day, up to and with another, all these capitals work."""
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(all(works(side, day) for side in sides) for day in days)


def on_working_day(day: date, *sides: Side) -> date:
    """This day, or the first after it on which all these capitals work."""
    while not all(works(side, day) for side in sides):
        day += timedelta(days=1)
    return day


def after_working_days(day: date, count: int, *sides: Side) -> date:
    """The day by which all these capitals have worked so many days after `day`."""
    for _n in range(count):
        day = on_working_day(day + timedelta(days=1), *sides)
    return day


def before_working_days(day: date, count: int, *sides: Side) -> date:
    """The last day, itself one on which all these capitals work, with so many of their working days after it until
    and with `day`: the reverse of `after_working_days`."""
    while count > 0 or not all(works(side, day) for side in sides):
        count -= all(works(side, day) for side in sides)
        day -= timedelta(days=1)
    return day


def today() -> date:
    """The day that counts for both sides: it lasts until it has ended in both capitals.

    When the year is over in Seoul, it is still December for the cycle as long as it is in Washington. Deadlines,
    figures and what is written as a day go by it; who holds a post goes by the day in UTC: it begins when Seoul's
    office hours do.
    """
    return day_of(timezone.now())


def latest() -> date:
    """Today where it is later of the two capitals: nobody's today lies in the future."""
    return max(_in_capitals(timezone.now()))


def day_of(moment: datetime) -> date:
    """The day that counted for both sides at a moment."""
    return min(_in_capitals(moment))


def read(value: str | None) -> date | None:
    """The day that a record tells, if any."""
    return date.fromisoformat(value) if value else None


def _in_capitals(moment: datetime) -> list[date]:
    return [moment.astimezone(ZoneInfo(side.time_zone)).date() for side in Side]


def closed_from(day: date, *, days: int, language: str) -> list[Closed]:
    """When a capital is closed within the coming days; days in a row are one, under the shortest of their names."""
    last = day + timedelta(days=days)
    runs = (run for side in Side for run in _runs(side, day, last, language))
    return sorted(runs, key=lambda run: (run.since, run.side))


def _runs(side: Side, first: date, last: date, language: str) -> Iterator[Closed]:
    named = {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in closed_days(side, year, language).items()
        if first <= day <= last
    }
    run: list[date] = []
    for day in sorted(named):
        if run and day - run[-1] > timedelta(days=1):
            yield _run(side, run, named)
            run = []
        run.append(day)
    if run:
        yield _run(side, run, named)


def _run(side: Side, run: list[date], named: dict[date, str]) -> Closed:
    return Closed(side, run[0], run[-1], min((named[day] for day in run), key=len))
