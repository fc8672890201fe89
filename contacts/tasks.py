"""Background work about people."""

from contacts import invitations
from contacts.models import User
from core.audience import acting_as
from core.jobs import Running, job_task


@job_task(time_limit=60)
def send_invitation(job: Running, user_id: str, site: str) -> None:
    """Mails somebody the link with which the account's password is set."""
    with acting_as(job.audience):
        person = User.objects.get(pk=user_id)
    invitations.send(person, site)
