"""Loads the framework's reference data from public text."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel import Locale
from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import models

from core.audience import Audience, acting_as
from core.history import record
from projects.actions import open_ranking
from projects.models import Country, CountryGroup, Effort, EffortCountry, Membership, PriorityArea, Ranking, Theme
from projects.overlaps import keep_reach
from reporting.models import Cycle

Row = dict[str, Any]


class Command(BaseCommand):
    help = (
        "Adds the framework's areas, themes, groups, countries, memberships, cycles and criteria, and the efforts of"
        " others;"
        " changes no row that is there."
    )

    def handle(self, *args, **options) -> None:
        self.differences: list[str] = []
        added: Counter[str] = Counter()
        with acting_as(Audience.JOINT), record("load-framework", by=None):
            for model, key, row in rows():
                added[str(model._meta.verbose_name_plural)] += self._add(model, key, row)
            for row in _read("projects", "efforts.toml")["efforts"]:
                added[str(Effort._meta.verbose_name_plural)] += self._add_effort(row.pop("countries", {}), row)
            keep_reach()
            added["ranked lists"] = open_rankings()
        if any(added.values()):
            self.stdout.write("Added: " + ", ".join(f"{name} {count}" for name, count in added.items() if count) + ".")
        else:
            self.stdout.write("Everything of the framework is here already.")
        for difference in self.differences:
            self.stdout.write(difference)

    def _add(self, model: type[models.Model], key: Row, row: Row) -> bool:
        """Adds a row that is not here yet; of one that is, notes what staff keep differently."""
        kept = model._default_manager.filter(**key).order_by("pk").first()
        if kept is None:
            model._default_manager.create(**key, **row)
            return True
        name = f"{model._meta.verbose_name} {' '.join(str(value) for value in key.values())}"
        for field, value in row.items():
            if getattr(kept, field) != value:
                self.differences.append(f"Kept as it is: {name}, {field} {getattr(kept, field)!r}, not {value!r}.")
        return False

    def _add_effort(self, countries: dict[str, Row], row: Row) -> bool:
        """Adds an effort with its countries, once; those of one that is here are what people made of them."""
        row = {name: value.strip() if isinstance(value, str) else value for name, value in row.items()}
        row |= {"lead_country_id": row.pop("lead_country", None)}
        slug = row.pop("slug")
        if is_new := self._add(Effort, {"slug": slug}, row):
            effort = Effort.objects.get(slug=slug)
            for code, own in countries.items():
                EffortCountry.objects.create(effort=effort, country_id=code, **own)
        return is_new


def rows() -> Iterator[tuple[type[models.Model], Row, Row]]:
    """Each row of the data files: its model, what names it, and its other values."""
    framework = _read("projects", "framework.toml")
    for model, name in ((PriorityArea, "areas"), (Theme, "themes"), (CountryGroup, "groups")):
        for row in framework[name]:
            yield model, {"slug": row.pop("slug")}, row
    for code, row in framework["countries"].items():
        yield Country, {"code": code}, _named(code) | row
    for row in framework["memberships"]:
        for code in row.pop("countries"):
            yield Membership, {"group_id": row["group"], "country_id": code, "kind": row["kind"]}, _dated(row)
    for row in _read("reporting", "cycles.toml")["cycles"]:
        yield Cycle, {"year": row.pop("year")}, row


def open_rankings() -> int:
    """Opens the scoring of each cycle that has none yet, on the framework's own principles."""
    waiting = Cycle.objects.exclude(year__in=Ranking.objects.values("year")).order_by("year")
    criteria = _read("projects", "framework.toml")["criteria"]
    return len([open_ranking(one.year, closes_on=one.scm_on, by=None, criteria=criteria) for one in waiting])


def _read(app: str, name: str) -> dict[str, Any]:
    return tomllib.loads((Path(apps.get_app_config(app).path) / "data" / name).read_text(encoding="utf-8"))


def _named(code: str) -> Row:
    return {f"name_{language}": Locale(language).territories[code] for language in ("en", "ko")}


def _dated(row: Row) -> Row:
    return {name: row[name] for name in ("since", "until", "source") if name in row}
