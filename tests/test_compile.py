"""Laws 3 and 7 on the report: no private word in it, and one compile that ends once, whatever is killed."""

import hashlib
import json
import os
import random
import shutil
import time
import uuid
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from core import archive, days, jobs
from core.audience import Audience, AudienceQuerySet, acting_as
from core.errors import NotAllowed
from core.models import Entry, Job, JobState
from projects.models import Project
from rcf_tracker.embedded_redis import Redis
from reporting import actions, compiling, render
from reporting.enums import FORMS, FileFormat, ReportLanguage
from reporting.models import Artifact, Cycle, Edition, Snapshot
from reporting.snapshot import snapshot_of, words
from tests import pdf
from tests.factories import make_project, present
from tests.servers import Worker, wait_until

CANARY = "Canary Albatross"
YEAR = 2026


class Killed(BaseException):
    """What no handler catches: kill -9 for a process of its own."""


def quiet(progress=None, step=None) -> None:
    """Hears how far the work is and tells nobody."""


def press(by) -> Job:
    """What the button does."""
    with acting_as(Audience.of(by.side)):
        return actions.compile_edition(Cycle.objects.get(year=YEAR), by=by)


def job_now(job: Job) -> Job:
    with acting_as(Audience.JOINT):
        return Job.objects.get(pk=job.pk)


def forget_lease(job: Job) -> None:
    """As if the leases of the killed worker had run out."""
    with acting_as(Audience.JOINT):
        Job.objects.filter(state=JobState.RUNNING, lease_until__isnull=False).update(lease_until=timezone.now())


def wait_for(job: Job, state: str = JobState.DONE) -> Job:
    wait_until(lambda: job_now(job).state == state, seconds=60, what=f"the job to be {state}")
    return job_now(job)


def made_once(root: str) -> Snapshot:
    """One snapshot, one set of files in the archive, one line of history."""
    with acting_as(Audience.JOINT):
        snapshot = Snapshot.objects.select_related("edition").get()
        files = {one.path: one for one in Artifact.objects.all()}
        told = [e.action for e in Entry.objects.joint().filter(table="reporting_edition").order_by("seq")]
    assert told == ["draft-edition", "compile"]
    assert sorted((one.format, one.language, one.paper) for one in files.values()) == sorted(FORMS)
    swept_a_day_later(root)
    kept = {str(path.relative_to(root)): path for path in Path(root).rglob("*") if path.is_file()}
    assert kept.keys() == files.keys()
    for path, artifact in files.items():
        assert hashlib.sha256(kept[path].read_bytes()).hexdigest() == artifact.sha256
    assert render.fingerprint(snapshot.content) == snapshot.sha256 == snapshot.edition.sha256
    assert snapshot.edition.compiled_revision == snapshot.revision == 1
    return snapshot


def swept_a_day_later(root: str) -> None:
    """A worker that was killed while it wrote leaves half a file, which goes with the sweep."""
    for file in Path(root).rglob("*"):
        os.utime(file, (0, 0))
    archive.sweep(Path(root), lambda path: False)


@pytest.fixture
def archive_root(settings, tmp_path) -> str:
    settings.MEDIA_ROOT = tmp_path / "archive"
    return str(settings.MEDIA_ROOT)


@pytest.fixture
def records(committed):
    """A presented joint project, and a private one of each side that says the canary."""
    project = make_project(stage="active")
    make_project(audience=Audience.US, title_en=f"{CANARY} of the US side")
    make_project(audience=Audience.ROK, title_en=f"{CANARY} of the ROK side", title_ko="카나리아")
    present(Cycle.objects.get(year=YEAR), project)
    return committed


@pytest.mark.parametrize("at", [2, 10, 42, 75, 95])
def test_a_compile_killed_at_any_step_ends_once_when_it_is_tried_again(records, archive_root, at):
    job = uuid.uuid4()

    def dies(progress=None, step=None):
        if progress == at:
            raise Killed

    with pytest.raises(Killed):
        compiling.make_edition(YEAR, by=records.us_staff, job=job, tell=dies)
    compiling.make_edition(YEAR, by=records.us_staff, job=job, tell=quiet)
    compiling.make_edition(YEAR, by=records.us_staff, job=job, tell=quiet)
    made_once(archive_root)


