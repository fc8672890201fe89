"""The archive keeps a file whole or not at all, and gives out only what it kept."""

import hashlib
import json
import os
import resource
import time
from contextlib import contextmanager
from io import BytesIO
from zipfile import ZipFile

import pytest

from core.archive import (
    ArchiveError,
    ArchiveTampered,
    open_verified,
    store,
    stored_with_a_row,
    sweep,
)
from reporting import exporting

CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 40


def kept(root):
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


@contextmanager
def room_for(size):
    """The kernel refuses to write more than so many bytes to a file, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_stored_file_comes_back_and_is_kept_once_however_often_it_is_stored(tmp_path):
    first = store(tmp_path, "2026/edition-1/both.pdf", CONTENT)
    written = (tmp_path / first.path).stat().st_mtime_ns
    assert store(tmp_path, "2026/edition-1/both.pdf", CONTENT) == first
    assert kept(tmp_path) == [first.path]
    assert (tmp_path / first.path).stat().st_mtime_ns == written
    assert (first.sha256, first.size) == (hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))
    assert open_verified(tmp_path, first.path, first.sha256) == CONTENT
    other = store(tmp_path, "2026/edition-1/both.pdf", CONTENT + b".")
    assert kept(tmp_path) == sorted([first.path, other.path])


def test_a_full_disk_is_named_and_leaves_nothing_behind(tmp_path):
    with room_for(1000), pytest.raises(ArchiveError, match=r"disk of the archive .* is full"):
        store(tmp_path, "2026/both.pdf", CONTENT)
    assert kept(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "2026").write_text("A file stands where the folder should be.")
    with pytest.raises(ArchiveError, match=r"archive .* cannot be written: .+\."):
        store(tmp_path, "2026/both.pdf", CONTENT)


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(CONTENT[:-1] + b"!"), os.unlink, os.truncate])
def test_a_changed_or_missing_file_is_not_given_out_and_is_mended_by_storing_it_again(tmp_path, harm):
    stored = store(tmp_path, "both.pdf", CONTENT)
    path = tmp_path / stored.path
    harm(path, 10) if harm is os.truncate else harm(path)
    with pytest.raises(ArchiveTampered, match=stored.path):
        open_verified(tmp_path, stored.path, stored.sha256)
    store(tmp_path, "both.pdf", CONTENT)
    assert open_verified(tmp_path, stored.path, stored.sha256) == CONTENT


def test_no_name_leads_out_of_the_archive(tmp_path):
    root, outside = tmp_path / "archive", tmp_path / "secret.txt"
    root.mkdir()
    outside.write_bytes(b"secret")
    (root / "link").symlink_to(tmp_path)
    for name in ("../secret.txt", str(outside), "link/secret.txt"):
        with pytest.raises(ArchiveError, match="outside the archive"):
            open_verified(root, name, hashlib.sha256(b"secret").hexdigest())
        with pytest.raises(ArchiveError, match="outside the archive"):
            store(root, name, CONTENT)
    assert kept(tmp_path) == ["secret.txt"]


def test_what_a_killed_process_left_half_written_is_swept_a_day_later_wherever_it_is(tmp_path):
    stored = store(tmp_path, "2026/1/both.pdf", CONTENT)
    old = [tmp_path / ".old.part", (tmp_path / stored.path).with_name(".old.part")]
    young = tmp_path / "2026" / ".young.part"
    for part in (*old, young):
        part.write_bytes(CONTENT[:10])
    for part in old:
        os.utime(part, (time.time() - 90_000,) * 2)
    assert sweep(tmp_path, lambda path: False) == 2
    assert kept(tmp_path) == sorted([stored.path, "2026/.young.part"])


# --- files that wait for a row ---


def test_a_file_whose_row_is_committed_stays_and_its_note_goes(tmp_path, db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), stored_with_a_row(tmp_path, "a/one.pdf", CONTENT) as stored:
        assert len(kept(tmp_path)) == 2
    assert kept(tmp_path) == [stored.path]


def test_a_file_whose_row_is_refused_goes_at_once(tmp_path, db):
    with pytest.raises(ValueError, match="refused"), stored_with_a_row(tmp_path, "a/one.pdf", CONTENT):
        raise ValueError("refused")
    assert kept(tmp_path) == []


def test_a_full_disk_leaves_neither_file_nor_note(tmp_path, db):
    with room_for(1000), pytest.raises(ArchiveError, match="is full"), stored_with_a_row(tmp_path, "one.pdf", CONTENT):
        raise AssertionError("no row is written")
    assert kept(tmp_path) == []


def test_what_a_killed_process_left_without_a_row_is_swept_a_day_later(tmp_path, db):
    paths = []
    for name in ("lost", "known", "young"):
        with stored_with_a_row(tmp_path, f"{name}.pdf", CONTENT) as stored:
            paths.append(stored.path)
    lost, known, young = paths
    notes = {note.read_text(): note for note in (tmp_path / "awaiting").iterdir()}
    for path in (lost, known):
        os.utime(notes[path], (time.time() - 90_000,) * 2)
    assert sweep(tmp_path, lambda path: path == known) == 1
    assert kept(tmp_path) == sorted([known, young, f"awaiting/{notes[young].name}"])


def test_an_export_needs_no_room_on_the_disk_and_ends_whole_without_what_is_lost(tmp_path):
    stored = [store(tmp_path, f"editions/{name}.pdf", CONTENT + name.encode()) for name in ("a", "b")]
    os.unlink(tmp_path / stored[1].path)
    before = kept(tmp_path)
    rows = exporting.Rows([{"name": one.path, "sha256": one.sha256} for one in stored], [])
    with room_for(0):
        sent = b"".join(exporting.packed(tmp_path, rows))
    with ZipFile(BytesIO(sent)) as packed:
        assert packed.testzip() is None and packed.namelist() == [stored[0].path, "manifest.json"]
        states = [one["state"] for one in json.loads(packed.read("manifest.json"))["files"]]
    assert states == ["whole", "changed or missing"] and kept(tmp_path) == before
