"""Background work that outlives processes (law 7).

A request inserts the job in its own transaction; after the commit the broker is nudged. A worker claims the job for
the length of a lease, which it renews while it works; when the worker dies, the lease runs out and the next sweep
nudges again. An attempt that lost its lease can no longer write its end.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from time import monotonic
from typing import Any

from celery import shared_task
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop

from core.audience import Audience, acting_as
from core.models import Job, JobState, PeriodicRun

LEASE = timedelta(seconds=30)
ATTEMPTS = 5
UNKNOWN_FOR = timedelta(minutes=10)
OPEN = (JobState.QUEUED, JobState.RUNNING)
UNEXPECTED = gettext_noop("The work stopped with an unexpected error. Staff can start it again.")
log = logging.getLogger(__name__)


class JobFailed(Exception):
    """The work cannot be done; trying again would not help.

    The sentence is for the person who asked: a message id of the catalogue with named places, and what fills them.
    """

    def __init__(self, text: str, **params: str):
        self.text, self.params = text, params
        super().__init__(text % params)


class LeaseLost(Exception):
    """Another attempt has taken the job over; this one stops without a trace."""


@dataclass
class Running:
    """A claimed job in the hands of its worker."""

    id: str
    audience: Audience
    attempt: int
    _written: float = 0.0

    def beat(self, progress: int | None = None, step: str | None = None) -> None:
        """Renews the lease and tells how far the work is, 0 to 100; writes at most once a second.

        Raises LeaseLost when another attempt has the job.
        """
        if step is None and monotonic() - self._written < 1:
            return
        self._written = monotonic()
        told: dict[str, Any] = {"lease_until": timezone.now() + LEASE}
        if progress is not None:
            told["progress"] = progress
        if step is not None:
            told["step"] = step
        with acting_as(self.audience):
            if not self.mine().update(**told):
                raise LeaseLost

    def mine(self) -> QuerySet[Job]:
        """The job's row, as long as this attempt holds it."""
        return Job.objects.filter(pk=self.id, state=JobState.RUNNING, attempt=self.attempt)


def enqueue(kind: str, *, audience: str, by: Any, subject_id: str = "", **ids: str) -> Job:
    """Queues work in the caller's transaction; `kind` is the path of a `job_task`, the arguments are ids.

    A subject has one open job of a kind: asked again, the same job is returned.
    """
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                audience=audience,
                arguments=ids,
                subject_id=subject_id,
                queued_by=by,
                queued_at=timezone.now(),
            )
    except IntegrityError:
        waiting = Job.objects.filter(kind=kind, audience=audience, subject_id=subject_id, state__in=OPEN).first()
        return waiting or enqueue(kind, audience=audience, by=by, subject_id=subject_id, **ids)  # it ended just now
    transaction.on_commit(lambda: nudge(job), robust=True)
    return job


def nudge(job: Job) -> None:
    """Tells a worker that a job waits. When the broker is away the next sweep tells it again."""
    wake(job.kind, str(job.pk), job.audience)


def wake(task: str, *args: str) -> None:
    """Tells a worker to run the task of this path soon; a message that nobody took in a minute is void."""
    import_string(task).apply_async(args=args, retry=False, ignore_result=True, expires=LEASE.seconds * 2)


def job_task(*, time_limit: int) -> Callable:
    """Makes a function of a `Running` job and its ids into a task that claims, works and ends exactly once."""

    def decorate(work: Callable[..., None]) -> Callable:
        @shared_task(name=f"{work.__module__}.{work.__name__}", time_limit=time_limit, soft_time_limit=time_limit - 10)
        @wraps(work)
        def task(job_id: str, audience: str) -> None:
            running = claim(job_id, Audience(audience))
            if running:
                _work(work, *running)

        return task

    return decorate


def claim(job_id: str, audience: Audience) -> tuple[Running, dict[str, str]] | None:
    """Takes a job that waits, or whose worker fell silent, for one lease; None when there is nothing to take."""
    now = timezone.now()
    with acting_as(audience):
        waiting = Job.objects.filter(pk=job_id).filter(
            Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
        )
        taken = waiting.update(state=JobState.RUNNING, attempt=F("attempt") + 1, lease_until=now + LEASE)
        if not taken:
            return None
        job = Job.objects.get(pk=job_id)
    return Running(str(job.pk), audience, job.attempt), job.arguments


def _work(work: Callable[..., None], running: Running, arguments: dict[str, str]) -> None:
    try:
        if running.attempt > ATTEMPTS:
            raise JobFailed(gettext_noop("The work was started several times and never finished."))
        work(running, **arguments)
    except LeaseLost:
        log.warning("job %s was taken over", running.id)
    except (OperationalError, InterfaceError):
        log.warning("job %s lost the database; it is taken up again when its lease has run out", running.id)
    except JobFailed as failure:
        _end(running, state=JobState.FAILED, error={"text": failure.text, "params": failure.params})
    except Exception:
        log.exception("job %s failed", running.id)
        _end(running, state=JobState.FAILED, error={"text": UNEXPECTED, "params": {}})
    else:
        _end(running, state=JobState.DONE, progress=100, step="")


def _end(running: Running, **values: Any) -> None:
    with acting_as(running.audience):
        running.mine().update(finished_at=timezone.now(), lease_until=None, **values)


def sweep() -> int:
    """Nudges every job that waits without a worker; returns how many."""
    now, nudged = timezone.now(), 0
    for audience in Audience:
        with acting_as(audience):
            forgotten = Job.objects.filter(audience=audience).filter(
                Q(state=JobState.QUEUED, queued_at__lt=now - timedelta(seconds=5))
                | Q(state=JobState.RUNNING, lease_until__lt=now)
            )
            jobs = list(forgotten.order_by("queued_at")[:100])
        nudged += sum(_nudge_or_close(job) for job in jobs)
    return nudged


def _nudge_or_close(job: Job) -> bool:
    """Nudges a job; one of a kind that no longer exists ends instead, so that nobody waits for it.

    A short while it may be of a kind that other processes have and this one has not yet.
    """
    try:
        nudge(job)
    except ImportError:
        log.error("job %s is of an unknown kind: %s", job.pk, job.kind)
        if job.queued_at < timezone.now() - UNKNOWN_FOR:
            with acting_as(job.audience):
                Job.objects.filter(pk=job.pk, state__in=OPEN).update(
                    state=JobState.FAILED,
                    finished_at=timezone.now(),
                    lease_until=None,
                    error={"text": UNEXPECTED, "params": {}},
                )
        return False
    return True


@contextmanager
def once_in(task: str, *, period: timedelta) -> Iterator[bool]:
    """True for the one caller that may run a periodic task in this period; two beats are normal."""
    start = _start_of(timezone.now(), period)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [task])
        first = cursor.fetchone()[0] and PeriodicRun.objects.get_or_create(task=task, period=start)[1]
        if first:
            PeriodicRun.objects.filter(task=task, period__lt=start - 10 * period).delete()
    yield first


def _start_of(now: datetime, period: timedelta) -> datetime:
    epoch = datetime(2024, 1, 1, tzinfo=now.tzinfo)
    return epoch + (now - epoch) // period * period
