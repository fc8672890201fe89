"""Fills the database with projects for measuring."""

import random
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from contacts.models import PointOfContact, Post, Tenure, User
from core import days
from core.audience import SETTING, Audience
from core.models import Concern, Concurrence, Question
from core.sides import Side
from projects.models import (
    Effort,
    EffortCountry,
    EffortReach,
    Indicator,
    IndicatorValue,
    Issue,
    JointText,
    Milestone,
    MoneyLine,
    OverlapAnswer,
    PrivateText,
    ProgressUpdate,
    Project,
    ProjectCountry,
    ProjectOrganisation,
    ProjectRevision,
    ReferenceSeries,
    Risk,
    Sealed,
    StageChange,
    Standing,
)
from projects.overlaps import keep_reach
from reporting.bench.efforts import ANSWERS, registry
from reporting.bench.rows import Maker
from reporting.bench.seats import add_seats
from reporting.models import FigureSet

TABLES = (
    Project,
    ProjectCountry,
    ProjectOrganisation,
    StageChange,
    Milestone,
    ProgressUpdate,
    MoneyLine,
    JointText,
    PrivateText,
    ProjectRevision,
    Risk,
    Indicator,
    IndicatorValue,
    Issue,
    Question,
    Concurrence,
    Concern,
    Sealed,
    Standing,
)
SEATS = (User, PointOfContact, Post, Tenure)
REGISTRY = (Effort, EffortCountry, OverlapAnswer)
CHUNK = 2_000
MOST = 200_000
"""The references of three years have room for so many."""
YEARS = 3


class Command(BaseCommand):
    help = (
        "Adds N joint projects, and for each side 2% of that as private ones, and efforts of others that they overlap"
        " with, one in fifty answered; without history, for measuring only."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--projects", type=int, required=True, metavar="N", help="how many joint projects")
        parser.add_argument("--efforts", type=int, default=0, metavar="N", help="how many efforts of others")
        parser.add_argument("--seed", type=int, default=58)

    def handle(self, *args: Any, projects: int, efforts: int, seed: int, **options: Any) -> None:
        self._refuse_unready(projects)
        with _triggers_off(SEATS), transaction.atomic("owner"):
            add_seats(projects, days.today())
        maker = Maker(days.today(), seed)
        wanted = [(number, Audience.JOINT) for number in range(1, projects + 1)]
        wanted += [(number, Audience(side)) for side in Side for number in range(1, projects // 50 + 1)]
        random.Random(seed).shuffle(wanted)
        with _triggers_off():
            for start in range(0, len(wanted), CHUNK):
                with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
                    cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, ",".join(Audience.values)])
                    _load(cursor, maker, wanted[start : start + CHUNK])
                if self.stdout.isatty():
                    self.stdout.write(f"  {min(start + CHUNK, len(wanted))} of {len(wanted)}", ending="\r")
        if efforts:
            _load_efforts(efforts, maker.today, seed)
        _forget_what_was_counted()
        self.stdout.write(f"Added {projects} joint projects and {projects // 50} private ones of each side.")

    def _refuse_unready(self, projects: int) -> None:
        if "owner" not in connections:
            raise CommandError("DATABASE_OWNER_URL is missing: history is left out by the owner role.")
        if not User.objects.filter(username="us.poc").exists():
            raise CommandError("The accounts that report progress are missing. Run `manage.py demo_data` first.")
        if not 0 < projects <= MOST:
            raise CommandError(f"--projects is a number from 1 to {MOST}.")


def _load(cursor: CursorWrapper, maker: Maker, wanted: list[tuple[int, Audience]]) -> None:
    rows: dict[type[Model], list[Model]] = defaultdict(list)
    references = _References()
    for number, audience in wanted:
        year = maker.today.year - number % YEARS
        for row in maker.project(number, audience, references.next(audience, year)):
            rows[type(row)].append(row)
    references.keep()
    for model in TABLES:
        _copy(cursor, model, rows[model])


def _load_efforts(count: int, today: date, seed: int) -> None:
    """The registry of efforts, then an answer to some of the overlaps, as the owner role, without history."""
    rows: dict[type[Model], list[Model]] = defaultdict(list)
    for row in registry(count, today, seed):
        rows[type(row)].append(row)
    with _triggers_off(REGISTRY), transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, ",".join(Audience.values)])
        for model in (Effort, EffortCountry):
            _copy(cursor, model, rows[model])
        keep_reach(cursor=cursor)
        cursor.execute(ANSWERS)


def _copy(cursor: CursorWrapper, model: type[Model], rows: Iterable[Model]) -> None:
    """PostgreSQL copies into no table under row-level security, hence the temporary one."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    table, database = model._meta.db_table, connections["owner"]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    cursor.execute(f"CREATE TEMPORARY TABLE loaded ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA")
    with cursor.copy(f"COPY loaded ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([field.get_db_prep_save(getattr(row, field.attname), database) for field in fields])
    cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM loaded")
    cursor.execute("DROP TABLE loaded")


class _References:
    """Continues the series of references of each audience and year."""

    def __init__(self) -> None:
        series = ReferenceSeries.objects.using("owner").values_list("audience", "year", "last")
        self.last = {(audience, year): last for audience, year, last in series}

    def next(self, audience: Audience, year: int) -> str:
        self.last[audience, year] = number = self.last.get((audience, year), 0) + 1
        return f"{'RCF' if audience == Audience.JOINT else audience}-{year}-{number:03d}"

    def keep(self) -> None:
        for (audience, year), last in self.last.items():
            ReferenceSeries.objects.using("owner").update_or_create(
                audience=audience, year=year, defaults={"last": last}
            )


@contextmanager
def _triggers_off(models: tuple[type[Model], ...] = TABLES) -> Iterator[None]:
    """Loads without history; the triggers are back whatever happens."""
    with connections["owner"].cursor() as cursor:
        for model in models:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
        try:
            yield
        finally:
            for model in models:
                cursor.execute(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER USER")


def _forget_what_was_counted() -> None:
    """Figures are kept by the state of the history, which did not change; the planner learns the new sizes."""
    FigureSet.objects.using("owner").all().delete()
    with connections["owner"].cursor() as cursor:
        for model in (*TABLES, *REGISTRY, *SEATS, EffortReach):
            cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")
