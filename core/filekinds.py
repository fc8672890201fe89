"""What an uploaded file is: told by its content and its name together, never by what a browser says of it."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

import olefile
import puremagic
from django.utils.translation import gettext as _

from core.errors import Malformed

OFFICE = "application/vnd.openxmlformats-officedocument."
MOST_ENTRIES = 5_000
MOST_UNPACKED = 300_000_000
"""A packed file has so many entries, and comes to so many bytes when it is unpacked, at most."""
MOST_READ = 2_000_000
"""So much of an entry is read for its meaning."""
ENTRY, END = b"PK\x01\x02", b"PK\x05\x06"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HWP, HWP_HAS_SCRIPT = b"HWP Document File", 0b1000
ENCODINGS = ("utf-8-sig", "utf-16", "cp949")
PLAIN = re.compile(r"[^\x00-\x08\x0b\x0e-\x1f\x7f]*")
"""Text without control characters but tab, line and page ends."""
ACTIVE = re.compile(r"\A\s*(<|#!)|<\s*(script|html|svg|iframe)\b", re.IGNORECASE)


class Unfit(Exception):
    """Why a file is not taken, as a sentence."""


@dataclass(frozen=True)
class Kind:
    """A kind of file that may be uploaded; `check` raises Unfit for content that is of another."""

    word: str
    content_type: str
    check: Callable[["Kind", bytes], None]
    sign: str = ""
    """What its content shows: an extension of puremagic, the content type of its main part, or its declared type."""


def kind_of(name: str, content: bytes) -> Kind:
    """The kind of a file. Raises Malformed at `file` with a sentence when it may not be uploaded."""
    kind = KINDS.get(extension_of(name))
    try:
        if not content:
            raise Unfit(_("The file is empty."))
        if kind is None:
            words = ", ".join(dict.fromkeys(one.word for one in KINDS.values()))
            raise Unfit(_("Files of this kind are not kept. Upload one of these: %(kinds)s.") % {"kinds": words})
        kind.check(kind, content)
    except Unfit as unfit:
        raise Malformed({"file": str(unfit)}) from None
    return kind


def extension_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _another(kind: Kind) -> Unfit:
    sentence = _("The file is named as %(kind)s, but its content is something else. Upload it under its own name.")
    return Unfit(sentence % {"kind": kind.word})


# --- images and PDF ---


def _signed(kind: Kind, content: bytes) -> None:
    """Begins as its kind does, and is not a packed file besides."""
    if kind.sign not in _signs(content) or END in content[-65_557:]:
        raise _another(kind)


def _signs(content: bytes) -> set[str]:
    """What the content begins like, as extensions."""
    try:
        return {found.extension for found in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return set()


# --- text ---


def _text(kind: Kind, content: bytes) -> None:
    """Readable text that no program would run or show as a page."""
    text = next(_decoded(content), None)
    if text is None or _signs(content) & {one.sign for one in KINDS.values() if one.check is _signed}:
        raise _another(kind)
    if ACTIVE.search(text):
        raise Unfit(_("The file holds a page or a script. Upload its text alone."))


def _decoded(content: bytes) -> Iterator[str]:
    for encoding in ENCODINGS:
        if encoding == "utf-16" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if PLAIN.fullmatch(text):
            yield text


# --- packed documents ---


def _office(kind: Kind, content: bytes) -> None:
    """A document of Office Open XML whose main part is of this kind, without macros."""
    if content.startswith(OLD_OFFICE):
        sentence = _("The file has a password or is of an older version. Save it as %(kind)s without a password.")
        raise Unfit(sentence % {"kind": kind.word})
    with _unpacked(kind, content) as packed:
        types = _content_types(kind, _read(kind, packed, "[Content_Types].xml"))
        names = " ".join(packed.namelist()).lower()
    if any("macro" in one.lower() or "vbaproject" in one.lower() for one in types) or "vbaproject" in names:
        raise _has_macros()
    if kind.sign not in types:
        raise _another(kind)


def _content_types(kind: Kind, xml: bytes) -> set[str]:
    """The types of all parts as the document declares them; entities are not read."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or not xml.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise _another(kind)
    try:
        return {one.get("ContentType", "") for one in ElementTree.fromstring(xml.decode())}
    except (ElementTree.ParseError, ValueError):
        raise _another(kind) from None


