"""The dashboard drawn from its figures: what stands in which cell, where a mark is on the map, how long a bar is."""

import json
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import days, formats
from core.money import Currency, rounded
from core.sides import Side, in_order
from core.templatetags import ui
from projects.enums import LIFE, Stage
from projects.funds import rate_told
from projects.models import AMOUNTS
from reporting.enums import Obligation
from reporting.figures import HEALTHS

MOST_LATE = 5
MOST_MARKS = 12
MARK, ACROSS = 21, 180
RAMP = 5
OBLIGATION_TONES = {Obligation.MET: "good", Obligation.AT_RISK: "care", Obligation.UNMET: "bad"}
LABELS = {
    "MM": (0, -12, "m"),
    "LA": (16, -8, ""),
    "TH": (-18, 5, "e"),
    "KH": (-4, 30, "m"),
    "MY": (-18, 0, "e"),
    "SG": (-18, 12, "e"),
    "ID": (0, 32, "m"),
    "TL": (0, 28, "m"),
    "PG": (0, 32, "m"),
    "AU": (0, 30, "m"),
    "FM": (0, -18, "m"),
    "PW": (0, -18, "m"),
    "NC": (-14, 6, "e"),
    "VU": (-16, 5, "e"),
    "SB": (14, -10, ""),
    "FJ": (-14, 14, "e"),
    "KI": (14, 4, ""),
    "NR": (-14, 5, "e"),
    "WS": (14, -4, ""),
    "NU": (12, 4, ""),
    "TO": (0, 28, "m"),
    "CK": (0, 24, "m"),
    "PF": (0, -13, "m"),
    "TV": (16, -2, ""),
}
"""Where a country's name stands beside its mark: right of it, unless neighbours need the place."""


def projects_url(**filters: str) -> str:
    """The list of projects under these filters."""
    return reverse("projects:list") + (f"?{urlencode(filters)}" if filters else "")


@lru_cache(maxsize=16)
def board(language: str, facts: str) -> SafeString:
    """The dashboard below its heading, made once for each state of the figures: `facts` is JSON, see `views`."""
    told = json.loads(facts)
    with translation.override(language):
        return render_to_string("reporting/_board.html", _context(language, told, told["figures"]))


def _context(language: str, told: dict[str, Any], figures: dict[str, Any]) -> dict[str, Any]:
    areas = [{**area, "short": area[f"short_{language}"]} for area in told["areas"]]
    lands = [{**land, "name": land[f"name_{language}"]} for land in told["lands"]]
    return {
        "figures": figures,
        "sides": in_order(language),
        "cycle": dated(figures["cycle"]) if figures["cycle"] else None,
        "working_days": capitals(language, figures),
        "obligation": duty(language, figures["obligation"]),
        "tiles": _tiles(figures),
        **_money(language, figures.get("money")),
        "late": [late_row(language, one) for one in figures["latest"][:MOST_LATE]],
        "late_url": projects_url(late="1"),
        "groups": _groups(told["groups"], lands, language),
        "lands": lands,
        "matrix": [_row(area, lands, figures) for area in areas],
        "sums": [{"gap": land["first"], "n": figures["by_country"].get(land["code"], 0)} for land in lands],
        "map": _map(lands, figures["by_country"]),
        "stages": _stages(figures["by_stage"]),
        "healths": [_health(area, figures["health"].get(area["slug"], {})) for area in areas],
        "health_sums": [{"key": key, "n": figures["by_health"][key]} for key in HEALTHS],
        "silent": figures["active"] - sum(figures["by_health"].values()),
    }


# --- the year ---


def dated(cycle: dict[str, Any]) -> dict[str, Any]:
    """The cycle of the figures with its days as dates."""
    meetings = {name: days.read(value) for name, value in cycle.items() if name.endswith("_on")}
    climb = [{**one, "day": days.read(one["day"])} for one in cycle.get("climb", ())]
    return {**cycle, **meetings, "cut_off": days.read(cycle["cut_off"]), "climb": climb}


def capitals(language: str, figures: dict[str, Any]) -> list[dict[str, Any]]:
    """How many days each capital still works before the SCM, in the language's order."""
    if figures["days_to_scm"] is None:
        return []
    today, scm = date.fromisoformat(figures["day"]), date.fromisoformat(figures["cycle"]["scm_on"])
    return [{"capital": side.capital, "days": days.working_days(today, scm, side)} for side in in_order(language)]


def duty(language: str, obligation: dict[str, Any]) -> dict[str, Any]:
    """The obligation as three states of which one holds, with the projects that meet it."""
    return {
        "state": obligation["state"],
        "since": obligation["since"] and date.fromisoformat(obligation["since"]),
        "why": obligation.get("why", ""),
        "projects": [{**one, "title": title(language, one)} for one in obligation["projects"]],
        "states": [
            {"label": state.label, "now": state == obligation["state"], "tone": OBLIGATION_TONES[state]}
            for state in Obligation
        ],
    }


def title(language: str, named: dict[str, Any]) -> str:
    """A project's title in the language, else in the other one."""
    return named[f"title_{language}"] or named["title_en"] or named["title_ko"]


# --- numbers ---


def _tiles(figures: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        _tile(figures, "active", _("Active projects"), projects_url(stage=Stage.ACTIVE)),
        _tile(figures, "countries", _("Countries engaged"), "#matrix", of=figures["partner_countries"]),
        _tile(figures, "completed", _("Completed this cycle"), projects_url(stage=Stage.COMPLETED)),
        _tile(figures, "projects", _("Joint projects, all stages"), projects_url()),
        _tile(figures, "updates_on_time", _("Updates on time"), projects_url(stale="1")),
    ]


