"""How deputies begin to act for a post, and stop."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts import policies
from contacts.actions import telling
from contacts.actions.common import save_row
from contacts.models import Deputy, PointOfContact, Post, User
from core import days
from core.errors import Conflict, Malformed
from core.history import record
from core.text import clean


@transaction.atomic
def name_deputy(post: Post, *, deputy: int, since: date, until: date | None, reason: str = "", by: User) -> Deputy:
    """Lets a point of contact of the same side act for a post from a day on, up to `until` or until it is ended.

    Raises NotAllowed or Malformed.
    """
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    policies.can_deputise(by, post).enforce()
    errors: dict[str, str] = {}
    person = PointOfContact.objects.filter(pk=deputy, side=post.side).select_related("user").first()
    if person is None:
        errors["deputy"] = _("Choose a point of contact of your side.")
    elif person.user is None or not person.user.is_active:
        errors["deputy"] = _("This point of contact has no open account, so nobody could act for the post.")
    elif post.tenures.filter(Q(until__isnull=True) | Q(until__gt=since), holder=person).exists():
        errors["deputy"] = _("This person holds the post. Choose somebody else.")
    if since < days.today():
        errors["since"] = _("Choose today or a later day.")
    if until and until <= since:
        errors["until"] = _("Choose a day after the first.")
    if errors:
        raise Malformed(errors)
    with record("name-deputy", by=by):
        row = Deputy(post=post, deputy=person, since=since, until=until, reason=clean(reason))
        row = save_row(row, "deputy")
    telling.deputised(row, by=by)
    return row


@transaction.atomic
def end_deputy(row: Deputy, *, by: User) -> Deputy:
    """Ends a deputy's time today; one that has not begun is taken back. Raises NotAllowed or Conflict."""
    row = Deputy.objects.select_for_update(of=("self",)).select_related("post").get(pk=row.pk)
    policies.can_deputise(by, row.post).enforce()
    if row.ended:
        raise Conflict(_("This deputy’s time has ended already."))
    row.until = max(timezone.localdate(), row.since)
    with record("end-deputy", by=by):
        return save_row(row, "until")


def stop_deputising(deputyships: QuerySet[Deputy], on: date) -> None:
    """Ends what would run on or begin after a day, as a part of another action: nobody deputises for an own post."""
    for one in deputyships.select_for_update(of=("self",)).exclude(until__lte=on):
        one.until = max(on, one.since)
        save_row(one, "until")
