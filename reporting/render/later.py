"""The tables that snapshots have since their second schema: narrative, climb, risks, money, decisions and so on."""

from collections.abc import Callable, Iterator
from typing import Any

from reporting.render.cells import Column, Kind, Made, Snapshot, code, day, number, said, side, words
from reporting.render.terms import words_of

AMOUNTS = ("planned", "committed", "spent")
CURRENCIES = ("usd", "krw")
Words = dict[str, Any]


def narrative(snapshot: Snapshot) -> Made:
    """What people wrote: the foreword, a section for each area, the outlook."""
    if "foreword" not in snapshot:
        return None
    parts = [(words_of("foreword"), snapshot["foreword"])]
    parts += [(area["name"], area["narrative"]) for area in snapshot["areas"]]
    parts.append((words_of("outlook"), snapshot["outlook"]))
    return [words("section", 30), words("section-text", 100)], [[name, text] for name, text in parts]


def climb(snapshot: Snapshot) -> Made:
    """How far the edition had climbed when it was compiled, and who had signed."""
    if "climb" not in snapshot:
        return None
    heads = [words("body", 36), words("state", 22), day("date"), words("us-side", 40), words("rok-side", 40)]
    rows = [
        [body(one["body"]), said(one["state"]), one["on"], answered(one["us"]), answered(one["rok"])]
        for one in snapshot["climb"]
    ]
    return heads, rows


def considered(snapshot: Snapshot) -> Made:
    """What each body made of the edition, and what tasking followed."""
    if "considered" not in snapshot:
        return None
    heads = [words("body", 36), words("outcome", 14), day("date"), number("revision-number")]
    rows = [
        [
            body(one["body"]),
            words_of(f"outcome-{one['outcome']}"),
            one["on"],
            one["revision"],
            side(one["side"]),
            optional(one["reason"]),
            optional(one["tasking"]),
        ]
        for one in snapshot["considered"]
    ]
    return [*heads, words("entered-by", 12), words("reason-why", 44), words("tasking", 44)], rows


def risks(snapshot: Snapshot) -> Made:
    if "risks" not in snapshot:
        return None
    heads = [code("reference"), words("title", 34), words("risk", 36), words("response", 36)]
    rows = [
        [
            one["reference"],
            one["title"],
            one["text"],
            optional(one["response"]),
            one["probability"],
            one["impact"],
            one["owner"],
        ]
        for one in snapshot["risks"]
    ]
    return [*heads, number("probability"), number("impact"), words("owner", 30)], rows


def money(snapshot: Snapshot) -> Made:
    """By side, by fiscal year, by area: planned, committed and spent in both currencies at one rate."""
    if "money" not in snapshot:
        return None
    told = snapshot["money"]
    heads = [words("breakdown", 20), words("of-what", 40), words("side-of", 14)]
    heads += [Column(_both(name, currency), Kind.NUMBER, 20) for currency in CURRENCIES for name in AMOUNTS]
    areas = {one["slug"]: one["name"] for one in snapshot["areas"]}
    rows = list(_sums("by-side", words_of("total"), told))
    for one in told["years"]:
        rows += _sums("by-year", {"en": str(one["year"]), "ko": str(one["year"])}, one)
    for one in told["areas"]:
        rows += _sums("by-area", areas[one["slug"]], one)
    return heads, rows


def rate(snapshot: Snapshot) -> Made:
    """The exchange rate of all sums, its day and its source."""
    told = (snapshot.get("money") or {}).get("rate")
    if not told:
        return None
    won = float(told["krw_per_usd"])
    row = [int(won) if won.is_integer() else won, told["day"], told["source"]]
    return [number("krw-per-usd"), day("date"), code("source", 40)], [row]


def _sums(key: str, of: Words, told: dict[str, Any]) -> Iterator[list[Any]]:
    for who in ("us", "rok", "total"):
        amounts = [(told[who][currency] or {}).get(name) for currency in CURRENCIES for name in AMOUNTS]
        yield [words_of(key), of, words_of("total") if who == "total" else side(who), *amounts]


def _both(name: str, currency: str) -> Words:
    return {language: f"{words}, {currency.upper()}" for language, words in words_of(name).items()}


def decisions(snapshot: Snapshot) -> Made:
    if "decisions" not in snapshot:
        return None
    heads = [code("reference"), words("title", 40), words("question", 40), words("outcome", 14), day("date")]
    heads += [words("us-side", 40), words("rok-side", 40), words("reason-why", 44)]
    rows = [
        [
            *(one["reference"], one["title"], one["question"], said(one["outcome"]), one["on"]),
            *(answered(one["us"]), answered(one["rok"]), optional(one["reason"])),
        ]
        for one in snapshot["decisions"]["rows"]
    ]
    return heads, rows


