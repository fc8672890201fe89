"""The agreed text of a project as one flat document: what a revision keeps, what an edit compares and merges."""

from dataclasses import dataclass
from typing import Any

from core.bilingual import LANGUAGES
from projects.models import TEXTS, Project

TEXT_FIELDS = tuple(f"{name}_{language}" for name in TEXTS for language in LANGUAGES)
PLAIN_FIELDS = (
    *TEXT_FIELDS,
    "kind",
    "area",
    "secondary_areas",
    "themes",
    "us_post",
    "rok_post",
    "planned_start",
    "planned_end",
    "actual_start",
    "actual_end",
)
DATES = ("planned_start", "planned_end", "actual_start", "actual_end")
FIELDS = (*PLAIN_FIELDS, "countries", "organisations")


def document_of(project: Project) -> dict[str, Any]:
    """The project's agreed text as plain JSON values, always in the same shape and order.

    Dates are ISO or None; `countries` is a list of {country, share, reason}, the share as text with two decimals;
    `organisations` a list of {organisation, role}.
    """
    document: dict[str, Any] = {name: getattr(project, name) for name in TEXT_FIELDS}
    document |= {
        "kind": str(project.kind),
        "area": project.area_id,
        "secondary_areas": sorted(project.secondary_areas),
        "themes": sorted(project.themes),
        "us_post": project.us_post_id,
        "rok_post": project.rok_post_id,
    }
    document |= {name: value.isoformat() if (value := getattr(project, name)) else None for name in DATES}
    document["countries"] = [
        {"country": part.country_id, "share": f"{part.share:.2f}", "reason": part.reason}
        for part in project.projectcountry_set.order_by("country_id")
    ]
    document["organisations"] = [
        {"organisation": part.organisation_id, "role": str(part.role)}
        for part in project.projectorganisation_set.order_by("organisation_id", "role")
    ]
    return document


@dataclass(frozen=True)
class Merge:
    """What three versions of a document come to. Values are in the document's own shapes."""

    merged: dict[str, Any]
    conflicts: list[str]
    """Fields that both changed, and not to the same value; `merged` holds the saved value of these."""
    mine: list[str]
    theirs: list[str]


def merge(base: dict[str, Any], saved: dict[str, Any], mine: dict[str, Any], fields: tuple[str, ...] = FIELDS) -> Merge:
    """Three-way, field by field: what only one side changed is kept, what both changed is left to a person."""
    by_me = {name for name in fields if mine.get(name, base.get(name)) != base.get(name)}
    by_them = {name for name in fields if saved.get(name) != base.get(name)}
    conflicts = [name for name in fields if name in by_me & by_them and mine[name] != saved[name]]
    merged = {name: mine[name] if name in by_me and name not in by_them else saved.get(name) for name in fields}
    return Merge(
        merged,
        conflicts,
        [name for name in fields if name in by_me and name not in by_them],
        [name for name in fields if name in by_them and name not in by_me],
    )
