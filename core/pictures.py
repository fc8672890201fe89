"""A picture that somebody uploads to be printed: PNG or SVG, known by its content, whole, pointing to nothing else."""

import re
import zlib
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from core.errors import Malformed

MOST_BYTES = 500_000
MOST_PIXELS = 4_000
"""A picture is at most so many pixels wide and high."""
PNG = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
SVG_ROOT = "{http://www.w3.org/2000/svg}svg"
ACTIVE = {
    *("script", "foreignobject", "iframe", "object", "embed", "audio", "video", "image", "feimage", "a", "handler"),
    *("animate", "animatemotion", "animatetransform", "set"),
}
POINTS = re.compile(r"""url\(\s*["']?\s*(?!#)|@import|javascript:|expression\(""", re.IGNORECASE)
"""What in a value leads out of the picture."""


def picture_type(content: bytes) -> str:
    """ "image/png" or "image/svg+xml". Raises Malformed at `logo` with a sentence when it may not be kept."""
    if len(content) > MOST_BYTES:
        raise _unfit(_("A logo has at most %(most)d kB. Make it smaller.") % {"most": MOST_BYTES // 1000})
    if content.startswith(PNG):
        _check_png(content)
        return "image/png"
    if b"<" in content[:200] and b"\x00" not in content[:200]:
        _check_svg(content)
        return "image/svg+xml"
    raise _unfit(_("A logo is a PNG or an SVG. This file is neither."))


def _unfit(sentence: str) -> Malformed:
    return Malformed({"logo": sentence})


def _check_png(content: bytes) -> None:
    """Reads it to its end: header, sums of all its parts, as many pixels as it says."""
    damaged = _unfit(_("The PNG is damaged: it cannot be read to its end."))
    parts, at = [], len(PNG)
    while at < len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        body, stated = content[at + 8 : at + 8 + size], content[at + 8 + size : at + 12 + size]
        if len(body) != size or zlib.crc32(kind + body).to_bytes(4, "big") != stated:
            raise damaged
        parts.append((kind, body))
        at += 12 + size
    kinds = [kind for kind, _body in parts]
    if kinds[:1] != [b"IHDR"] or kinds[-1] != b"IEND" or b"IDAT" not in kinds or len(parts[0][1]) != 13:
        raise damaged
    header = parts[0][1]
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise _unfit(_("A logo is at most %(most)d pixels wide and high.") % {"most": MOST_PIXELS})
    line = (width * header[8] * CHANNELS.get(header[9], 0) + 7) // 8 + 1
    reader = zlib.decompressobj()
    try:
        pixels = reader.decompress(b"".join(body for kind, body in parts if kind == b"IDAT"), 2 * line * height + 1024)
    except zlib.error:
        raise damaged from None
    if not reader.eof or (header[12] == 0 and len(pixels) != line * height):
        raise damaged


def _check_svg(content: bytes) -> None:
    """Reads all of it: no document type, no script, nothing that is fetched from elsewhere."""
    unreadable = _unfit(_("The SVG cannot be read. Save it anew as a plain SVG."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unreadable from None
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper() or "<?XML-STYLESHEET" in text.upper():
        raise _unfit(_("The SVG declares a document type or a style sheet of its own. Save it as a plain SVG."))
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        raise unreadable from None
    if root.tag != SVG_ROOT:
        raise unreadable
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2].lower()
        if name in ACTIVE:
            sentence = _(
                "The SVG holds “%(name)s”, which runs or fetches something. Save it as plain shapes and paths."
            )
            raise _unfit(sentence % {"name": name})
        if name == "style" and POINTS.search(element.text or ""):
            raise _leads_out()
        for attribute, value in element.attrib.items():
            _check_attribute(attribute.rpartition("}")[2].lower(), value)


def _check_attribute(name: str, value: str) -> None:
    if name.startswith("on"):
        raise _runs(name)
    if (name in ("href", "src") and not value.strip().startswith("#")) or POINTS.search(value):
        raise _leads_out()


def _runs(name: str) -> Malformed:
    sentence = _("The SVG holds “%(name)s”, which runs or fetches something. Save it as plain shapes and paths.")
    return _unfit(sentence % {"name": name})


def _leads_out() -> Malformed:
    return _unfit(_("The SVG points to something outside of it. A logo holds all that it shows."))
