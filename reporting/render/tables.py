"""The tables of a report, as office files show them: typed rows, each from the snapshot and counted nowhere else.

A snapshot that lacks a part has no such table, so that every old snapshot still makes its files.
"""

from collections.abc import Callable, Iterator
from typing import Any

from reporting.render.cells import Column, Kind, Made, Snapshot, Table, code, day, number, said, words
from reporting.render.later import LATER
from reporting.render.terms import words_of


def tables(snapshot: Snapshot) -> Iterator[Table]:
    """Every table of a snapshot, in the order of the report."""
    for key, make in TABLES.items():
        if made := make(snapshot):
            columns, rows = made
            yield Table(key, words_of(f"sheet-{key}"), columns, rows)


def figures(snapshot: Snapshot) -> Made:
    rows = [[one["label"], one["value"], one["previous"], one["unit"]] for one in snapshot["figures"]]
    return [words("figure", 40), number("value"), number("previous", 14), code("unit", 8)], rows


def stages(snapshot: Snapshot) -> Made:
    return _counts(snapshot, "stages", "stage")


def health(snapshot: Snapshot) -> Made:
    return _counts(snapshot, "health", "health-h")


def _counts(snapshot: Snapshot, key: str, head: str) -> Made:
    rows = [[said(one["key"]), one["count"], one["previous"]] for one in snapshot[key]]
    return [words(head), number("count-short"), number("previous", 14)], rows


def matrix(snapshot: Snapshot) -> Made:
    lands = [Column({"en": one["iso"], "ko": one["iso"]}, Kind.NUMBER, 5) for one in snapshot["countries"]]
    rows = [
        [area["number"], area["name"], *counts, area["total"]]
        for area, counts in zip(snapshot["areas"], snapshot["matrix"], strict=True)
    ]
    return [number("number", 6), words("area", 44), *lands, number("all", 6)], rows


def countries(snapshot: Snapshot) -> Made:
    rows = [[one["iso"], one["name"], said(one["group"]), one["projects"]] for one in snapshot["countries"]]
    return [code("code", 6), words("country"), words("group", 24), number("count-short")], rows


def areas(snapshot: Snapshot) -> Made:
    shown = [one["key"] for one in snapshot["stages"]]
    rows = []
    for area in snapshot["areas"]:
        counts = {one["key"]: one["count"] for one in area["stages"]}
        rows.append([area["number"], area["name"], area["total"], *(counts.get(key, 0) for key in shown)])
    heads = [Column(words_of(key), Kind.NUMBER, 12) for key in shown]
    return [number("number", 6), words("area", 44), number("all", 6), *heads], rows


def coming(snapshot: Snapshot) -> Made:
    rows = [
        [step["on"], step["reference"], step["title"], step["name"], area["number"]]
        for area in snapshot["areas"]
        for step in area["next"]
    ]
    return [day("planned"), code("reference"), words("title", 36), words("milestone", 34), number("area", 6)], rows


def late(snapshot: Snapshot) -> Made:
    rows = [[one["reference"], one["title"], one["what"], one["days"], one["owner"]] for one in snapshot["late"]]
    return [code("reference"), words("title", 36), words("what", 34), number("days"), words("owner", 36)], rows


LINE = [
    code("reference"), words("kind", 11), words("title", 46), code("area", 8), words("countries", 18),
    words("stage", 13), words("health-h", 11), day("start"), day("end"), number("percent-done"),
]  # fmt: skip


def line(snapshot: Snapshot, project: dict[str, Any]) -> list[Any]:
    """A project as one row: its areas by number, the main one first."""
    numbers = {area["slug"]: area["number"] for area in snapshot["areas"]}
    return [
        project["reference"],
        said(project["kind"]),
        project["title"],
        ", ".join(str(numbers[slug]) for slug in (project["area"], *project["secondary"])),
        where(project),
        said(project["stage"]),
        said(project["health"]),
        project["start"],
        project["end"],
        project["percent"],
    ]


SHORT_LINE = [
    code("reference"), words("title", 60), code("area", 8), words("countries", 10), words("stage", 4),
    words("health-h", 4), code("period", 12), number("percent-done"),
]  # fmt: skip
"""A project where a page is upright: its months, not its days; its kind is in the annex."""


