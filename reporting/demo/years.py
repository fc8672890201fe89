"""The SCM years of the demonstration: illustrative dates where none are known, and what is put before the SCM."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from contacts.models import User
from core.sides import Side
from projects.models import Project
from reporting import actions
from reporting.actions.presenting import PRESENT
from reporting.deadlines import proposals
from reporting.demo.people import Cast
from reporting.demo.story import Event, Life
from reporting.enums import Host
from reporting.models import Cycle

FIRST_UNKNOWN = 2026
"""The first year whose dates public text does not give."""
PRESENTED = {
    1: {"position-data": 400, "patrol-sustainment": 398, "mine-countermeasures": 397},
    0: {"iuu-tracking": 62, "early-warning": 60, "vessel-mro": 44},
}
"""By years before the coming SCM: the projects put before it, and how many days ago."""


def coming_year(today: date) -> int:
    """The year of the next SCM, with its illustrative date."""
    return today.year if today <= _scm_of(today.year) else today.year + 1


def events_of_years(lives: dict[str, Life], cast: Cast, today: date) -> Iterator[Event]:
    """What staff and leads did about the SCMs."""
    coming = coming_year(today)
    for year in range(FIRST_UNKNOWN, coming + 1):
        at = datetime.combine(today - timedelta(days=128 + 365 * (coming - year)), time(2, tzinfo=UTC))
        yield Event(at, cast.user(Side.ROK, "staff"), _dater(year))
    for back, presented in PRESENTED.items():
        for number, (key, ago) in enumerate(presented.items()):
            for later, side in enumerate(list(Side) if number % 2 else list(Side)[::-1]):
                at = datetime.combine(today - timedelta(days=ago - later), time(3, number, tzinfo=UTC))
                yield Event(at, cast.user(side, "lead"), _presenter(coming - back, lives[key]))


def _scm_of(year: int) -> date:
    return date(year, 12, 8)


def _dater(year: int):
    def set_dates(by: User) -> None:
        values = {
            "ordinal": 58 + year - FIRST_UNKNOWN,
            "host": Host.WASHINGTON if year % 2 == 0 else Host.SEOUL,
            "scm_on": _scm_of(year),
            **proposals(_scm_of(year)),
            "kidd_ordinal": 29 + 2 * (year - FIRST_UNKNOWN),
            "cut_off": date(year, 11, 30),
            "source": "Illustrative dates, 예시 일정",
        }
        cycle = Cycle.objects.filter(year=year).first()
        if cycle is None:
            actions.open_cycle(year, values, by=by)
        elif cycle.scm_on is None:
            actions.revise_cycle(cycle, values, by=by, seen_revision=cycle.revision)

    return set_dates


def _presenter(year: int, life: Life):
    def put_before_the_scm(by: User) -> None:
        cycle, project = Cycle.objects.get(year=year), Project.objects.get(pk=life.project.pk)
        actions.answer_presenting(cycle, project, PRESENT, by=by, seen=project.version)

    return put_before_the_scm
