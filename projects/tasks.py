"""Periodic work about projects."""

from datetime import timedelta

from celery import shared_task

from core import days, jobs
from core.audience import Audience, acting_as
from projects import actions

REMIND_EVERY = timedelta(hours=1)
SWEEP_FILES_EVERY = timedelta(hours=1)


@shared_task(time_limit=120, soft_time_limit=110)
def remind_of_questions() -> None:
    """Reminds the side that has not answered, and tells both when an answer is overdue."""
    with jobs.once_in("remind_of_questions", period=REMIND_EVERY) as mine:
        if mine:
            with acting_as(Audience.JOINT):
                actions.remind_of_questions(today=days.today())


@shared_task(time_limit=120, soft_time_limit=110)
def remind_of_projects() -> None:
    """Reminds whoever answers for a project that has been silent for too long, or meets efforts of others."""
    with jobs.once_in("remind_of_projects", period=REMIND_EVERY) as mine:
        if mine:
            with acting_as(Audience.JOINT):
                actions.remind_of_silence(today=days.today())
            with acting_as(Audience.JOINT):
                actions.remind_of_overlaps()


@shared_task(time_limit=600, soft_time_limit=590)
def sweep_files() -> None:
    """Removes files that a killed process left half-written or without a row a day ago."""
    with jobs.once_in("sweep_files", period=SWEEP_FILES_EVERY) as mine:
        if mine:
            actions.sweep_files()
