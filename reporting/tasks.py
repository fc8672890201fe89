"""Background work of the year: ids in, one call."""

import uuid
from datetime import timedelta

from celery import shared_task

from contacts.models import User
from core import days, jobs
from core.audience import Audience, acting_as
from core.models import Job
from reporting import actions, compiling

REFRESH_EVERY = timedelta(seconds=30)
COUNT_EVERY = timedelta(seconds=15)
REMIND_EVERY = timedelta(hours=1)


@jobs.job_task(time_limit=300, undo=compiling.undone)
def compile_edition(running: jobs.Running, year: str) -> list[jobs.Part]:
    """Compiles a cycle's edition for whoever asked: reads it, has its files made, then records the revision."""
    with acting_as(Audience.JOINT):
        by = User.objects.filter(pk=Job.objects.values("queued_by").get(pk=running.id)["queued_by"]).first()
    job = uuid.UUID(running.id)
    return compiling.edition_parts(int(year), by=by, job=job, tell=running.beat, hold=running.holding)


@jobs.job_task(time_limit=300)
def render_sealed(running: jobs.Running, edition: str) -> list[jobs.Part]:
    """Has the files of an edition made that both sides sealed, then closes its seal over them."""
    return compiling.sealed_parts(uuid.UUID(edition), tell=running.beat, hold=running.holding)


@jobs.job_task(time_limit=300)
def render_form(running: jobs.Running, snapshot: str, format: str, language: str, paper: str, state: str) -> None:
    """Makes one file of a compile or of a seal."""
    form = (format, language, paper)
    compiling.make_form(int(snapshot), form, is_sealed=bool(state), tell=running.beat, hold=running.holding)


@shared_task(time_limit=120, soft_time_limit=110)
def refresh_figures() -> None:
    """Keeps today's figures when the joint records changed."""
    with jobs.once_in("refresh_figures", period=REFRESH_EVERY) as mine:
        if mine:
            with acting_as(Audience.JOINT):
                actions.keep_figures(days.today())


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
                actions.remind_of_editions(today=days.today())


@shared_task(time_limit=120, soft_time_limit=110)
def remind_of_days() -> None:
    """Tells the secretariats and the leads that a day of the year's calendar comes near."""
    with jobs.once_in("remind_of_days", period=REMIND_EVERY) as mine:
        if mine:
            with acting_as(Audience.JOINT):
                actions.remind_of_days(today=days.today())