def short_line(snapshot: Snapshot, project: dict[str, Any]) -> list[Any]:
    reference, _kind, title, area, countries, stage, health, start, end, percent = line(snapshot, project)
    months = [day[:7] for day in (start, end) if day]
    return [reference, title, area, countries, stage, health, " – ".join(months), percent]


def where(project: dict[str, Any]) -> dict[str, str]:
    """The countries of a project by their codes; those that refuse to be named by their number."""
    named = [share["iso"] for share in project["countries"] if share["iso"]]
    unnamed = len(project["countries"]) - len(named)
    told = {"en": "", "ko": ""}
    if unnamed:
        told = words_of("unnamed" if unnamed == 1 else "unnamed-many", n=unnamed)
    return {language: " ".join([*named, *filter(None, [one])]) or "–" for language, one in told.items()}


def projects(snapshot: Snapshot) -> Made:
    return LINE, [line(snapshot, one) for one in snapshot["projects"]]


def shares(snapshot: Snapshot) -> Made:
    names = {one["iso"]: one["name"] for one in snapshot["countries"]}
    rows = [
        [one["reference"], share["iso"], names[share["iso"]] if share["iso"] else words_of("unnamed"), share["share"]]
        for one in snapshot["projects"]
        for share in one["countries"]
    ]
    return [code("reference"), code("code", 6), words("country"), number("share-percent")], rows


def presented(snapshot: Snapshot) -> Made:
    heads = [code("reference"), words("title", 50), words("purpose", 60), words("objective", 50)]
    heads += [words("us-side", 36), words("rok-side", 36)]
    heads += [code("month", 9), words("health-h", 14), words("update", 60)]
    rows = []
    for one in snapshot["presented"]:
        update = one["update"] or {"period": None, "health": None, "narrative": None}
        told = [update["period"], said(update["health"]), update["narrative"]]
        posts = [one["posts"]["us"], one["posts"]["rok"]]
        rows.append([one["reference"], one["title"], one["purpose"], one["objective"], *posts, *told])
    return heads, rows


def milestones(snapshot: Snapshot) -> Made:
    rows = [
        [one["reference"], *milestone(step)]
        for one in snapshot["presented"]
        for step in one["milestones"]
    ]  # fmt: skip
    return [code("reference"), *MILESTONE], rows


MILESTONE = [words("milestone", 44), day("planned"), day("actual"), words("owner", 14)]


def milestone(step: dict[str, Any]) -> list[Any]:
    return [step["name"], step["planned"], step["actual"], said(step["owner"] and f"{step['owner']}-side")]


def posts(snapshot: Snapshot) -> Made:
    rows = [[one["reference"], *row] for one in snapshot["presented"] for row in people(one)]
    return [code("reference"), *PEOPLE], rows


PEOPLE = [words("role", 20), words("post", 60)]


def people(sheet: dict[str, Any]) -> list[list[Any]]:
    """Who is responsible for a presented project: the post of each side, then the organisations."""
    sides = [[words_of(f"{side}-side"), sheet["posts"][side] or words_of("no-post")] for side in ("us", "rok")]
    return sides + [[words_of(one["role"]), one["name"]] for one in sheet["organisations"]]


def complementarity(snapshot: Snapshot) -> Made:
    if "complementarity" not in snapshot:
        return None
    rows = [
        [one["effort"], one["lead"], one["reference"], said(one["answer"]), one["reason"]]
        for one in snapshot["complementarity"]["rows"]
    ]
    heads = [words("effort", 44), words("lead", 20), code("overlap"), words("finding", 16), words("reason", 60)]
    return heads, rows


TABLES: dict[str, Callable[[Snapshot], Made]] = {
    "figures": figures,
    "stages": stages,
    "health": health,
    "late": late,
    "matrix": matrix,
    "countries": countries,
    "areas": areas,
    "next": coming,
    "presented": presented,
    "milestones": milestones,
    "posts": posts,
    "complementarity": complementarity,
    **LATER,
    "projects": projects,
    "shares": shares,
}
