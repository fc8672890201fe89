"""How much waits for everybody who is here, counted in the background for the header of their pages."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from contacts.actions import keep_waiting
from contacts.models import User, Waiting
from core import days
from core.audience import acting_as
from core.canonical import fingerprint
from core.models import Chain
from core.sides import Side
from reporting.waiting import has_work, work_of

ENOUGH = 100
"""A header says "99+" from here on."""
MOST_AT_ONCE = 200
"""So many people are counted in one run; the others in the next."""


def count_waiting() -> int:
    """Counts anew for whoever may be signed in, where something has changed since; returns for how many."""
    today, counted = days.today(), 0
    for side in Side:
        with acting_as(side):
            state = _state(side, today)
            people = list(_here(side, state)[:MOST_AT_ONCE])
            counts = {one: len(work_of(one, most=ENOUGH).items) if has_work(one) else 0 for one in people}
            keep_waiting(counts, state=state)
            counted += len(people)
    return counted


def _state(side: Side, today: date) -> str:
    """Names what the side's counts follow from: the heads of the chains that it reads, and the day."""
    heads = Chain.objects.readable_by(side).order_by("audience").values_list("hash", flat=True)
    return fingerprint({"day": today.isoformat(), "heads": list(heads)})


def _here(side: Side, state: str) -> QuerySet[User]:
    """People of a side whose session may still run and who were not counted in this state, the longest ago first."""
    since = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    kept = Waiting.objects.readable_by(side).filter(user=OuterRef("pk"))
    people = User.objects.told().with_posts().filter(side=side, last_login__gt=since)
    people = people.filter(~Exists(kept.filter(state=state))).annotate(counted_at=Subquery(kept.values("counted_at")))
    return people.order_by(F("counted_at").asc(nulls_first=True), "pk")
