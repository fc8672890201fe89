"""Whether a snapshot is what a report can be made from."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match

SCHEMA = Path(__file__).resolve().parent.parent / "schema" / "snapshot-1.json"


class SnapshotInvalid(Exception):
    """A snapshot that breaks its contract; `path` says where."""

    def __init__(self, path: str, sentence: str):
        self.path = path
        super().__init__(f"{path}: {sentence}")


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")), format_checker=FormatChecker(["date"]))


def validate(snapshot: dict) -> None:
    """Hold a snapshot against its JSON Schema, and its parts against each other."""
    if error := best_match(_validator().iter_errors(snapshot)):
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
    for path, names in (
        ("$.presented", presented),
        ("$.late", [entry["reference"] for entry in snapshot["late"]]),
        ("$.complementarity", [row["reference"] for row in snapshot.get("complementarity", {}).get("rows", ())]),
        ("$.obligation", snapshot["obligation"]["references"]),
    ):
        if not set(names) <= known:
            yield path, "A project is not among those of the snapshot."
    shape = [len(row) for row in snapshot["matrix"]]
    if shape != [len(snapshot["countries"])] * len(snapshot["areas"]):
        yield "$.matrix", "It needs a row for each area and a cell for each country."
