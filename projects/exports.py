"""The list of projects, and the ranked list of a year, as CSV files for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.db.models import F, Window
from django.db.models.functions import Rank
from django.utils.translation import gettext as _

from core import days
from core.context import marking
from core.sides import Side
from core.templatetags.ui import health_words, stage_words
from projects.enums import STALE, Kind, Stage
from projects.models import Standing
from projects.naming import Names
from projects.querysets import STALE_AFTER, ProjectQuerySet, StandingQuerySet

IN_MEMORY = 1_000_000
AT_ONCE = 2_000
FORMULA = tuple("=+-@\t\r＝＋－＠")
COLUMNS = (
    "reference",
    "audience",
    "kind",
    "side",
    "title_en",
    "title_ko",
    "area_id",
    "country_codes",
    "stage",
    "stage_since",
    "health",
    "reported_on",
    "us_post__title_en",
    "us_post__title_ko",
    "rok_post__title_en",
    "rok_post__title_ko",
    "planned_start",
    "planned_end",
    "actual_start",
    "actual_end",
    "updated_at",
)


STANDING_COLUMNS = (
    "reference",
    "project__title_en",
    "project__title_ko",
    "project__area_id",
    "project__stage",
    "us_total",
    "rok_total",
    "mean",
    "spread",
    "opened_at",
)


def safe_cell(value: str) -> str:
    """The text so that no spreadsheet runs it as a formula."""
    return "'" + value if value.startswith(FORMULA) else value


def projects_csv(projects: ProjectQuerySet, names: Names) -> IO[bytes]:
    """A file, rewound, with a row for each project. Needs the transaction that may see them; the file does not."""
    rows = projects.with_countries().values_list(*COLUMNS).iterator(chunk_size=AT_ONCE)
    return _file(_head(), _cells(rows, names))


def standings_csv(standings: StandingQuerySet, year: int, names: Names) -> IO[bytes]:
    """A file, rewound, with a row for each of these projects, by rank in their year."""
    place = Window(Rank(), order_by=F("merit").desc())
    places = dict(Standing.objects.joint().filter(year=year).values_list("pk", place))
    rows = standings.ranked().values_list("pk", *STANDING_COLUMNS).iterator(chunk_size=AT_ONCE)
    head = [_("Rank"), _("Reference"), _("Title, English"), _("Title, Korean"), _("Priority area"), _("Stage")]
    head += [_("US total"), _("ROK total"), _("Mean"), _("Apart at most"), _("Opened (UTC)"), _("Marking")]
    return _file(head, _standing_cells(rows, places, names))


def _file(head: list[str], rows: Iterable[list[str]]) -> IO[bytes]:
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 the response closes it
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    text.flush()
    text.detach()
    file.seek(0)
    return file


def _head() -> list[str]:
    return [
        _("Reference"),
        _("Audience"),
        _("Kind"),
        _("Logged by"),
        _("Title, English"),
        _("Title, Korean"),
        _("Priority area"),
        _("Countries"),
        _("Stage"),
        _("In this stage since"),
        _("Health"),
        _("Last reported"),
        _("US post"),
        _("ROK post"),
        _("Planned start"),
        _("Planned end"),
        _("Actual start"),
        _("Actual end"),
        _("Updated (UTC)"),
        _("Marking"),
    ]


def _cells(rows: Iterator[tuple[Any, ...]], names: Names) -> Iterator[list[str]]:
    """Words are looked up once; 20,000 rows take about a second."""
    ko = names.in_korean
    stages, healths = stage_words(), health_words()
    kinds = {kind.value: str(kind.label) for kind in Kind}
    audiences = {side.value: str(side.label) for side in Side} | {"JOINT": _("Joint")}
    areas, countries = dict(names.choices("area")), dict(names.choices("country"))
    limit, marked = days.today() - STALE_AFTER, marking()
    for reference, audience, kind, side, en, korean, area, codes, stage, since, health, reported, *more in rows:
        us_en, us_ko, rok_en, rok_ko, *dates, updated = more
        shown = "" if stage != Stage.ACTIVE else STALE if reported and reported < limit else health
        yield [
            reference,
            audiences[audience],
            kinds[kind],
            audiences[side],
            safe_cell(en),
            safe_cell(korean),
            areas.get(area, area),
            ", ".join([countries.get(code, code) for code in codes]),
            stages[stage],
            since.isoformat(),
            healths[shown] if shown else "",
            reported.isoformat() if reported else "",
            safe_cell((us_ko if ko else us_en) or ""),
            safe_cell((rok_ko if ko else rok_en) or ""),
            *[day.isoformat() if day else "" for day in dates],
            f"{updated:%Y-%m-%d %H:%M}",
            marked,
        ]


def _standing_cells(rows: Iterator[tuple[Any, ...]], places: dict[Any, int], names: Names) -> Iterator[list[str]]:
    areas, stages, marked = dict(names.choices("area")), stage_words(), marking()
    for pk, reference, en, korean, area, stage, *totals, spread, opened in rows:
        yield [
            str(places[pk]),
            reference,
            safe_cell(en),
            safe_cell(korean),
            areas.get(area, area),
            stages[stage],
            *[str(one) for one in totals],
            str(spread),
            f"{opened:%Y-%m-%d %H:%M}",
            marked,
        ]
