"""Law 7 on the report: one compile that ends once, whatever is killed."""

import random
import shutil
import time
import uuid
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from core import jobs
from core.audience import Audience, acting_as
from core.errors import NotAllowed
from core.models import Job, JobState
from rcf_tracker.embedded_redis import Redis
from reporting import actions, compiling
from reporting.enums import FORMS
from reporting.models import Artifact, Snapshot
from tests.compiling import YEAR, job_now, made_once, press, quiet, work_off
from tests.servers import Worker, wait_until


class Killed(BaseException):
    """What no handler catches: kill -9 for a process of its own."""


def forget_lease(job: Job) -> None:
    """As if the leases of the killed worker had run out."""
    with acting_as(Audience.JOINT):
        Job.objects.filter(state=JobState.RUNNING, lease_until__isnull=False).update(lease_until=timezone.now())


def wait_for(job: Job, state: str = JobState.DONE) -> Job:
    wait_until(lambda: job_now(job).state == state, what=f"the job to be {state}")
    return job_now(job)


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
    wait_until(lambda: job_now(job).progress >= at, what="the work to begin")
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
