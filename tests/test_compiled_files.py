"""Laws 3 and 7 on the report's files: no private word in them, and given out as they were stored or not at all."""

import hashlib
import json
import uuid
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import archive, days, jobs
from core.audience import Audience, AudienceQuerySet, acting_as
from core.models import Job, JobState
from projects.models import Project
from reporting import compiling, render
from reporting.enums import FileFormat, ReportLanguage
from reporting.models import Artifact, Cycle, Edition, Snapshot
from reporting.snapshot import snapshot_of, words
from tests import pdf
from tests.compiling import CANARY, YEAR, full_disk, made_once, press, quiet, work_off
from tests.factories import make_project, present


def unpacked(kind: str, content: bytes) -> str:
    """Everything that is written in a file of an office, its properties included."""
    if kind == FileFormat.JSON:
        return content.decode()
    with ZipFile(BytesIO(content)) as packed:
        return "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def test_no_private_word_is_in_the_files_nor_in_the_attached_snapshot(records, archive_root, tmp_path):
    compiling.make_edition(YEAR, by=records.us_staff, job=None, tell=quiet)
    with acting_as(Audience.JOINT):
        snapshot = Snapshot.objects.get()
        artifacts = list(Artifact.objects.all())
    assert CANARY not in json.dumps(snapshot.content, ensure_ascii=False)
    assert len(snapshot.content["projects"]) == 1
    for artifact in artifacts:
        content = archive.open_verified(Path(archive_root), artifact.path, artifact.sha256)
        if artifact.format != FileFormat.PDF:
            assert CANARY not in unpacked(artifact.format, content)
            continue
        copy = tmp_path / f"{artifact.language}.pdf"
        copy.write_bytes(content)
        assert CANARY not in pdf.text(copy) and "카나리아" not in pdf.text(copy)
        assert hashlib.sha256(pdf.attachment(copy)).hexdigest() == snapshot.sha256


@pytest.fixture
def compiled(records, archive_root) -> Edition:
    compiling.make_edition(YEAR, by=records.us_staff, job=None, tell=quiet)
    return Edition.objects.get()


def test_the_snapshot_has_no_private_row_though_nobody_asked_for_joint_ones(records, archive_root, monkeypatch):
    """Law 3: the transaction's audience is joint, so private rows do not exist for the report."""
    monkeypatch.setattr(AudienceQuerySet, "joint", lambda rows: rows)
    compiling.make_edition(YEAR, by=records.us_staff, job=None, tell=quiet)
    with acting_as(Audience.JOINT):
        assert CANARY not in json.dumps(Snapshot.objects.get().content, ensure_ascii=False)


def test_the_files_are_given_out_to_both_sides_with_a_name_in_both_scripts(client, compiled):
    for username in ("us.leader", "rok.poc"):
        client.force_login(type(compiled.compiled_by).objects.get(username=username))
        for language in ReportLanguage.values:
            answer = client.get(reverse("reporting:download", args=[YEAR, 1, language]))
            assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert "no-store" in answer["Cache-Control"]
            plain, extended = answer["Content-Disposition"].split("; ")[1:]
            assert plain == f'filename="annual-report-2026-edition-1-revision-1-{language}.pdf"'
            assert unquote(extended).startswith("filename*=UTF-8''")
    page = client.get(compiled.get_absolute_url()).content.decode()
    assert "A draft" in page and compiled.sha256[:16] in page


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(b"%PDF forged"), lambda path: path.unlink()])
def test_a_tampered_or_missing_file_is_refused(client, compiled, archive_root, harm):
    with acting_as(Audience.JOINT):
        artifact = Artifact.objects.get(language="ko", format="pdf", paper="a4")
    harm(Path(archive_root) / artifact.path)
    client.force_login(compiled.compiled_by)
    answer = client.get(reverse("reporting:download", args=[YEAR, 1, "ko"]))
    assert answer.status_code == 409
    assert b"%PDF" not in answer.content
    assert "This file is not what was stored" in answer.content.decode()
    assert client.get(reverse("reporting:download", args=[YEAR, 1, "en"])).status_code == 200


