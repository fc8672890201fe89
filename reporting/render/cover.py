"""What every office file says of itself: which report it is, of which edition, how far, on which data."""

from datetime import date
from typing import Any

from reporting.render.terms import ordinal, term, words_of

Snapshot = dict[str, Any]


def title(snapshot: Snapshot, language: str) -> str:
    """The title and edition, as programs and file lists show them."""
    report, scm = term(language, "report"), ordinal(language, snapshot["cycle"]["ordinal"])
    edition = term(language, "edition-n", n=snapshot["edition"]["number"])
    return f"{report} {term(language, 'to-scm', n=scm)} · {edition}"


def authors(language: str) -> str:
    """Both offices; each language names its own first."""
    sides = ("rok", "us") if language == "ko" else ("us", "rok")
    return "; ".join(term(language, f"{side}-office") for side in sides)


def marking(snapshot: Snapshot, languages: tuple[str, ...]) -> str:
    return " / ".join(dict.fromkeys(snapshot["marking"][language] for language in languages))


def state(snapshot: Snapshot, seal: dict[str, Any] | None) -> dict[str, str]:
    """Draft or sealed, with its day."""
    if seal:
        return words_of("sealed-on", d=seal["sealed_on"])
    return words_of("draft-of", d=snapshot["edition"]["compiled_on"])


def facts(snapshot: Snapshot, sha256: str, seal: dict[str, Any] | None) -> list[tuple[str, dict[str, str]]]:
    """The lines of the cover: (term, words)."""
    cycle, edition, scm = snapshot["cycle"], snapshot["edition"], snapshot["cycle"]["scm"]
    rows = [
        ("cycle", words_of("cycle-year", y=cycle["year"])),
        ("meeting", _same(scm["date"]) if scm["date"] else words_of("to-confirm")),
        ("edition", words_of("edition-revision", n=edition["number"], r=edition["revision"])),
        ("state", state(snapshot, seal)),
        ("cut-off", _same(cycle["cut_off"])),
        ("compiled-by", edition["compiled_by"]),
        ("obligation", words_of(f"duty-{snapshot['obligation']['state']}")),
        ("sha", _same(sha256)),
    ]
    for side, letterhead in (snapshot.get("letterheads") or {}).items():
        parts = {"name": f"{side}-side", "words": f"{side}-cover-words", "marking": f"{side}-cover-marking"}
        rows += [(key, letterhead[part]) for part, key in parts.items() if letterhead and letterhead[part]]
    if scm["place"]:
        rows.insert(2, ("meeting-place", scm["place"]))
    if seal and seal.get("chain"):
        rows.append(("seal-sha", _same(seal["chain"])))
    return rows


def climbed(snapshot: Snapshot, seal: dict[str, Any] | None) -> Snapshot:
    """The snapshot with the climb as the seal tells it: the records were read before the bodies considered them."""
    return {**snapshot, "climb": seal["climb"]} if seal and "climb" in snapshot and "climb" in seal else snapshot


def made_on(snapshot: Snapshot, seal: dict[str, Any] | None) -> date:
    """The day that stands in the properties of the file."""
    return date.fromisoformat(seal["sealed_on"] if seal else snapshot["edition"]["compiled_on"])


def _same(words: str) -> dict[str, str]:
    return {"en": words, "ko": words}
