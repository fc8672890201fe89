"""Background work that outlives processes (law 7).

A request inserts the job in its own transaction; after the commit the broker is nudged. A worker claims the job for
the length of a lease, which it renews while it works; when the worker dies, the lease runs out and the next sweep
nudges again. An attempt that lost its lease can no longer write its end.

A job may return parts, which are jobs of their own and run beside each other; once all of them are done the job is
started again and finds them done. When a part fails, the job fails with its sentence. Whoever may, cancels a job with
its parts; a job that ends without being done undoes in the same transaction what it has kept so far.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from time import monotonic
from typing import Any

from celery import group, shared_task
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
BEFORE_PARTS, AFTER_PARTS = 10, 95
"""Per cent of a job that are done when its parts begin, and when all of them are done."""
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


@dataclass(frozen=True)
class Part:
    """A piece of a job that is a job of its own: the path of its `job_task`, what it is about, its ids."""

    kind: str
    subject_id: str
    ids: dict[str, str]


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

    @contextmanager
    def holding(self) -> Iterator[None]:
        """A transaction in which neither another attempt nor a cancelling takes the job away. Raises LeaseLost."""
        with acting_as(self.audience):
            if not list(self.mine().select_for_update().values_list("pk")):
                raise LeaseLost
            yield


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


_undo: dict[str, Callable[[Job], None]] = {}


def job_task(*, time_limit: int, undo: Callable[[Job], None] | None = None) -> Callable:
    """Makes a function of a `Running` job and its ids into a task that claims, works and ends exactly once.

    The function may return the parts that are to be done before it is called again. `undo` is called with the job in
    the transaction in which it ends failed or cancelled.
    """

    def decorate(work: Callable[..., list[Part] | None]) -> Callable:
        if undo:
            _undo[f"{work.__module__}.{work.__name__}"] = undo

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


def _work(work: Callable[..., list[Part] | None], running: Running, arguments: dict[str, str]) -> None:
    try:
        if running.attempt > ATTEMPTS:
            raise JobFailed(gettext_noop("The work was started several times and never finished."))
        parts = work(running, **arguments)
    except LeaseLost:
        log.warning("job %s was taken over or cancelled", running.id)
    except (OperationalError, InterfaceError):
        log.warning("job %s lost the database; it is taken up again when its lease has run out", running.id)
    except JobFailed as failure:
        _end(running, state=JobState.FAILED, error={"text": failure.text, "params": failure.params})
    except Exception:
        log.exception("job %s failed", running.id)
        _end(running, state=JobState.FAILED, error={"text": UNEXPECTED, "params": {}})
    else:
        if parts:
            _share_out(running, parts)
        else:
            _end(running, state=JobState.DONE, progress=100, step="")


def _share_out(running: Running, parts: list[Part]) -> None:
    """Queues the parts of a job and lets go of it; those that wait or run already are left to themselves."""
    with acting_as(running.audience):
        if not running.mine().update(lease_until=None, progress=BEFORE_PARTS):
            return
        now, whole = timezone.now(), Job.objects.get(pk=running.id)
        made = [
            Job(
                kind=part.kind,
                audience=running.audience,
                arguments=part.ids,
                subject_id=part.subject_id,
                part_of=whole,
                queued_by_id=whole.queued_by_id,
                queued_at=now,
            )
            for part in parts
        ]
        Job.objects.bulk_create(made, ignore_conflicts=True)
        transaction.on_commit(lambda: _nudge_all(made), robust=True)


def _nudge_all(jobs: list[Job]) -> None:
    calls = [import_string(job.kind).si(str(job.pk), job.audience) for job in jobs]
    group(calls).apply_async(retry=False, ignore_result=True, expires=LEASE.seconds * 2)


def _end(running: Running, **values: Any) -> None:
    """Writes the end of a job, and in the same transaction what follows from it for the job that it is a part of."""
    with acting_as(running.audience):
        job = Job.objects.get(pk=running.id)
        whole = Job.objects.select_for_update().get(pk=job.part_of_id) if job.part_of_id else job
        if not running.mine().update(finished_at=timezone.now(), lease_until=None, **values):
            return
        if values["state"] == JobState.FAILED:
            _stop(whole, state=JobState.FAILED, error=values["error"])
        elif whole != job:
            _go_on(whole)


def _go_on(whole: Job) -> None:
    """Notes how far the parts of a job are, and starts it again when all of them are done."""
    states = list(whole.parts.values_list("state", flat=True))
    done = states.count(JobState.DONE)
    whole.progress = BEFORE_PARTS + (AFTER_PARTS - BEFORE_PARTS) * done // len(states)
    if whole.state == JobState.RUNNING and not set(states) & set(OPEN):
        whole.state, whole.lease_until = JobState.QUEUED, None
        transaction.on_commit(lambda: nudge(whole), robust=True)
    whole.save(update_fields=["state", "lease_until", "progress"])


def _stop(whole: Job, *, state: str, **values: Any) -> None:
    """Ends a job and its open parts without their being done, and undoes what it has kept so far."""
    ended = {"finished_at": timezone.now(), "lease_until": None}
    Job.objects.filter(pk=whole.pk).update(state=state, **ended, **values)
    whole.parts.filter(state__in=OPEN).update(state=JobState.CANCELLED, **ended)
    if undo := _undo.get(whole.kind):
        undo(whole)


@transaction.atomic
def cancel(job: Job) -> bool:
    """Ends an open job with its parts; false when it has ended already. What works on it stops without a trace."""
    import_string(job.kind)
    whole = Job.objects.select_for_update().get(pk=job.pk)
    if not whole.is_open:
        return False
    _stop(whole, state=JobState.CANCELLED)
    return True


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
