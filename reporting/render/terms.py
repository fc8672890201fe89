"""The words of office files in one language or both: the terms of the report, and what people wrote."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SOURCES = (HERE / "report" / "terms.json", HERE / "office.json")
LANGUAGES = {"en": ("en",), "ko": ("ko",), "both": ("en", "ko")}
EAST = re.compile("[\u1100-\uffff]")
"""What is as wide as two Latin letters: Hangul, Hanja, and their punctuation."""
NOTES = {"draft": "draft-text", "outdated": "outdated-text"}


@cache
def _terms() -> dict[str, list[str]]:
    return {key: words for path in SOURCES for key, words in json.loads(path.read_text("utf-8")).items()}


def term(language: str, key: str, **places: Any) -> str:
    """One term in one language; `{name}` places are filled."""
    words = _terms()[key][language == "ko"]
    for name, value in places.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words


def words_of(key: str, **places: Any) -> dict[str, str]:
    """One term in both languages."""
    return {language: term(language, key, **places) for language in ("en", "ko")}


def picked(text: dict[str, Any] | None, language: str, *, alone: bool) -> str:
    """What people wrote, in one language; says so when it is missing, a draft or out of date.

    A file in one language alone then shows the other language instead.
    """
    if text is None:
        return ""
    if words := text.get(language):
        notes = [f" [{term(language, note)}]" for key, note in NOTES.items() if language in text.get(key, ())]
        return words.replace("\r\n", "\n") + "".join(notes)
    other = text.get("ko" if language == "en" else "en") if alone else None
    return f"[{term(language, 'missing')}]" + (f" {other}" if other else "")


def ordinal(language: str, number: int) -> str:
    """The ordinal of an SCM: 58th, 제58차 is made around it."""
    if language == "ko":
        return str(number)
    unit = number % 10 if number % 100 not in (11, 12, 13) else 0
    return f"{number}{('th', 'st', 'nd', 'rd')[unit if unit < 4 else 0]}"
