"""How mails leave the outbox, each once (docs/explanation/notices.md).

A mail is claimed in a transaction of its own, handed to the server, and noted as sent. The claim holds for a lease: who
dies in between leaves it to the next. Only where the server's answer never arrived is a mail handed over again, under
the same Message-ID.
"""

import logging
from datetime import datetime, time, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from time import monotonic
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage, get_connection
from django.db.models import F, QuerySet
from django.utils import timezone

from contacts.enums import OPEN_MAIL, How, MailState
from contacts.letters import letter
from contacts.models import Notice, Outgoing, User
from core import days
from core.audience import Audience, acting_as
from core.sides import Side

LEASE = timedelta(minutes=2)
HANDED_OVER_WITHIN = timedelta(minutes=1)
"""So long after its claim a mail is no longer begun: its worker slept, and the lease may go to another."""
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
OLD_AFTER = timedelta(days=2)
"""What could not be mailed by then is no news; it stands in the product."""
KEPT_FOR = timedelta(days=180)
DIGEST_AT = time(8)
SECONDS_OF_A_RUN = 30
REFUSED_FOR_GOOD = 500
log = logging.getLogger(__name__)


class PostOffice:
    """The connection to the mail server, opened when the first mail needs it and kept for the others."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._is_open = False

    def open(self) -> bool:
        """Whether the server is there; a mail is claimed only then."""
        if not self._is_open:
            try:
                self._connection.open()
            except (SMTPException, OSError) as error:
                log.warning("the mail server does not answer: %s", type(error).__name__)
                return False
            self._is_open = True
        return True

    def hand_over(self, message: EmailMessage) -> None:
        self._connection.send_messages([message])

    def close(self) -> None:
        """Ends the connection; one that broke is forgotten."""
        self._is_open = False
        try:
            self._connection.close()
        except (SMTPException, OSError):
            self._connection = get_connection()


def send_waiting() -> bool:
    """Sends what waits, for half a minute at most; returns whether there is more."""
    office, end = PostOffice(), monotonic() + SECONDS_OF_A_RUN
    try:
        for audience in Audience:
            give_up_old(audience)
            while _waits(audience) and office.open() and (mail := _claim(audience)):
                _deliver(mail, office)
                if monotonic() > end:
                    return True
    finally:
        office.close()
    return False


def give_up_old(audience: Audience) -> None:
    """Ends the mails of an audience that no server took while they were news."""
    now = timezone.now()
    with acting_as(audience):
        old = _due(audience).filter(made_at__lt=now - OLD_AFTER)
        if ended := old.update(state=MailState.FAILED, ended_at=now, problem="too old"):
            log.warning("%s mails were too old to be sent", ended)


def _due(audience: Audience) -> QuerySet[Outgoing]:
    """What waits, and what a worker began and did not end within its lease."""
    return Outgoing.objects.filter(audience=audience, state__in=OPEN_MAIL, next_at__lte=timezone.now())


def _waits(audience: Audience) -> bool:
    with acting_as(audience):
        return _due(audience).exists()


def _claim(audience: Audience) -> Outgoing | None:
    """Takes the mail that has waited longest, for one lease; None when others were faster."""
    with acting_as(audience):
        first = _due(audience).order_by("next_at", "pk").select_for_update(skip_locked=True).first()
        if first is None:
            return None
        taken = Outgoing.objects.filter(pk=first.pk)
        taken.update(state=MailState.SENDING, attempts=F("attempts") + 1, next_at=timezone.now() + LEASE)
        return taken.select_related("recipient").get()


def _deliver(mail: Outgoing, office: PostOffice) -> None:
    """Hands a claimed mail over and notes what became of it. It tells only what its reader may still know."""
    with acting_as(mail.recipient.audience):
        told = list(Notice.objects.visible_to(mail.recipient).unread().filter(mail=mail).order_by("at", "pk"))
    if not told or not mail.recipient.email:
        return _end(mail, MailState.DROPPED)
    message = letter(mail, told)
    if timezone.now() > mail.next_at - LEASE + HANDED_OVER_WITHIN:
        return None
    try:
        office.hand_over(message)
    except (SMTPException, OSError) as error:
        office.close()
        _postpone(mail, error)
    else:
        _end(mail, MailState.SENT)


def _postpone(mail: Outgoing, error: Exception) -> None:
    """Lets a mail wait that the server did not take, longer each time; or ends it when the server never will."""
    codes = [code for code, _text in error.recipients.values()] if isinstance(error, SMTPRecipientsRefused) else []
    code = max(codes, default=error.smtp_code if isinstance(error, SMTPResponseException) else 0)
    problem = f"{type(error).__name__} {code or ''}".strip()
    log.warning("mail %s was not taken: %s", mail.pk, problem)
    if code >= REFUSED_FOR_GOOD:
        return _end(mail, MailState.FAILED, problem)
    pause = PAUSES[min(mail.attempts, len(PAUSES)) - 1]
    with acting_as(mail.audience):
        _mine(mail).update(state=MailState.WAITING, next_at=timezone.now() + pause, problem=problem)


def _end(mail: Outgoing, state: MailState, problem: str = "") -> None:
    with acting_as(mail.audience):
        _mine(mail).update(state=state, ended_at=timezone.now(), problem=problem)


def _mine(mail: Outgoing) -> QuerySet[Outgoing]:
    """The mail's row, as long as this attempt holds it."""
    return Outgoing.objects.filter(pk=mail.pk, state=MailState.SENDING, attempts=mail.attempts)


def make_digests() -> int:
    """Lets a digest wait for everybody whose working day has begun and who has something unread from before it."""
    made = 0
    for side in Side:
        with acting_as(Audience.of(side)):
            ripe = Notice.objects.unread().filter(recipient__side=side, how=How.DAILY, mail=None)
            for person in User.objects.told().filter(pk__in=ripe.values("recipient")).order_by("pk"):
                made += _digest(person, ripe.filter(recipient=person))
    return made


def _digest(person: User, waiting: QuerySet[Notice]) -> bool:
    """One a day, at eight in the person's time zone, when the person's capital works."""
    now = timezone.now()
    begins = datetime.combine(now.astimezone(ZoneInfo(person.time_zone)), DIGEST_AT, ZoneInfo(person.time_zone))
    if now < begins or not days.works(Side(person.side), begins.date()):
        return False
    ripe = waiting.filter(at__lt=begins)
    if not ripe.exists():
        return False
    own = {"audience": person.audience, "recipient": person, "digest_of": begins.date()}
    mail, is_new = Outgoing.objects.get_or_create(**own, defaults={"made_at": now, "next_at": now})
    return is_new and bool(ripe.update(mail=mail))


def tidy() -> None:
    """Removes read notices and mails that ended half a year ago: they are no history."""
    before = timezone.now() - KEPT_FOR
    for audience in Audience:
        with acting_as(audience):
            Notice.objects.filter(audience=audience, read_at__lt=before).delete()
            Outgoing.objects.filter(audience=audience, ended_at__lt=before, notices=None).delete()