def start_over(worker, job: Job) -> None:
    """kill -9 to the worker with all its children, and a new one that takes up what it had."""
    worker.kill()
    worker.start()
    forget_lease(job)
    jobs.sweep()


@pytest.mark.parametrize("at", [1, 40])
def test_a_worker_killed_while_it_compiles_is_replaced_and_the_job_ends_once(records, worker, settings, at):
    settings.MEDIA_ROOT = emptied(worker.environment["MEDIA_ROOT"])
    job = press(records.rok_staff)
    wait_until(lambda: job_now(job).progress >= at, seconds=30, what="the work to begin")
    start_over(worker, job)
    wait_for(job)
    made_once(settings.MEDIA_ROOT)


@pytest.mark.parametrize("seed", range(5))
def test_a_worker_killed_at_random_again_and_again_makes_one_set_of_files(records, worker, settings, seed):
    """Twenty times in all, four in a compile: what was begun more than five times without an end is given up."""
    settings.MEDIA_ROOT = emptied(worker.environment["MEDIA_ROOT"])
    job, chance = press(records.rok_staff), random.Random(seed)
    for _time in range(4):
        time.sleep(chance.uniform(0, 3.5))
        start_over(worker, job)
    wait_for(job)
    made_once(settings.MEDIA_ROOT)


def emptied(root: str) -> str:
    shutil.rmtree(root, ignore_errors=True)
    return root


def work_off(job: Job, *, most: int = 99) -> Job:
    """Runs a job and its parts in this process, as a worker would; `most` is how many."""
    for _turn in range(most):
        with acting_as(Audience.JOINT):
            waiting = Job.objects.filter(state=JobState.QUEUED).order_by("queued_at", "pk").first()
        if waiting is None:
            break
        import_string(waiting.kind)(str(waiting.pk), "JOINT")
    return job_now(job)


def test_a_compile_is_one_job_for_each_form_and_tells_how_far_the_whole_is(records, archive_root, client):
    job = press(records.us_staff)
    assert work_off(job, most=1).state == JobState.RUNNING
    with acting_as(Audience.JOINT):
        assert Job.objects.filter(part_of=job).count() == len(FORMS) == 13
    halfway = work_off(job, most=7)
    assert 50 < halfway.progress < 60
    client.force_login(records.rok_poc)
    page = client.get(reverse("reporting:compile-progress", args=[YEAR, job.pk])).content.decode()
    assert page.count("Done") >= 7 and page.count("Waiting") >= 6 and "DOCX" in page
    done = work_off(job)
    assert (done.state, done.progress) == (JobState.DONE, 100)
    made_once(archive_root)


@pytest.mark.parametrize("after", [0, 1, 5, 14])
def test_a_cancelled_compile_leaves_no_half_revision(records, archive_root, client, after):
    """By staff of the other side too; the next compile is revision 1."""
    job = press(records.us_staff)
    work_off(job, most=after)
    client.force_login(records.rok_staff)
    assert client.post(reverse("reporting:compile-cancel", args=[YEAR, job.pk])).status_code == 302
    with acting_as(Audience.JOINT):
        assert not Snapshot.objects.exists() and not Artifact.objects.exists()
        assert not Job.objects.filter(state__in=jobs.OPEN).exists()
    assert [path for path in Path(archive_root).rglob("*") if path.is_file()] == []
    assert work_off(job).state == JobState.CANCELLED
    page = client.get(reverse("reporting:compile-progress", args=[YEAR, job.pk])).content.decode()
    assert "was stopped" in page and "Compile the report" in page
    work_off(press(records.us_staff))
    made_once(archive_root)


