"""Two editions beside each other: which ones, and what differs between what was compiled of them, in words."""

from datetime import date
from typing import Any

from django.db.models import F
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import formats
from core.bilingual import LANGUAGES
from core.sides import Side
from projects.enums import SHOWN_HEALTH, Kind, Stage
from projects.wording import label
from reporting.differences import Op, differences
from reporting.enums import CommitmentState
from reporting.models import Edition, Snapshot
from reporting.wording import section_titles

CHOICES: dict[str, dict[str, Any]] = {
    "stage": dict(Stage.choices),
    "kind": dict(Kind.choices),
    "health": dict(SHOWN_HEALTH),
}
FIELDS = {"secondary": "secondary_areas", "start": "planned_start", "end": "planned_end"}
TAGS = {"-": "<del>{}</del> ", "+": "<ins>{}</ins>", "=": "{}"}


def compiled_of(edition: Edition) -> Snapshot | None:
    """What was compiled of an edition last."""
    return Snapshot.objects.filter(edition=edition, revision=edition.compiled_revision).first()


def others_of(edition: Edition) -> list[Edition]:
    """The editions that one can be compared with, the newest first."""
    compiled = Edition.objects.filter(compiled_revision__gt=0).exclude(pk=edition.pk)
    return list(compiled.order_by("-cycle", F("number").desc()))


def compared(before: Snapshot, after: Snapshot) -> dict[str, Any]:
    """What differs, as a page says it in the reader's language: texts with marks, then rows of before and after."""
    found, titles = differences(before.content, after.content), section_titles()
    sides = {side.lower(): str(Side(side).label) for side in Side.values}
    amounts = {"planned": _("Planned"), "committed": _("Committed"), "spent": _("Spent")}
    states: dict[str, Any] = dict(CommitmentState.choices)
    return {
        "texts": [
            {
                "name": titles.get(one.get("section", ""), one.get("reference", "")),
                "parts": [(language, _marked(one[language])) for language in LANGUAGES if one[language]],
            }
            for one in found["texts"]
        ],
        "figures": [(ui_words(one["label"]), _number(one["before"]), _number(one["after"])) for one in found["figures"]]
        + [
            (f"{sides[one['side']]}, {amounts[one['name']]}", _number(one["before"]), _number(one["after"]))
            for one in found["money"]
        ]
        + [
            (ui_words(one["text"]), states.get(one["before"], "–"), states[one["after"]])
            for one in found["commitments"]
        ],
        "projects": [
            (word, one["reference"], ui_words(one["title"]), _fields(one.get("fields", []), titles))
            for word, key in ((_("New"), "entered"), (_("No longer listed"), "left"), (_("Changed"), "changed"))
            for one in found[key]
        ],
    }


def ui_words(text: dict[str, Any]) -> str:
    """A text of a snapshot in the reader's language, else in the other."""
    own = formats.reader_language()
    return text.get(own) or text.get("en") or text.get("ko") or ""


def _marked(ops: list[Op]) -> SafeString:
    return format_html_join("", "{}", ((format_html(TAGS[sign], words),) for sign, words in ops))


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _fields(fields: list[dict[str, Any]], titles: dict[str, str]) -> list[tuple[str, str, str]]:
    return [
        (label(FIELDS.get(one["name"], one["name"])), *(_value(one["name"], one[key], titles) for key in WHEN))
        for one in fields
    ]


WHEN = ("before", "after")


def _value(name: str, value: Any, titles: dict[str, str]) -> str:
    if value in (None, "", []):
        return _("none")
    if name in CHOICES:
        return str(CHOICES[name][value])
    if name == "title":
        return ui_words(value)
    if name in ("start", "end"):
        return formats.day(date.fromisoformat(value))
    if name == "countries":
        return ", ".join(f"{one['iso'] or '–'} {one['share']}%" for one in value)
    if name == "percent":
        return f"{value}%"
    return ", ".join(titles.get(slug, slug) for slug in ([value] if isinstance(value, str) else value))