def _tile(figures: dict[str, Any], name: str, label: str, url: str, *, of: int | None = None) -> dict[str, Any]:
    value, before = figures[name], (figures["previous"] or {}).get(name)
    changed = value - before if value is not None and before is not None else None
    return {"name": name, "label": label, "value": value, "url": url, "of": of, "before": before, "changed": changed}


def _money(language: str, told: dict[str, Any] | None) -> dict[str, Any]:
    """The money of each side in its own currency, of both in that of the language; nothing where none is recorded."""
    sides = [(side.label, told["sides"][side]) for side in in_order(language)] if told else []
    own = Currency.of(in_order(language)[0])
    shown = [*sides, (_("Both sides"), told["total"][own])] if told and told["rate"] else sides
    return {
        "money": [
            {"label": label} | {name: rounded(Decimal(sums[name]), sums["currency"]) for name in AMOUNTS}
            for label, sums in shown
            if sums and any(Decimal(sums[name]) for name in AMOUNTS)
        ],
        "money_rate": told and rate_told(told["rate"]),
    }


def late_row(language: str, one: dict[str, Any]) -> dict[str, Any]:
    """One late thing in words: of which project, what, whose, by how many days."""
    owner = one["owner"]
    post = owner[language] or owner["en"] or owner["ko"]
    side = _("Both sides") if owner["side"] == "both" else str(Side(owner["side"]).label)
    return {
        "url": reverse("projects:detail", args=[one["reference"]]),
        "title": title(language, one),
        "what": _what(language, one),
        "owner": post or side,
        "days": one["days"],
    }


def _what(language: str, one: dict[str, Any]) -> str:
    if one["kind"] == "milestone":
        return _("Milestone: %(name)s") % {"name": one[f"name_{language}"] or one["name_en"] or one["name_ko"]}
    if one["kind"] == "update":
        return _("No update since %(day)s") % {"day": formats.day(date.fromisoformat(one["since"]))}
    return _("Planned end %(day)s") % {"day": formats.day(date.fromisoformat(one["due"]))}


# --- matrix ---


def _groups(names: dict[str, dict[str, str]], lands: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """The groups over the columns; marks the first country of each, before which a gap stands."""
    groups: list[dict[str, Any]] = []
    for land in lands:
        slug = land["group"]
        land["first"] = bool(groups) and groups[-1]["slug"] != slug
        if not groups or groups[-1]["slug"] != slug:
            name = names[slug][language] if slug in names else _("Others")
            groups.append({"slug": slug, "name": name, "n": 0, "gap": land["first"]})
        groups[-1]["n"] += 1
    return groups


def _row(area: dict[str, Any], lands: list[dict[str, Any]], figures: dict[str, Any]) -> dict[str, Any]:
    counts = figures["by_area_and_country"].get(area["slug"], {})
    return {
        "name": area["short"],
        "url": projects_url(area=area["slug"]),
        "cells": [_cell(area, land, counts.get(land["code"], 0)) for land in lands],
        "n": figures["by_area"].get(area["slug"], 0),
    }


def _cell(area: dict[str, Any], land: dict[str, Any], n: int) -> dict[str, Any]:
    return {
        "n": n,
        "tone": min(n, RAMP),
        "gap": land["first"],
        "url": projects_url(area=area["slug"], country=land["code"]) if n else "",
        "label": f"{area['short']}, {land['name']}: {n}",
    }


# --- map ---


@cache
def _points() -> dict[str, Any]:
    return json.loads((settings.BASE_DIR / "static" / "dist" / "points.json").read_text("utf-8"))


def _map(lands: list[dict[str, Any]], counts: dict[str, int]) -> dict[str, Any]:
    points = _points()
    marks = [
        _mark(land, counts.get(land["code"], 0), *points["points"][land["code"]])
        for land in lands
        if land["code"] in points["points"]
    ]
    return {"width": points["width"], "height": points["height"], "marks": marks}


def _mark(land: dict[str, Any], n: int, x: float, y: float) -> dict[str, Any]:
    right, down, anchor = LABELS.get(land["code"], (16, 5, ""))
    radius = min(7.5 + n * 0.9, 22) if n else 4.5
    beside = {"": radius + 5, "e": -(radius + 5), "m": right}[anchor]
    digits = y + 5
    return {
        "name": land["name"],
        "n": n,
        "x": x,
        "y": y,
        "r": round(radius, 1),
        "digits_y": round(digits, 1),
        "name_x": round(x + beside, 1),
        "name_y": round(y + down, 1),
        "anchor": anchor,
        "url": projects_url(country=land["code"]),
    }


# --- stage and health ---


def _stages(counts: dict[str, int]) -> list[dict[str, Any]]:
    words, most = ui.stage_words(), max([*counts.values(), 1])
    return [
        {"key": key, "word": words[key], "n": counts[key], "of": most, "url": projects_url(stage=key)}
        for key in Stage.values
        if counts[key] or key in LIFE
    ]


def _health(area: dict[str, Any], counts: dict[str, int]) -> dict[str, Any]:
    """An area's active projects as marks that can be counted; as numbers where they would not fit."""
    words = ui.health_words()
    shown = [(key, counts.get(key, 0)) for key in HEALTHS]
    total = sum(n for _key, n in shown)
    marks = [ui.HEALTH_TONES[key] for key, n in shown for _one in range(n)] if total <= MOST_MARKS else []
    return {
        "name": area["short"],
        "marks": [{"tone": tone, "x": i * MARK + 9} for i, tone in enumerate(marks)],
        "counts": [{"key": key, "n": n} for key, n in shown if n],
        "label": ", ".join(f"{words[key]} {n}" for key, n in shown if n),
    }
