"""Who is told that a post came to them, and of posts that nobody will hold."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.actions.notices import notify
from contacts.enums import Event
from contacts.models import Deputy, Notice, PointOfContact, Post, Tenure, User
from contacts.notices import in_both
from contacts.reading import people_who
from core import days
from core.audience import Audience

ENDS_WITHIN = timedelta(days=30)
"""So long before a tenure ends its side's leads are told, where nobody follows."""


def _tell(event: Event, post: Post, *, to: list[User], by: User | None, subject: str, **facts: Any) -> list[Notice]:
    return notify(
        event,
        to=to,
        audience=Audience.JOINT,
        subject_id=subject,
        url=reverse("contacts:post", args=[post.pk]),
        title_en=post.title_en,
        title_ko=post.title_ko,
        by=by,
        **facts,
    )


def _account(person: PointOfContact) -> list[User]:
    return [person.user] if person.user else []


def given(tenure: Tenure, *, by: User) -> None:
    """Whoever holds a post from a day on hears of it."""
    subject = f"tenure {tenure.pk}"
    _tell(Event.HANDED_OVER, tenure.post, to=_account(tenure.holder), by=by, subject=subject, since=tenure.since)


def deputised(row: Deputy, *, by: User) -> None:
    """Whoever acts for a post hears of it."""
    last = days.last_day(row.until) if row.until else in_both(lambda: _("further notice"))
    facts: dict[str, Any] = {"since": row.since, "until": last}
    _tell(Event.DEPUTY, row.post, to=_account(row.deputy), by=by, subject=f"deputy {row.pk}", **facts)


@transaction.atomic
def warn_of_ending_tenures(*, today: date) -> list[Tenure]:
    """Tells the leads of a side, once, that a tenure ends soon and nobody follows."""
    soon = Tenure.objects.not_followed().filter(until__gt=today, until__lte=today + ENDS_WITHIN)
    found = {f"tenure {tenure.pk} {tenure.until}": tenure for tenure in soon.select_related("post", "holder__user")}
    told = Notice.objects.joint().filter(event=Event.TENURE_ENDS, subject_id__in=found)
    for subject in set(told.values_list("subject_id", flat=True)):
        del found[subject]
    for subject, tenure in found.items():
        people = [*people_who(lead=[tenure.post.side]), *_account(tenure.holder)]
        last = days.last_day(tenure.until)
        _tell(Event.TENURE_ENDS, tenure.post, to=people, by=None, subject=subject, until=last)
    return list(found.values())
