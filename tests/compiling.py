"""The compile of a report as the tests press it, work it off and look at what it made."""

import hashlib
import os
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

from core import archive
from core.audience import Audience, acting_as
from core.models import Entry, Job, JobState
from reporting import actions, render
from reporting.enums import FORMS
from reporting.models import Artifact, Cycle, Snapshot
from tests.factories import make_project, present

CANARY = "Canary Albatross"
YEAR = 2026


@pytest.fixture
def archive_root(settings, tmp_path) -> str:
    """The folder of an archive of its own."""
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


def quiet(progress=None, step=None) -> None:
    """Hears how far the work is and tells nobody."""


def press(by) -> Job:
    """What the button does."""
    with acting_as(Audience.of(by.side)):
        return actions.compile_edition(Cycle.objects.get(year=YEAR), by=by)


def job_now(job: Job) -> Job:
    with acting_as(Audience.JOINT):
        return Job.objects.get(pk=job.pk)


def work_off(job: Job, *, most: int = 99) -> Job:
    """Runs a job and its parts in this process, as a worker would; `most` is how many."""
    for _turn in range(most):
        with acting_as(Audience.JOINT):
            waiting = Job.objects.filter(state=JobState.QUEUED).order_by("queued_at", "pk").first()
        if waiting is None:
            break
        import_string(waiting.kind)(str(waiting.pk), "JOINT")
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


def full_disk(*_args):
    raise OSError(28, "No space left on device")
