"""Whether a snapshot is what a report can be made from."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match

SCHEMAS = Path(__file__).resolve().parent.parent / "schema"
VERSIONS = {"rcf.report/1": "snapshot-1.json", "rcf.report/2": "snapshot-2.json"}
"""Every version that a kept snapshot may have; each still makes its report."""


class SnapshotInvalid(Exception):
    """A snapshot that breaks its contract; `path` says where."""

    def __init__(self, path: str, sentence: str):
        self.path = path
        super().__init__(f"{path}: {sentence}")


@cache
def _validator(file: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / file).read_text("utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker(["date"]))


def validate(snapshot: dict) -> None:
    """Hold a snapshot against the JSON Schema of its version, and its parts against each other."""
    if (file := VERSIONS.get(snapshot.get("schema", ""))) is None:
        raise SnapshotInvalid("$.schema", f"It is none of {', '.join(VERSIONS)}.")
    if error := best_match(_validator(file).iter_errors(snapshot)):
        raise SnapshotInvalid(error.json_path, error.message[:300])
    for path, sentence in _disagreements(snapshot):
        raise SnapshotInvalid(path, sentence)


def _disagreements(snapshot: dict) -> Iterator[tuple[str, str]]:
    """What no schema can say: that every name used is also defined, once."""
    references = [project["reference"] for project in snapshot["projects"]]
    presented = [sheet["reference"] for sheet in snapshot["presented"]]
    known, countries = set(references), {country["iso"] for country in snapshot["countries"]}
    areas = {area["slug"] for area in snapshot["areas"]}
    for path, names in (("$.projects", references), ("$.presented", presented)):
        if len(set(names)) < len(names):
            yield path, "A reference stands here twice."
    for key in ("projects", "presented"):
        for i, record in enumerate(snapshot[key]):
            path = f"$.{key}[{i}]"
            if not {share["iso"] for share in record["countries"]} - {None} <= countries:
                yield f"{path}.countries", "A country is not among those of the snapshot."
            if not {record["area"], *record["secondary"]} <= areas:
                yield f"{path}.area", "An area is not among those of the snapshot."
    for i, area in enumerate(snapshot["areas"]):
        if not {*area["listed"], *(step["reference"] for step in area["next"])} <= known:
            yield f"$.areas[{i}]", "A project is not among those of the snapshot."
    for path, names in _named(snapshot):
        if not set(names) <= known:
            yield path, "A project is not among those of the snapshot."
    for path, text, ops in _changed(snapshot):
        if ops and text != "".join(words for sign, words in ops if sign != "-"):
            yield path, "What is told of the changes is not what the text says now."
    shape = [len(row) for row in snapshot["matrix"]]
    if shape != [len(snapshot["countries"])] * len(snapshot["areas"]):
        yield "$.matrix", "It needs a row for each area and a cell for each country."


def _named(snapshot: dict) -> Iterator[tuple[str, list[str]]]:
    """The references in each part of a snapshot, apart from what the edition before had."""
    yield "$.obligation", snapshot["obligation"]["references"]
    for key in ("presented", "late", "risks"):
        yield f"$.{key}", [one["reference"] for one in snapshot.get(key, ())]
    for key in ("complementarity", "decisions", "asks"):
        yield f"$.{key}", [one["reference"] for one in snapshot.get(key, {}).get("rows", ())]
    for one in snapshot.get("commitments", {}).get("rows", ()):
        yield "$.commitments", one["evidence"]


def _changed(snapshot: dict) -> Iterator[tuple[str, str | None, list | None]]:
    """The sections of which the changes are told, by language: the text, and what changed in it."""
    areas = {area["slug"]: area.get("narrative") for area in snapshot["areas"]}
    for i, told in enumerate((snapshot.get("changes") or {"texts": ()})["texts"]):
        if key := told.get("section"):
            text = areas[key] if key in areas else snapshot[key]
            for language in ("en", "ko"):
                yield f"$.changes.texts[{i}].{language}", text[language], told[language]