def test_what_works_on_a_cancelled_compile_keeps_nothing(records, archive_root):
    job = press(records.us_staff)
    running, _ids = jobs.claim(str(job.pk), Audience.JOINT)

    def cancelled(progress=None, step=None):
        if (progress is None and step is None) or step == compiling.READING:
            with acting_as(Audience.ROK):
                actions.cancel_compiling(job, by=records.rok_staff)

    with pytest.raises(jobs.LeaseLost):
        compiling.edition_parts(
            YEAR, by=records.us_staff, job=uuid.UUID(running.id), tell=cancelled, hold=running.holding
        )
    with acting_as(Audience.JOINT):
        assert not Snapshot.objects.exists()


@pytest.mark.parametrize("name", ["us_poc", "us_lead", "rok_leader", "admin"])
def test_only_the_secretariats_cancel(client, cast, name):
    job = press(cast.us_staff)
    client.force_login(getattr(cast, name))
    assert client.post(reverse("reporting:compile-cancel", args=[YEAR, job.pk])).status_code == 403
    assert job_now(job).is_open


def test_what_was_compiled_is_never_deleted(records, archive_root):
    compiling.make_edition(YEAR, by=records.us_staff, job=None, tell=quiet)
    for table in ("artifact", "snapshot"):
        with acting_as(Audience.JOINT), pytest.raises(Error, match="is kept"), transaction.atomic():
            connection.cursor().execute(f"DELETE FROM reporting_{table}")


def test_a_job_queued_while_redis_is_stopped_ends_after_it_is_back(records, server_environment, tmp_path):
    server = Redis(tmp_path / "own")
    server.start()
    worker = Worker({**server_environment, **server.urls()}, tmp_path / "worker.log")
    try:
        server.stop()
        job = press(records.us_staff)
        server.start()
        assert wait_for(job).state == JobState.DONE
    finally:
        worker.stop()
        server.stop()


def test_two_presses_are_one_job_and_the_second_says_so(client, cast):
    client.force_login(cast.us_staff)
    address = reverse("reporting:compile", args=[YEAR])
    key = str(uuid.uuid4())
    first = client.post(address, {"key": key})
    again = client.post(address, {"key": key})
    client.force_login(cast.rok_staff)
    other = client.post(address, {"key": str(uuid.uuid4())})
    assert first["Location"] == again["Location"] == other["Location"]
    assert "is being compiled already" in client.get(other["Location"]).content.decode()
    with acting_as(Audience.JOINT):
        assert Job.objects.count() == 1


@pytest.mark.parametrize("name", ["us_poc", "us_lead", "rok_leader", "admin"])
def test_only_the_secretariats_compile(client, cast, name):
    with pytest.raises(NotAllowed):
        press(getattr(cast, name))
    client.force_login(getattr(cast, name))
    assert client.post(reverse("reporting:compile", args=[YEAR])).status_code == 403


def test_progress_is_told_to_whoever_may_see_the_job(client, cast):
    job = press(cast.us_staff)
    with acting_as(Audience.JOINT):
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, progress=40, step=compiling.READING)
    client.force_login(cast.rok_poc)
    told = client.get(reverse("reporting:job", args=[job.pk])).json()
    assert told == {
        "percent": 40,
        "done": 40,
        "total": 100,
        "state": "running",
        "text": "Reading the records",
        "over": False,
    }
    page = client.get(reverse("reporting:compile-progress", args=[YEAR, job.pk])).content.decode()
    assert 'value="40"' in page and "Refresh" in page
    assert client.get(reverse("reporting:job", args=[uuid.uuid4()])).status_code == 404


def test_a_private_job_of_one_side_is_unknown_to_the_other(client, cast):
    with acting_as(Audience.US):
        job = Job.objects.create(kind="x", audience=Audience.US, queued_at=timezone.now())
    client.force_login(cast.rok_staff)
    assert client.get(reverse("reporting:job", args=[job.pk])).status_code == 404


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


def full_disk(*_args):
    raise OSError(28, "No space left on device")


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
