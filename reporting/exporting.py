"""The whole archive as one ZIP, made while it is sent: every file as it was stored, then a manifest.

The same archive gives the same bytes, whenever it is exported.

What it tells of is read beforehand, in the request's transaction: a streamed answer sees no rows.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.db.models import QuerySet

from core import archive
from reporting.actions.sealing import closed_content, sealed_content
from reporting.render.zipped import ALWAYS

MANIFEST = "manifest.json"
WHOLE, REFUSED = "whole", "changed or missing"


@dataclass(frozen=True)
class Rows:
    """What an export tells of: the files, the seals in the order of their chain."""

    files: list[dict[str, Any]]
    seals: list[dict[str, Any]]


def rows(artifacts: QuerySet, seals: QuerySet) -> Rows:
    """What is exported, read whole."""
    files = [
        {
            "name": one.path,
            "sha256": one.sha256,
            "size": one.size,
            "edition": str(one.snapshot.edition),
            "revision": one.snapshot.revision,
            "snapshot_sha256": one.snapshot.sha256,
            "sealed": one.is_sealed,
            "made_at": one.made_at.isoformat(),
        }
        for one in artifacts.select_related("snapshot__edition").defer("snapshot__content").order_by("path")
    ]
    chain = seals.select_related("snapshot", "edition").defer("snapshot__content").order_by("number")
    told = [
        {"seal": sealed_content(one), "sha256": one.sha256}
        | {"manifest": closed_content(one), "closed_sha256": one.closed_sha256}
        for one in chain
    ]
    return Rows(files, told)


def packed(root: Path, told: Rows) -> Iterator[bytes]:
    """The ZIP, piece by piece; a file that is not what was stored is left out, and the manifest says so."""
    sink, files = _Sink(), []
    with ZipFile(sink, "w", ZIP_STORED) as made:  # type: ignore[arg-type]
        for file in told.files:
            try:
                content = archive.open_verified(root, file["name"], file["sha256"])
            except archive.ArchiveTampered:
                files.append({**file, "state": REFUSED})
                continue
            made.writestr(_entry(file["name"]), content)
            files.append({**file, "state": WHOLE})
            yield sink.taken()
        manifest = {"schema": "rcf.archive/1", "files": files, "seals": told.seals}
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        made.writestr(_entry(MANIFEST), text.encode())
    yield sink.taken()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, ALWAYS)
    entry.external_attr = 0o644 << 16
    return entry


class _Sink:
    """A file that is read while it is written, and never sought in."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits: what was written is taken at once."""

    def taken(self) -> bytes:
        parts, self.parts = self.parts, []
        return b"".join(parts)
