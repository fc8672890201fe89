"""Office files are ZIPs: packed anew with one date and one order, so that the same content is the same bytes."""

from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ALWAYS = (1980, 1, 1, 0, 0, 0)


def steady(content: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """The same ZIP with every entry dated alike, and some of them changed."""
    made = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(made, "w") as packed:
        for name in given.namelist():
            entry = ZipInfo(name, ALWAYS)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, changes.get(name, bytes)(given.read(name)))
    return made.getvalue()
