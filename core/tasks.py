"""Periodic work of the core."""

from datetime import timedelta

from celery import shared_task

from core import jobs

SWEEP_EVERY = timedelta(seconds=20)


@shared_task(time_limit=60, soft_time_limit=50)
def sweep() -> None:
    """Nudges forgotten jobs."""
    with jobs.once_in("sweep", period=SWEEP_EVERY) as mine:
        if mine:
            jobs.sweep()
