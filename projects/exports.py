"""The list of projects as a CSV file for spreadsheets."""

import csv
import io
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.context import marking
from core.sides import Side
from core.templatetags.ui import health_words, stage_words
from projects.enums import STALE, Kind, Stage
from projects.naming import Names
from projects.querysets import STALE_AFTER, ProjectQuerySet

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


def safe_cell(value: str) -> str:
    """The text so that no spreadsheet runs it as a formula."""
    return "'" + value if value.startswith(FORMULA) else value


def projects_csv(projects: ProjectQuerySet, names: Names) -> IO[bytes]:
    """A file, rewound, with a row for each project. Needs the transaction that may see them; the file does not."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 the response closes it
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow(_head())
    rows = projects.with_countries().values_list(*COLUMNS).iterator(chunk_size=AT_ONCE)
    writer.writerows(_cells(rows, names))
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
    limit, marked = timezone.localdate() - STALE_AFTER, marking()
    for reference, audience, kind, side, en, korean, area, codes, stage, since, health, reported, *more in rows:
        us_en, us_ko, rok_en, rok_ko, *days, updated = more
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
            *[day.isoformat() if day else "" for day in days],
            f"{updated:%Y-%m-%d %H:%M}",
            marked,
        ]
