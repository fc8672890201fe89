"""Fills an empty database with the demonstration's illustrative data."""

import tomllib
from argparse import ArgumentParser
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction

from contacts.models import User
from core import days
from core.audience import Audience, acting_as
from projects.models import PriorityArea
from reporting.demo import people
from reporting.demo.acts import events_of_acts
from reporting.demo.agreed import events_of_agreed
from reporting.demo.clock import told_in_the_past
from reporting.demo.story import Life, readings, rounds
from reporting.demo.years import events_of_years

CONTENT = Path(people.__file__).parent / "content"
SEED = 58


class Command(BaseCommand):
    help = "Adds illustrative accounts, posts and projects to an empty database; the same for the same --as-of."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day of the demonstration, today by default")

    def handle(self, *args, as_of: date | None = None, **options: Any) -> None:
        if User.objects.filter(username="us.poc").exists():
            self.stdout.write("The demonstration data is here already; nothing was added.")
            return
        self._refuse_unready()
        count = tell(as_of or days.today(), password=settings.DEMO_PASSWORD)
        self.stdout.write(f"Added nine accounts, their posts and {count} illustrative projects.")

    def _refuse_unready(self) -> None:
        if not settings.DEMO_PASSWORD:
            raise CommandError("DEMO_PASSWORD is missing: set it to the password that the nine accounts shall have.")
        if "owner" not in connections:
            raise CommandError("DATABASE_OWNER_URL is missing: the demonstration's history is dated by the owner role.")
        if not PriorityArea.objects.exists():
            raise CommandError("The framework is not loaded yet. Run `manage.py load_framework` first.")


def tell(today: date, *, password: str) -> int:
    """Makes the people, then lets everything happen in the order of time; gives the number of projects."""
    with told_in_the_past(SEED) as set_moment, transaction.atomic():
        with acting_as(Audience.JOINT):
            set_moment(_morning(today, people.FIRST_DAY))
            cast = people.make_cast(_read("people"), password=password, today=today)
            areas = list(PriorityArea.objects.values_list("slug", flat=True))
        lives = {}
        for area in areas:
            for content in _read(area.replace("-", "_"))["projects"]:
                lives[content["key"]] = Life({**content, "area": area, "number": len(lives)}, cast, today)
        events = [event for life in lives.values() for event in life.events()]
        events += [*events_of_years(lives, cast, today), *events_of_acts(lives, cast, today)]
        events += [*events_of_agreed(lives, cast, today), *rounds(cast, today), *readings(cast, today)]
        for event in sorted(events, key=lambda event: event.at):
            with acting_as(event.by.audience):
                set_moment(event.at)
                event.do(event.by)
    return len(lives)


def _morning(today: date, ago: int) -> datetime:
    return datetime.combine(today - timedelta(days=ago), time(1, tzinfo=UTC))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))