def concerns(snapshot: Snapshot) -> Made:
    """The concerns that came with a signature, each until it is closed."""
    if "decisions" not in snapshot:
        return None
    heads = [code("reference"), words("raised-by", 12), words("concern", 50), day("closed-day"), words("closing", 50)]
    rows = [
        [one["reference"], side(concern["side"]), concern["text"], concern["closed_on"], optional(concern["closing"])]
        for one in snapshot["decisions"]["rows"]
        for concern in one["concerns"]
    ]
    return heads, rows


def asks(snapshot: Snapshot) -> Made:
    if "asks" not in snapshot:
        return None
    heads = [code("reference"), words("title", 40), words("question", 40), day("due-day"), words("awaiting", 24)]
    rows = [
        [one["reference"], one["title"], one["question"], one["due"], _joined(side(who) for who in one["awaited"])]
        for one in snapshot["asks"]["rows"]
    ]
    return heads, rows


def commitments(snapshot: Snapshot) -> Made:
    if "commitments" not in snapshot:
        return None
    heads = [number("scm-year", 8), number("number", 6), words("body", 30), words("commitment", 60)]
    heads += [words("state", 18), day("agreed-day"), day("due-day"), words("note", 44)]
    heads += [words("us-side", 36), words("rok-side", 36), code("evidence", 24)]
    rows = [
        [
            *(one["year"], one["number"], body(one["body"]), one["text"], said(one["state"])),
            *(one["agreed_on"], one["due_on"], optional(one["note"]), one["posts"]["us"], one["posts"]["rok"]),
            ", ".join(one["evidence"]),
        ]
        for one in snapshot["commitments"]["rows"]
    ]
    return heads, rows


def implementation(snapshot: Snapshot) -> Made:
    """How far the commitments of all years are kept."""
    told = snapshot.get("commitments", {}).get("implementation")
    if told is None:
        return None
    heads = [number("rate-percent", 12), number("pursued"), number("kept"), number("due-by-now"), number("due-kept")]
    return heads, [[told[name] for name in ("rate", "of", "implemented", "due", "due_implemented")]]


def changes(snapshot: Snapshot) -> Made:
    """The figures that differ from the edition before."""
    if not snapshot.get("changes"):
        return None
    rows = [[one["label"], one["before"], one["after"], one["unit"]] for one in snapshot["changes"]["figures"]]
    rows += [
        [_joined((side(one["side"]), words_of(one["name"])), ", "), one["before"], one["after"], "USD"]
        for one in snapshot["changes"]["money"]
    ]
    return [words("figure", 40), number("before", 16), number("after", 16), code("unit", 8)], rows


def entered_and_left(snapshot: Snapshot) -> Made:
    """The projects that entered, left or changed since the edition before."""
    if not snapshot.get("changes"):
        return None
    rows = [
        [words_of(what), one["reference"], one["title"], said(one["stage"])]
        for what in ("entered", "left", "changed")
        for one in snapshot["changes"][what]
    ]
    return [words("what", 16), code("reference"), words("title", 60), words("stage", 14)], rows


def optional(text: Words) -> Words | None:
    """What nobody had to write: an empty cell, where nobody did."""
    return text if text["en"] or text["ko"] else None


def body(key: str) -> Words:
    return words_of("scm-body" if key == "scm" else key)


def answered(answer: dict[str, Any] | None) -> Words:
    """What a side answered, by whom and when; that it is awaited, where it did not."""
    if answer is None:
        return words_of("awaiting")
    told = words_of(answer["answer"])
    post = answer["post"] or {}
    return {one: ", ".join(filter(None, (told[one], post.get(one), answer["on"]))) for one in ("en", "ko")}


def _joined(words: Any, sep: str = " · ") -> Words:
    found = list(words)
    return {language: sep.join(one[language] for one in found) for language in ("en", "ko")}


LATER: dict[str, Callable[[Snapshot], Made]] = {
    "narrative": narrative,
    "climb": climb,
    "considered": considered,
    "risks": risks,
    "money": money,
    "rate": rate,
    "decisions": decisions,
    "concerns": concerns,
    "asks": asks,
    "commitments": commitments,
    "implementation": implementation,
    "changes": changes,
    "moved": entered_and_left,
}
