"""Law 7: the database holds the truth about every job; killing any process loses nothing and does nothing twice."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core import jobs
from core.audience import Audience, acting_as
from core.models import Job, JobState

KIND = "core.tasks.sweep"


def queue(**values) -> Job:
    with acting_as(values.get("audience", Audience.JOINT)):
        return jobs.enqueue(KIND, **{"audience": Audience.JOINT, "by": None, **values})


def test_a_job_is_claimed_by_one_worker_only(committed):
    job, claims = queue(), []

    def claim():
        claims.append(jobs.claim(str(job.pk), Audience.JOINT))
        connection.close()

    workers = [threading.Thread(target=claim) for _ in range(8)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert len([claim for claim in claims if claim]) == 1


def test_a_job_whose_worker_fell_silent_is_taken_over_and_the_first_can_no_longer_end_it(db):
    job = queue()
    first, _arguments = jobs.claim(str(job.pk), Audience.JOINT)
    with acting_as(Audience.JOINT):
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    second, _arguments = jobs.claim(str(job.pk), Audience.JOINT)
    with pytest.raises(jobs.LeaseLost):
        first.beat(progress=50, step="late")
    second.beat(progress=60, step="on it")
    with acting_as(Audience.JOINT):
        job.refresh_from_db()
    assert (job.state, job.progress, job.attempt) == (JobState.RUNNING, 60, 2)


def test_a_subject_has_one_open_job_of_a_kind(db):
    assert queue(subject_id="2026").pk == queue(subject_id="2026").pk
    assert queue(subject_id="2025").pk != queue(subject_id="2026").pk


def test_a_private_job_is_unknown_to_the_other_side(cast):
    queue(audience=Audience.US, subject_id="CANARY")
    with acting_as(Audience.ROK):
        assert not Job.objects.exists()


def test_two_beats_run_a_periodic_task_once_in_its_period(committed):
    ran = []

    def beat():
        with jobs.once_in("test", period=timedelta(hours=1)) as mine:
            ran.append(bool(mine))
        connection.close()

    beats = [threading.Thread(target=beat) for _ in range(2)]
    [thread.start() for thread in beats]
    [thread.join() for thread in beats]
    with jobs.once_in("test", period=timedelta(hours=1)) as mine:
        ran.append(bool(mine))
    assert sum(ran) == 1
