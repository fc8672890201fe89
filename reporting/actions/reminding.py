"""What the year reminds of: its days that come near, and what a side still owes."""

from datetime import date
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.actions import notify
from contacts.enums import Event
from contacts.models import Notice, User
from contacts.notices import in_both
from contacts.reading import people_who
from core import days
from core.audience import Audience
from core.sides import Side
from reporting import policies
from reporting.actions.telling import concerned
from reporting.deadlines import BEFORE_SCM, WARNED_BEFORE
from reporting.gaps import by_side
from reporting.models import Cycle
from reporting.wording import cycle_title, day_title


@transaction.atomic
def remind_of_days(*, today: date) -> list[tuple[Cycle, str]]:
    """Tells the secretariats and the leads of both sides, once, of each day that comes near; of a moved one anew."""
    found = {
        f"cycle {cycle.year} {name} {day}": (cycle, name, day)
        for cycle in Cycle.objects.filter(scm_on__gte=today)
        for name in (*BEFORE_SCM, "scm_on")
        if (day := getattr(cycle, name)) and day >= today and days.working_days(today, day, *Side) <= WARNED_BEFORE
    }
    told = Notice.objects.joint().filter(event=Event.DEADLINE, subject_id__in=found)
    for subject in set(told.values_list("subject_id", flat=True)):
        del found[subject]
    people = concerned(*Side) if found else []
    for subject, (cycle, name, day) in found.items():
        titles = in_both(partial(cycle_title, cycle))
        notify(
            Event.DEADLINE,
            to=people,
            audience=Audience.JOINT,
            subject_id=subject,
            url=cycle.get_absolute_url(),
            title_en=titles["en"],
            title_ko=titles["ko"],
            by=None,
            step=in_both(partial(day_title, cycle, name)),
            day=day,
            days=days.working_days(today, day, *Side),
        )
    return [(cycle, name) for cycle, name, _day in found.values()]


@transaction.atomic
def remind_of_missing(cycle: Cycle, side: Side, *, by: User, today: date) -> list[Notice]:
    """Tells whoever acts for the posts of a side, and its secretariat, how much each still owes for the report.

    Raises NotAllowed: for others than secretariats and leads, when nothing is missing, and more often than once a day.
    """
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    presented = cycle.presentations.values_list("project_id", flat=True)
    gaps = next(one["all"] for one in by_side(today, list(presented)) if one["side"] == side)
    policies.can_remind_of_missing(by, bool(gaps), reminded_on(cycle, today)[side]).enforce()
    told: list[Notice] = []
    staff = list(User.objects.staff_of(side))
    for post in dict.fromkeys(gap.post for gap in gaps):
        acting = people_who(act_for=[post])
        n = sum(gap.post == post for gap in gaps)
        told += _missing(cycle, _subject(cycle, side, today), acting or staff, n, by=by)
    return told


def reminded_on(cycle: Cycle, today: date) -> dict[Side, bool]:
    """Whether each side was reminded of what is missing on this day."""
    subjects = {_subject(cycle, side, today): side for side in Side}
    told = Notice.objects.joint().filter(event=Event.MISSING, subject_id__in=subjects)
    found = set(told.values_list("subject_id", flat=True))
    return {side: subject in found for subject, side in subjects.items()}


def _subject(cycle: Cycle, side: Side, day: date) -> str:
    return f"missing {cycle.year} {side} {day}"


def _missing(cycle: Cycle, subject: str, people: list[User], n: int, *, by: User) -> list[Notice]:
    def words() -> str:
        return ngettext("%(n)s thing of yours is missing", "%(n)s things of yours are missing", n) % {"n": n}

    titles = in_both(partial(cycle_title, cycle))
    due = cycle.cut_off or cycle.scm_on or in_both(lambda: _("the report"))
    return notify(
        Event.MISSING,
        to=people,
        audience=Audience.JOINT,
        subject_id=subject,
        url=f"{cycle.get_absolute_url()}#missing",
        title_en=titles["en"],
        title_ko=titles["ko"],
        by=by,
        missing=in_both(words),
        due=due,
    )
