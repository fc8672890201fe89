"""Small files of each kind that may be uploaded, and of some that may not."""

import io
import struct
import zipfile
import zlib

from core.filekinds import HWP, OFFICE

MAIN = {"docx": "wordprocessingml.document", "xlsx": "spreadsheetml.sheet", "pptx": "presentationml.presentation"}


def packed(entries: dict[str, bytes | str]) -> bytes:
    """A packed file of these entries, the first of them not compressed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as writer:
        for place, (name, content) in enumerate(entries.items()):
            writer.writestr(name, content, zipfile.ZIP_DEFLATED if place else zipfile.ZIP_STORED)
    return file.getvalue()


def office(extension: str, *, main: str = "", more: dict[str, bytes | str] | None = None) -> bytes:
    """A document of Office Open XML, of one part."""
    main = main or f"{OFFICE}{MAIN[extension]}.main+xml"
    types = f'<?xml version="1.0"?><Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'
    return packed({"[Content_Types].xml": types, "main.xml": "<main/>", **(more or {})})


def declared(mimetype: str, more: dict[str, bytes | str] | None = None) -> bytes:
    return packed({"mimetype": mimetype, "content.xml": "<content/>", **(more or {})})


def png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def hwp(*, header: bytes = HWP, flags: int = 1) -> bytes:
    """A compound file of 512-byte sectors with one stream, FileHeader."""
    stream = (header.ljust(32, b"\0") + struct.pack("<II", 0x05010000, flags)).ljust(4096, b"\0")
    free, end, of_fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        written = (name + "\0").encode("utf-16-le") if name else b""
        return (
            written.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(written), kind, 1, free, free, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    fat = [of_fat, end, *range(3, 10), end] + [free] * 118
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
        + struct.pack("<109I", 0, *[free] * 108)
    )
    directory = entry("Root Entry", 5, 1, end, 0) + entry("FileHeader", 2, free, 2, 4096) + bytes(256)
    return head + struct.pack("<128I", *fat) + directory + stream


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + bytes(40) + b"\xff\xd9"
ODT = "application/vnd.oasis.opendocument.text"
HWPX = "application/hwp+zip"
ALLOWED = {
    "pdf": PDF,
    "docx": office("docx"),
    "xlsx": office("xlsx"),
    "pptx": office("pptx"),
    "odt": declared(ODT),
    "hwp": hwp(),
    "hwpx": declared(HWPX),
    "png": png(),
    "jpg": JPEG,
    "jpeg": JPEG,
    "txt": "회의록\r\n1. 일정".encode(),
    "csv": "이름,값\n가,1\n".encode("cp949"),
}
