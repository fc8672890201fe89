"""Background work about people."""

from datetime import timedelta

from celery import shared_task

from contacts import actions, invitations
from contacts.models import User
from core.audience import acting_as
from core.jobs import Running, job_task, once_in, wake

MAIL_EVERY = timedelta(seconds=20)


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
    """Makes the digests that are due, sends what waits, and once a day removes what is old."""
    with once_in("sweep-mail", period=MAIL_EVERY) as mine:
        if mine:
            actions.make_digests()
            send_mail()
    with once_in("tidy-notices", period=timedelta(days=1)) as mine:
        if mine:
            actions.tidy()
