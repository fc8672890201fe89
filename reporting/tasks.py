"""Background work of the year: ids in, one call."""

import uuid
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from contacts.models import User
from core import jobs
from core.audience import Audience, acting_as
from core.days import today
from core.models import Job
from reporting import actions, compiling

REFRESH_EVERY = timedelta(seconds=30)
COUNT_EVERY = timedelta(seconds=15)
REMIND_EVERY = timedelta(hours=1)


@jobs.job_task(time_limit=600)
def compile_edition(running: jobs.Running, year: str) -> None:
    """Compiles a cycle's edition for whoever asked."""
    with acting_as(Audience.JOINT):
        by = User.objects.filter(pk=Job.objects.values("queued_by").get(pk=running.id)["queued_by"]).first()
    compiling.make_edition(int(year), by=by, job=uuid.UUID(running.id), tell=running.beat)


@jobs.job_task(time_limit=900)
def render_sealed(running: jobs.Running, edition: str) -> None:
    """Makes the files of an edition that both sides sealed."""
    compiling.seal_files(uuid.UUID(edition), tell=running.beat)


@shared_task(time_limit=120, soft_time_limit=110)
def refresh_figures() -> None:
    """Keeps today's figures when the joint records changed."""
    with jobs.once_in("refresh_figures", period=REFRESH_EVERY) as mine:
        if mine:
            with acting_as(Audience.JOINT):
                actions.keep_figures(today())


@shared_task(time_limit=120, soft_time_limit=110)
def count_waiting() -> None:
    """Counts what waits for whoever is here, where something changed."""
    with jobs.once_in("count_waiting", period=COUNT_EVERY) as mine:
        if mine:
            actions.count_waiting()


@shared_task(time_limit=120, soft_time_limit=110)
def remind_of_editions() -> None:
    """Reminds the side that has not answered about an edition, and tells both when an answer is overdue."""
    with jobs.once_in("remind_of_editions", period=REMIND_EVERY) as mine:
        if mine:
            with acting_as(Audience.JOINT):
                actions.remind_of_editions(today=timezone.localdate())


@shared_task(time_limit=120, soft_time_limit=110)
def remind_of_days() -> None:
    """Tells the secretariats and the leads that a day of the year's calendar comes near."""
    with jobs.once_in("remind_of_days", period=REMIND_EVERY) as mine:
        if mine:
            with acting_as(Audience.JOINT):
                actions.remind_of_days(today=today())
