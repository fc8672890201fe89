"""Why no report came out, as a sentence that names what to mend."""

import re
import signal
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_noop as _

from core.told import Told

GLYPH = re.compile(r'(?:the text|codepoint) `"(?P<text>[^`]+)"`')
ESCAPED = re.compile(r"^\\u\{(?P<code>[0-9a-f]+)\}$")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
OUT_OF_MEMORY = re.compile(r"memory allocation of|Cannot allocate memory|MemoryError|ENOMEM")


class RenderFailed(Told):
    """No report came out; the message says why, in words for the person who asked for it."""


def failure_for(answer: dict, status: int, noise: str, snapshot: dict, fonts: Path) -> RenderFailed:
    """What the child said, or how it died."""
    if files := answer.get("missing_fonts"):
        sentence = _(
            "The typeface of the report is incomplete: %(files)s cannot be read in %(folder)s. Build it again."
        )
        return RenderFailed(sentence, files=", ".join(files), folder=fonts)
    if message := answer.get("typst"):
        if found := GLYPH.search(message):
            return _unprintable(found["text"], snapshot)
        return RenderFailed(_("The report could not be compiled: %(message)s."), message=message.rstrip("."))
    if answer.get("out_of_memory") or status == -signal.SIGKILL or OUT_OF_MEMORY.search(noise):
        return RenderFailed(_("The report needs more memory than it is allowed."))
    last = noise.strip().splitlines()[-1:] or [""]
    sentence = _("The report could not be compiled: the process ended with %(status)s. %(noise)s")
    return RenderFailed(sentence, status=status, noise=last[0])


def _unprintable(text: str, snapshot: dict) -> RenderFailed:
    """A character that the typeface lacks, and the fields in which it stands."""
    escaped = ESCAPED.match(text)
    character = chr(int(escaped["code"], 16)) if escaped else text[0]
    places = [place for place, words in texts(snapshot) if character in words]
    name = f"U+{ord(character):04X}" if not character.isprintable() else f"{character} (U+{ord(character):04X})"
    if not places:
        sentence = _("The character %(name)s cannot be printed: the typeface of the report does not have it.")
        return RenderFailed(sentence, name=name)
    sentence = _(
        "The character %(name)s cannot be printed: the typeface of the report does not have it."
        " It stands in %(places)s."
    )
    return RenderFailed(sentence, name=name, places="; ".join(dict.fromkeys(places[:3])))


def refuse_unspeakable(snapshot: dict) -> None:
    """Raises RenderFailed for a control character, which no office file can hold, with the fields where it stands."""
    for place, words in texts(snapshot):
        if found := NOT_IN_XML.search(words):
            sentence = _("The character %(name)s cannot stand in an office file. It stands in %(places)s.")
            raise RenderFailed(sentence, name=f"U+{ord(found[0]):04X}", places=place)


def texts(value: object, record: str = "", path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every string of a snapshot with its place: the reference of its record and the names that lead to it."""
    if isinstance(value, str):
        yield " ".join(filter(None, (record, ".".join(path)))), value
    elif isinstance(value, dict):
        if "reference" in value:
            record, path = value["reference"], ()
        for key, part in value.items():
            yield from texts(part, record, (*path, key))
    elif isinstance(value, list):
        for part in value:
            yield from texts(part, record, path)
