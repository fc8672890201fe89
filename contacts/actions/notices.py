"""How people are told, in the product and by mail, how they take note, and how they choose."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts import notices, policies
from contacts.enums import Event, How
from contacts.models import Notice, NoticePreference, Outgoing, User
from core.audience import Audience
from core.errors import Malformed
from core.jobs import wake

SEND_MAIL = "contacts.tasks.send_mail"


def notify(
    event: Event,
    *,
    to: Iterable[User],
    audience: str,
    subject_id: Any,
    url: str,
    title_en: str,
    title_ko: str,
    by: User | None,
    needs: Sequence[str] = (),
    **facts: Any,
) -> list[Notice]:
    """Tells people of an event, in the caller's transaction, and lets those mails wait that they want at once.

    Nobody is told twice, nor of what they did themselves, nor of what their side may not read. `facts` fill the
    sentence of the event: plain values, days, words of the catalogue; never what somebody wrote. `audience` is the
    subject's; the transaction must be allowed to write for it. `needs` are the roles of which the act asks for one.
    """
    people = {person.pk: person for person in to if person != by and _may_know(person, audience)}
    chosen = dict(NoticePreference.objects.filter(user__in=people, event=event).values_list("user", "how"))
    now, told = timezone.now(), []
    kept = {name: notices.stored(fact) for name, fact in facts.items()}
    for pk in people:
        how = How(chosen.get(pk) or notices.how_by_default(event))
        mail = Outgoing(audience=audience, recipient_id=pk, made_at=now, next_at=now) if how == How.AT_ONCE else None
        told.append(
            Notice(
                audience=audience,
                recipient_id=pk,
                event=event,
                subject_id=str(subject_id),
                url=url,
                title_en=title_en,
                title_ko=title_ko,
                facts=kept,
                by_side=by.side if by else "",
                by_post=by.signing_as(*needs) if by else {},
                at=now,
                how=how,
                mail=mail,
            )
        )
    mails = Outgoing.objects.bulk_create(notice.mail for notice in told if notice.mail)
    if mails:
        transaction.on_commit(lambda: wake(SEND_MAIL), robust=True)
    return Notice.objects.bulk_create(told)


def _may_know(person: User, audience: str) -> bool:
    return person.is_active and bool(person.side) and audience in Audience.of(person.side).readable


def settle(*events: Event, subject_id: Any, side: str = "") -> int:
    """Notes that these events need nobody's attention any more, at a side or at both: what they asked for is done."""
    waiting = Notice.objects.unread().filter(subject_id=str(subject_id), event__in=events)
    if side:
        waiting = waiting.filter(recipient__side=side)
    return waiting.update(read_at=timezone.now())


def read_notice(notice: Notice, *, by: User) -> Notice:
    """Notes that its reader has seen it; a second time changes nothing."""
    Notice.objects.visible_to(by).unread().filter(pk=notice.pk).update(read_at=timezone.now())
    return notice


def read_all(*, until: datetime, by: User) -> int:
    """Notes as read what was told up to a moment; what came after it stays unread. Returns how many there were."""
    return Notice.objects.visible_to(by).unread().filter(at__lte=until).update(read_at=timezone.now())


@transaction.atomic
def set_notice_preferences(choices: dict[str, str], *, titles_only: bool, by: User) -> User:
    """Keeps how `by` wishes to be mailed of these events, and whether with content; the others stay as they are.

    What waits for a digest and is no longer wanted by mail is left out of it. Raises NotAllowed or Malformed.
    """
    policies.can_be_told(by).enforce()
    errors = {
        event: _("Choose one of the ways.")
        for event, how in choices.items()
        if event not in Event.values or how not in How.values
    }
    if errors:
        raise Malformed(errors)
    NoticePreference.objects.bulk_create(
        [NoticePreference(user=by, event=event, how=how) for event, how in choices.items()],
        update_conflicts=True,
        unique_fields=["user", "event"],
        update_fields=["how"],
    )
    off = [event for event, how in choices.items() if how == How.OFF]
    Notice.objects.visible_to(by).filter(event__in=off, mail=None).update(how=How.OFF)
    by.titles_only = titles_only
    by.save(update_fields=["titles_only"])
    return by
