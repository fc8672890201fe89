"""Background work about people."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from contacts import actions, invitations
from contacts.models import User
from core.audience import Audience, acting_as
from core.jobs import Running, job_task, once_in, wake

MAIL_EVERY = timedelta(seconds=20)
TENDED_EVERY = timedelta(hours=1)


@job_task(time_limit=60)
def send_invitation(job: Running, user_id: str, site: str) -> None:
    """Mails somebody the link with which the account's password is set."""
    with acting_as(job.audience):
        person = User.objects.get(pk=user_id)
    invitations.send(person, site)


@shared_task(time_limit=120, soft_time_limit=110)
def send_mail() -> None:
    """Sends mails that wait, a while at a time, so that other work gets its turn."""
    if actions.send_waiting():
        wake(actions.SEND_MAIL)


@shared_task(time_limit=120, soft_time_limit=110)
def sweep_mail() -> None:
    """Makes the digests that are due and sends what waits."""
    with once_in("sweep_mail", period=MAIL_EVERY) as mine:
        if mine:
            actions.make_digests()
            send_mail()


@shared_task(time_limit=120, soft_time_limit=110)
def tend_notices() -> None:
    """Warns of tenures that end, and removes what is half a year old."""
    with once_in("tend_notices", period=TENDED_EVERY) as mine:
        if mine:
            with acting_as(Audience.JOINT):
                actions.warn_of_ending_tenures(today=timezone.localdate())
            actions.tidy()
