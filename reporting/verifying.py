"""Whether every edition is still what was compiled and sealed: its records, its files, its seal, the chain of seals.

With them the signatures of its files, where they have some.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from core import archive
from reporting import signing
from reporting.actions.sealing import closed_content, sealed_content
from reporting.enums import FileFormat
from reporting.models import Artifact, Edition, Seal, Snapshot
from reporting.render import fingerprint


@dataclass
class Found:
    """How much was checked, and a sentence for each thing that is not what it was."""

    snapshots: int = 0
    files: int = 0
    seals: int = 0
    broken: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    """Seals whose files are still being made: not wrong, but not complete."""
    signed: dict[str, str] = field(default_factory=dict)
    """The files that hold a signature: path, and of which revision."""
    signers: Counter[str] = field(default_factory=Counter)
    """How many intact signatures over a whole file are by whom."""


def digest(chunks: Iterable[bytes]) -> str:
    """The SHA-256 of what is read piece by piece, in hexadecimal."""
    made = hashlib.sha256()
    for chunk in chunks:
        made.update(chunk)
    return made.hexdigest()


def verify(root: Path) -> Found:
    """Recounts every hash. Runs in a transaction with audience JOINT; memory does not grow with the archive."""
    found = Found()
    found.broken += [
        *_snapshots(found),
        *_files(root, found),
        *_signatures(root, found),
        *_editions(),
        *_seals(found),
    ]
    return found


def _snapshots(found: Found) -> Iterator[str]:
    for one in Snapshot.objects.select_related("edition").order_by("pk").iterator(chunk_size=5):
        found.snapshots += 1
        if fingerprint(one.content) != one.sha256:
            yield f"Edition {one.edition}, revision {one.revision}: the records are not those that were compiled."


def _files(root: Path, found: Found) -> Iterator[str]:
    rows = Artifact.objects.select_related("snapshot__edition").defer("snapshot__content").order_by("path")
    for one in rows.iterator(chunk_size=100):
        found.files += 1
        of = f"Edition {one.snapshot.edition}, revision {one.snapshot.revision}"
        try:
            content = archive.open_verified(root, one.path, one.sha256)
        except archive.ArchiveTampered as refusal:
            yield f"{of}: {refusal}"
            continue
        if len(content) != one.size:
            yield f"{of}: {one.path} is not as long as was noted."
        if signing.MARK in content and one.format == FileFormat.PDF:
            found.signed[one.path] = of


def _signatures(root: Path, found: Found) -> Iterator[str]:
    told = signing.signatures_of([root / path for path in found.signed])
    for (path, of), signatures in zip(found.signed.items(), told, strict=True):
        for one in signatures or [signing.UNREADABLE]:
            signature = f"{of}: the signature of {path} by {one.by}"
            if not one.by:
                yield f"{of}: the signature of {path} cannot be read."
            elif not one.is_intact:
                yield f"{signature} is broken: the file was changed after it was signed."
            elif not one.is_whole:
                yield f"{signature} does not cover the whole file: something was added after it."
            elif settings.SIGNING_TRUSTED and not one.is_trusted:
                yield f"{signature} is not trusted: SIGNING_TRUSTED does not name who signed."
            else:
                found.signers[one.by] += 1


def _editions() -> Iterator[str]:
    for edition in Edition.objects.filter(compiled_revision__gt=0).order_by("cycle", "number"):
        taken = Snapshot.objects.filter(edition=edition, revision=edition.compiled_revision)
        if list(taken.values_list("sha256", flat=True)) != [edition.sha256]:
            yield f"Edition {edition}: its hash is not that of revision {edition.compiled_revision}."
        if edition.is_sealed and not Seal.objects.filter(edition=edition).exists():
            yield f"Edition {edition} is sealed, and has no seal."


def _seals(found: Found) -> Iterator[str]:
    previous = ""
    chain = Seal.objects.select_related("edition", "snapshot").defer("snapshot__content").order_by("number")
    for number, one in enumerate(chain, 1):
        found.seals += 1
        of = f"The seal of edition {one.edition}"
        if one.number != number:
            yield f"{of} is number {one.number} where number {number} is due: a seal is missing."
        if one.previous_sha256 != previous:
            yield f"{of} does not chain to the seal before it."
        if fingerprint(sealed_content(one)) != one.sha256:
            yield f"{of} was changed."
        if one.files is None:
            found.open.append(f"{of}: its files are still being made.")
        elif fingerprint(closed_content(one)) != one.closed_sha256:
            yield f"{of}: its list of files was changed."
        else:
            yield from _listed(one)
        previous = one.closed_sha256


def _listed(seal: Seal) -> Iterator[str]:
    """The list of a seal's files against what the database notes of them."""
    noted = Artifact.objects.filter(snapshot=seal.snapshot_id, is_sealed=True)
    known = {one.path: (one.sha256, one.size) for one in noted}
    for file in seal.files or ():
        if known.pop(file["name"], None) != (file["sha256"], file["size"]):
            yield f"Edition {seal.edition}: {file['name']} is not the file that was sealed."
    for path in sorted(known):
        yield f"Edition {seal.edition}: {path} was added after the seal."
