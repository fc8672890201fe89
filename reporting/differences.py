"""What differs between two snapshots of the annual report: figures, money, projects, commitments, and texts by word.

A pure function of two dicts of any version of the schema; the report, the page and the API show what it finds.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

LANGUAGES = ("en", "ko")
WORD = re.compile(r"\s*\S+")
LINE = re.compile(r".*?\n+|.+", re.DOTALL)
MOST_WORDS = 6000
LEAST_KEPT = 0.4
"""A text of which less than this share stays is told as rewritten, not word by word."""
FIELDS = ("title", "kind", "stage", "health", "area", "secondary", "countries", "start", "end", "percent")
AMOUNTS = ("planned", "committed", "spent")
OWN = {"us": "usd", "rok": "krw"}
Op = list[str]
"""["=", what stays], ["-", what is struck] or ["+", what is added]."""


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """All that a reader of `before` must read to know `after`. Empty lists where nothing differs.

    `figures` [{key, label, unit, before, after}], `money` [{side, name, before, after}] in each side's own currency,
    `entered` and `left` [{reference, title, stage}], `changed` [{reference, title, fields: [{name, before, after}]}],
    `commitments` [{year, number, text, before, after}] by state, `texts` [{section | reference, name, en, ko}] with the
    words of each language as `word_changes` gives them, or None where a language did not change.
    """
    old, new = ({one["reference"]: one for one in content["projects"]} for content in (before, after))
    return {
        "figures": list(_figures(before, after)),
        "money": list(_money(before.get("money"), after.get("money"))),
        "entered": [_named(new[reference]) for reference in new if reference not in old],
        "left": [_named(old[reference]) for reference in old if reference not in new],
        "changed": [
            _named(new[reference]) | {"fields": fields}
            for reference in new
            if reference in old and (fields := list(_fields(old[reference], new[reference])))
        ],
        "commitments": list(_commitments(before, after)),
        "texts": list(_texts(before, after)),
    }


def word_changes(before: str, after: str) -> list[Op]:
    """From one text to another, word by word: joined without "-" they give `after`, without "+" `before`.

    Paragraphs are compared first, so that a long text costs little. Works for Korean, whose words blanks part, too.
    """
    ops: list[Op] = []
    old, new = LINE.findall(before), LINE.findall(after)
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[i:j]), "".join(new[k:m])
        for op in [["=", came]] if kind == "equal" else _within(gone, came):
            _append(ops, op)
    kept = sum(len(text) for sign, text in ops if sign == "=")
    if before and after and kept < LEAST_KEPT * min(len(before), len(after)):
        return [["-", before], ["+", after]]
    return ops


def _within(before: str, after: str) -> Iterator[Op]:
    old, new = WORD.findall(before), WORD.findall(after)
    old, new = _with_the_end(before, old), _with_the_end(after, new)
    if len(old) + len(new) > MOST_WORDS:
        yield from ([sign, text] for sign, text in (("-", before), ("+", after)) if text)
        return
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield ["=", "".join(new[k:m])]
        else:
            yield from ([sign, text] for sign, text in (("-", "".join(old[i:j])), ("+", "".join(new[k:m]))) if text)


def _with_the_end(text: str, words: list[str]) -> list[str]:
    """The words, with the blanks after the last one."""
    rest = text[sum(map(len, words)) :]
    return [*words, rest] if rest else words


def _append(ops: list[Op], op: Op) -> None:
    if ops and ops[-1][0] == op[0]:
        ops[-1][1] += op[1]
    else:
        ops.append(op)


def _named(line: dict[str, Any]) -> dict[str, Any]:
    return {name: line[name] for name in ("reference", "title", "stage")}


def _figures(before: dict[str, Any], after: dict[str, Any]) -> Iterator[dict[str, Any]]:
    old = {one["key"]: one["value"] for one in before["figures"]}
    for one in after["figures"]:
        if one["key"] in old and old[one["key"]] != one["value"]:
            told = {name: one[name] for name in ("key", "label", "unit")}
            yield {**told, "before": old[one["key"]], "after": one["value"]}


def _money(before: dict[str, Any] | None, after: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    if before is None or after is None:
        return
    for side, currency in OWN.items():
        old, new = before[side][currency] or {}, after[side][currency] or {}
        for name in AMOUNTS:
            if old.get(name) != new.get(name):
                yield {"side": side, "name": name, "before": old.get(name), "after": new.get(name)}


def _fields(old: dict[str, Any], new: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in FIELDS:
        before, after = old[name], new[name]
        if name == "title":
            before, after = ({language: title[language] for language in LANGUAGES} for title in (before, after))
        if before != after:
            yield {"name": name, "before": before, "after": after}


def _commitments(before: dict[str, Any], after: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not ("commitments" in before and "commitments" in after):
        return
    old, new = (
        {(one["year"], one["number"]): one for one in content["commitments"]["rows"]} for content in (before, after)
    )
    for key, one in new.items():
        state = old[key]["state"] if key in old else None
        if state != one["state"]:
            told = {name: one[name] for name in ("year", "number", "text")}
            yield {**told, "before": state, "after": one["state"]}


def _texts(before: dict[str, Any], after: dict[str, Any]) -> Iterator[dict[str, Any]]:
    old, new = dict(_written(before)), dict(_written(after))
    for key in new:
        was, now = old.get(key), new[key]
        if was is None:
            continue
        told = {
            language: word_changes(was[language] or "", now[language] or "")
            if (was[language] or "") != (now[language] or "")
            else None
            for language in LANGUAGES
        }
        if any(told.values()):
            where, of, name = key
            yield {where: of, "name": name, **told}


def _written(content: dict[str, Any]) -> Iterator[tuple[tuple[str, str, str], dict[str, Any]]]:
    """The running texts of a report, each by what it is about."""
    if "foreword" in content:
        yield ("section", "foreword", "text"), content["foreword"]
        for area in content["areas"]:
            yield ("section", area["slug"], "text"), area["narrative"]
        yield ("section", "outlook", "text"), content["outlook"]
    for sheet in content["presented"]:
        for name in ("purpose", "objective"):
            yield ("reference", sheet["reference"], name), sheet[name]
