"""The archive: a folder of files that are written once, whole, and never changed."""

import errno
import hashlib
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core.told import Told

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
AWAITING = "awaiting"
"""The folder of the notes about files whose rows are not committed yet."""
ABANDONED_AFTER = 24 * 3600
"""Seconds after which a half-written file can only be that of a process that was killed."""


class ArchiveError(Told):
    """A file could not be kept; the message says why."""


class ArchiveTampered(Told):
    """A file is missing, or is not what was stored."""


@dataclass(frozen=True)
class Stored:
    """A file of the archive: its path below the root, its SHA-256 in hexadecimal, its size in bytes."""

    path: str
    sha256: str
    size: int


def store(root: Path, relative_name: str, content: bytes) -> Stored:
    """Keep a file, whole or not at all. Its name carries its content, so the same file again is kept once."""
    stored = _stored(relative_name, content)
    target = _within(root, stored.path)
    try:
        if not _holds(target, stored.sha256):
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, content)
            _settle(target.parent, root)
    except OSError as error:
        raise _failure(root, error) from error
    return stored


def _stored(relative_name: str, content: bytes) -> Stored:
    sha256, name = hashlib.sha256(content).hexdigest(), PurePosixPath(relative_name)
    return Stored(str(name.with_name(f"{name.stem}-{sha256[:16]}{name.suffix}")), sha256, len(content))


@contextmanager
def stored_with_a_row(root: Path, relative_name: str, content: bytes) -> Iterator[Stored]:
    """Keeps a file for a row that the block writes in its transaction: never the row without the file.

    A note says that the file awaits its row. It goes when the transaction commits, and the file goes with it when the
    block fails; what neither reached is left to `sweep`. Two rows never share a file.
    """
    stored = _stored(relative_name, content)
    note = _note(root, stored.path)
    try:
        store(root, relative_name, content)
        yield stored
    except BaseException:
        _within(root, stored.path).unlink(missing_ok=True)
        note.unlink(missing_ok=True)
        raise
    transaction.on_commit(lambda: note.unlink(missing_ok=True), robust=True)


def _note(root: Path, path: str) -> Path:
    note = root / AWAITING / uuid.uuid4().hex
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        write_whole(note, path.encode())
        _settle(note.parent, root)
    except OSError as error:
        raise _failure(root, error) from error
    return note


def sweep(root: Path, has_row: Callable[[str], bool]) -> int:
    """Removes what killed processes left a day ago and more; returns how many files.

    That is what they left half-written, and what awaited a row that never came.
    """
    lost = [part for part in root.rglob(".*.part") if _is_abandoned(part)]
    notes = {note: note.read_text() for note in (root / AWAITING).glob("[!.]*") if _is_abandoned(note)}
    lost += [_within(root, path) for path in notes.values() if not has_row(path)]
    removed = sum(file.is_file() for file in lost)
    for file in (*lost, *notes):
        file.unlink(missing_ok=True)
    return removed


def open_verified(root: Path, path: str, sha256: str) -> bytes:
    """The content of a stored file, only if it is still what was stored."""
    try:
        content = _within(root, path).read_bytes()
    except OSError as error:
        raise ArchiveTampered(_("The archive does not hold %(path)s any more."), path=path) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ArchiveTampered(_("%(path)s was changed after it was stored; it is not given out."), path=path)
    return content


def forget(root: Path, paths: list[str]) -> None:
    """Removes files that no row names any more."""
    for path in paths:
        _within(root, path).unlink(missing_ok=True)


def _within(root: Path, path: str) -> Path:
    target = (root / path).resolve()
    if not target.is_relative_to(root.resolve()):
        raise ArchiveError(_("%(path)s lies outside the archive."), path=path)
    return target


def _holds(target: Path, sha256: str) -> bool:
    return target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == sha256


def write_whole(target: Path, content: bytes) -> None:
    """Write a file under another name first, so that nobody ever sees half of it under the true one."""
    handle, part = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o640)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    except BaseException:
        os.unlink(part)
        raise


def _settle(folder: Path, root: Path) -> None:
    """Make the names durable too, up to the root."""
    for place in (folder, *folder.parents):
        handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if place == root.resolve():
            break


def _is_abandoned(file: Path) -> bool:
    """Whether it is so old that only a killed process can have left it."""
    with suppress(FileNotFoundError):
        return file.stat().st_mtime < time.time() - ABANDONED_AFTER
    return False


def _failure(root: Path, error: OSError) -> ArchiveError:
    if error.errno in FULL:
        return ArchiveError(_("The disk of the archive %(root)s is full. Make room, then try again."), root=root)
    sentence = _("The archive %(root)s cannot be written: %(reason)s.")
    return ArchiveError(sentence, root=root, reason=error.strerror or error)