def test_compiling_again_makes_the_next_revision_and_keeps_the_files_of_the_first(client, compiled, records):
    compiling.make_edition(YEAR, by=records.rok_staff, job=uuid.uuid4(), tell=quiet)
    compiled.refresh_from_db()
    assert (compiled.compiled_revision, compiled.compiled_by) == (2, records.rok_staff)
    client.force_login(records.us_poc)
    for revision in (1, 2):
        address = reverse("reporting:download-revision", args=[YEAR, 1, revision, "both"])
        assert client.get(address).status_code == 200
    assert client.get(reverse("reporting:download-revision", args=[YEAR, 1, 3, "both"])).status_code == 404
    assert client.get(reverse("reporting:download", args=[YEAR, 1, "xx"])).status_code == 404


@pytest.mark.parametrize("what", ["fonts", "disk", "map"])
def test_a_compile_that_cannot_succeed_fails_with_a_sentence_and_leaves_nothing(
    records, archive_root, settings, tmp_path, what, monkeypatch, client
):
    if what == "fonts":
        settings.FONTS = tmp_path
    elif what == "map":
        monkeypatch.setattr(compiling, "ASSETS", tmp_path)
    else:
        monkeypatch.setattr(archive, "write_whole", full_disk)
    failed = work_off(press(records.us_staff))
    assert failed.state == JobState.FAILED
    assert {"fonts": "typeface", "disk": "is full", "map": "map of the report is missing"}[what] in failed.error_text
    client.force_login(records.us_staff)
    page = client.get(reverse("reporting:compile-progress", args=[YEAR, failed.pk])).content.decode()
    assert "Try again" in page
    with acting_as(Audience.JOINT):
        assert not Snapshot.objects.exists() and not Job.objects.filter(state__in=jobs.OPEN).exists()
    assert not [path for path in Path(archive_root).rglob("*") if path.is_file()]


def test_a_character_that_cannot_be_printed_is_named_with_its_record(records, archive_root):
    project = make_project(stage="active")
    with acting_as(Audience.JOINT):
        kept = {"title_en": "Kept before signs were checked: \U0002000b", "revision": project.revision + 1}
        Project.objects.filter(pk=project.pk).update(**kept)
    failed = work_off(press(records.us_staff))
    assert failed.state == JobState.FAILED
    assert "U+2000B" in failed.error_text and f"{project.reference} title.en" in failed.error_text


def test_the_command_writes_the_same_report_without_a_worker(records, archive_root, tmp_path, capsys):
    out = tmp_path / "report.pdf"
    call_command("compile_report", YEAR, "--language", "both", "--out", str(out))
    assert "revision 1" in capsys.readouterr().out
    snapshot = made_once(archive_root)
    with acting_as(Audience.JOINT):
        assert (
            hashlib.sha256(out.read_bytes()).hexdigest()
            == Artifact.objects.get(language="both", format="pdf", paper="a4").sha256
        )
    assert snapshot.content["edition"]["compiled_by"]["en"] == "Command line"
    assert {path.name for path in tmp_path.iterdir()} == {"archive", "report.pdf"}


@pytest.mark.parametrize(
    ("year", "out", "sentence"), [(1999, "x.pdf", "no cycle 1999"), (YEAR, "none/x.pdf", "no folder")]
)
def test_the_command_says_what_is_wrong(committed, tmp_path, year, out, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("compile_report", year, "--out", str(tmp_path / out))


def test_the_snapshot_takes_a_constant_number_of_statements(cast, make_project):
    cycle, counts = Cycle.objects.get(year=YEAR), []
    for _round in range(2):
        for _one in range(3):
            present(cycle, make_project(stage="active"))
        with acting_as(Audience.JOINT), CaptureQueriesContext(connection) as captured:
            told = snapshot_of(Edition(cycle=cycle, number=1), revision=1, day=days.today(), compiled_by=words("x"))
        render.validate(told)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 44