def _declared(kind: Kind, content: bytes) -> None:
    """A packed document that declares its type in an entry of its own, without macros."""
    with _unpacked(kind, content) as packed:
        declared = _read(kind, packed, "mimetype").strip().decode("ascii", "replace")
        names = packed.namelist()
    if declared != kind.sign:
        raise _another(kind)
    if any(name.startswith("Basic/") for name in names):
        raise _has_macros()


def _unpacked(kind: Kind, content: bytes) -> zipfile.ZipFile:
    """The packed file, read to its end within bounds: no more entries or bytes than allowed, none twice or damaged."""
    if not content.startswith(b"PK\x03\x04"):
        raise _another(kind)
    if content.count(ENTRY) > MOST_ENTRIES:
        raise _too_large()
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
        entries = packed.infolist()
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise _too_large()
        if len({entry.filename.lower() for entry in entries}) < len(entries):
            raise _damaged()
        for entry in entries:
            if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise _damaged()
            _read_through(packed, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        raise _damaged() from None
    return packed


def _read_through(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpacks an entry and throws it away: its sum is checked at its end, and no header can hide its size."""
    with packed.open(entry) as opened:
        while opened.read(1 << 20):
            pass


def _read(kind: Kind, packed: zipfile.ZipFile, name: str) -> bytes:
    try:
        with packed.open(name) as opened:
            return opened.read(MOST_READ)
    except KeyError:
        raise _another(kind) from None


# --- Hangul Word Processor, before it was packed ---


def _hangul(kind: Kind, content: bytes) -> None:
    """A compound file whose header says that it is of Hangul Word Processor 5, without a script."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as compound:
            header = compound.openstream("FileHeader").read(64)
    except Exception:  # what is no compound file fails in many ways
        raise _another(kind) from None
    if not header.startswith(HWP):
        raise _another(kind)
    if int.from_bytes(header[36:40], "little") & HWP_HAS_SCRIPT:
        raise _has_macros()


def _has_macros() -> Unfit:
    return Unfit(_("The file holds macros. Save it without them, then upload it again."))


def _too_large() -> Unfit:
    return Unfit(_("The file is packed so that it would be too large to open."))


def _damaged() -> Unfit:
    return Unfit(_("The file is damaged or locked: it cannot be read to its end."))


KINDS = {
    "pdf": Kind("PDF", "application/pdf", _signed, ".pdf"),
    "docx": Kind("DOCX", f"{OFFICE}wordprocessingml.document", _office, f"{OFFICE}wordprocessingml.document.main+xml"),
    "xlsx": Kind("XLSX", f"{OFFICE}spreadsheetml.sheet", _office, f"{OFFICE}spreadsheetml.sheet.main+xml"),
    "pptx": Kind(
        "PPTX", f"{OFFICE}presentationml.presentation", _office, f"{OFFICE}presentationml.presentation.main+xml"
    ),
    "odt": Kind("ODT", "application/vnd.oasis.opendocument.text", _declared, "application/vnd.oasis.opendocument.text"),
    "hwp": Kind("HWP", "application/x-hwp", _hangul),
    "hwpx": Kind("HWPX", "application/hwp+zip", _declared, "application/hwp+zip"),
    "png": Kind("PNG", "image/png", _signed, ".png"),
    "jpg": Kind("JPEG", "image/jpeg", _signed, ".jpg"),
    "jpeg": Kind("JPEG", "image/jpeg", _signed, ".jpg"),
    "txt": Kind("TXT", "text/plain", _text),
    "csv": Kind("CSV", "text/csv", _text),
}
"""By the extension of the name."""
