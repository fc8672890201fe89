"""How the posts of somebody who leaves go to successors, all of them or none."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.utils.translation import gettext as _

from contacts import policies
from contacts.actions import telling
from contacts.actions.common import save_row
from contacts.actions.deputies import stop_deputising
from contacts.models import Deputy, PointOfContact, Post, Tenure, User
from core import days
from core.errors import Conflict, Malformed
from core.history import record


def tenures_version(leaving: PointOfContact) -> str:
    """Names which posts somebody holds or will hold: what a person has seen before handing them over."""
    held = Tenure.objects.filter(holder=leaving).order_by("pk").values_list("pk", "post_id", "since", "until")
    return hashlib.sha256(json.dumps([[str(value) for value in row] for row in held]).encode()).hexdigest()[:16]


@transaction.atomic
def hand_over(
    leaving: PointOfContact, *, to: Mapping[int, int], on: date, seen: str, end_deputyships: bool = False, by: User
) -> list[Tenure]:
    """Ends each tenure of `leaving` in a post of `to` on a day, and starts there that of the point of contact named.

    What the posts hold stays with them; signatures and history keep the name that they were given under. Handing over
    back undoes it. With `end_deputyships` the person who leaves deputises for nobody from that day. Returns the new
    tenures. Raises NotAllowed, Malformed, or Conflict when the tenures are not as they were `seen`.
    """
    leaving = PointOfContact.objects.select_for_update(of=("self",), no_key=True).get(pk=leaving.pk)
    policies.can_hand_over(by, leaving.side).enforce()
    list(Post.objects.select_for_update(of=("self",)).filter(pk__in=to).order_by("pk"))
    if tenures_version(leaving) != seen:
        raise Conflict(_("Who holds these posts changed after you opened this page. Read again what moves."))
    successors = _successors(leaving, to, on)
    with record("hand-over", by=by, needs=policies.HANDING_OVER):
        ended = [_ended(leaving, post, on) for post in to]
        begun = [_begun(tenure.post, successors[to[tenure.post_id]], on) for tenure in ended]
        if end_deputyships:
            stop_deputising(Deputy.objects.filter(deputy=leaving), on)
    for tenure in begun:
        telling.given(tenure, by=by)
    return begun


def _successors(leaving: PointOfContact, to: Mapping[int, int], on: date) -> dict[int, PointOfContact]:
    """Everybody who takes a post, by key. Raises Malformed."""
    errors: dict[str, str] = {}
    if not to:
        errors[NON_FIELD_ERRORS] = _("Choose at least one post to hand over.")
    if on < days.today():
        errors["on"] = _("Choose today or a later day.")
    people = PointOfContact.objects.filter(pk__in=to.values(), side=leaving.side).exclude(pk=leaving.pk)
    found = {person.pk: person for person in people}
    if set(to.values()) - found.keys():
        errors["successor"] = _("Choose another point of contact of your side.")
    if errors:
        raise Malformed(errors)
    return found


def _ended(leaving: PointOfContact, post: int, on: date) -> Tenure:
    """The tenure that the successor's follows: the one that runs on the day or ends with it."""
    tenures = Tenure.objects.select_for_update(of=("self",)).select_related("post").filter(holder=leaving, post=post)
    tenure = tenures.real().filter(since__lte=on).exclude(until__lt=on).order_by("-since").first()
    if tenure is None:
        raise Malformed({"on": _("%(name)s does not hold all of these posts on that day.") % {"name": leaving.name}})
    if tenure.until != on:
        tenure.until = on
        save_row(tenure, "on")
    return tenure


def _begun(post: Post, successor: PointOfContact, on: date) -> Tenure:
    stop_deputising(Deputy.objects.filter(post=post, deputy=successor), on)
    return save_row(Tenure(post=post, holder=successor, since=on), "on")
