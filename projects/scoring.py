"""Where the scoring of a project stands: for which year, on which criteria, and what of it a reader sees."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Prefetch, QuerySet

from core import days
from core.paging import MOST
from core.queries import Prepared
from projects.models import Criterion, Project, Ranking, Score, Scoresheet, Sealed, Standing
from projects.totals import Weights

_RUNNING = Prepared(lambda day: Ranking.objects.running_first(day)[:1], planned_once=True, day=date.min)

_CRITERIA = Prepared(lambda year: Criterion.objects.filter(year=year).order_by("number"), planned_once=True, year=9999)


def running(day: date | None = None) -> Ranking | None:
    """The year that is scored for on a day, today by default: the first whose scoring is not over, else the last."""
    found = _RUNNING.instances(day=day or days.today())
    return found[0] if found else None


def year_of(project: Project) -> int | None:
    """The year that a project is scored for; None while no cycle is open.

    A project that one side has scored is scored by the other for the same year, also when the next has begun.
    """
    return _year(
        set(Sealed.objects.filter(project=project).values_list("year", flat=True)),
        set(Standing.objects.filter(project=project).values_list("year", flat=True)),
    )


def _year(submitted: set[int], opened: set[int]) -> int | None:
    if begun := submitted - opened:
        return max(begun)
    ranking = running()
    return ranking.year if ranking else None


def owed_by(user: Any, day: date | None = None) -> QuerySet[Project]:
    """The projects in review that this user's side has still to score."""
    return Project.objects.visible_to(user).awaiting_score(user.side, running(day))


def criteria_of(year: int | None) -> list[Criterion]:
    """What the projects of a year are scored on, in order."""
    return _CRITERIA.instances(year=year)


def weights_of(criteria: list[Criterion]) -> Weights:
    return {one.number: one.weight for one in criteria}


@dataclass(frozen=True)
class Scoring:
    """A project's scoring in a year as one reader sees it; sheets and submissions by side."""

    year: int | None
    ranking: Ranking | None
    criteria: list[Criterion]
    sheets: dict[str, Scoresheet]
    sealed: dict[str, Sealed]
    standing: Standing | None
    earlier: list[Standing]
    """What came of it in other years, the newest first."""

    def scores(self, side: str) -> dict[int, Score]:
        """The scores of a side by criterion, none where the reader does not see them."""
        return {row.number: row for row in self.sheets[side].scores.all()} if side in self.sheets else {}


def read_scoring(user: Any, project: Project, year: int | None = None) -> Scoring:
    """The scoring of a year, by default of the one that the project is scored for now."""
    submitted = list(Sealed.objects.visible_to(user).filter(project=project))
    standings = list(Standing.objects.visible_to(user).filter(project=project).order_by("-year"))
    if year is None:
        year = _year({one.year for one in submitted}, {one.year for one in standings})
    scores = Prefetch("scores", Score.objects.visible_to(user))
    sheets = Scoresheet.objects.visible_to(user).filter(project=project, year=year).prefetch_related(scores)
    return Scoring(
        year=year,
        ranking=Ranking.objects.filter(year=year).first(),
        criteria=criteria_of(year),
        sheets={sheet.side: sheet for sheet in sheets},
        sealed={one.side: one for one in submitted if one.year == year},
        standing=next((one for one in standings if one.year == year), None),
        earlier=[one for one in standings if one.year != year],
    )


def ranks(year: int, merits: Collection[Decimal]) -> dict[Decimal, int]:
    """The rank in its year of each merit, as far as it is among the first MOST; equal ones share it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT merit, place FROM (SELECT merit, rank() OVER (ORDER BY merit DESC) AS place FROM"
            " (SELECT merit FROM projects_standing WHERE year = %s ORDER BY merit DESC LIMIT %s) AS first) AS ranked"
            " WHERE merit = ANY (%s::numeric[])",
            [year, MOST, list(merits)],
        )
        return dict(cursor.fetchall())
