"""How organisations, points of contact, posts and tenures change."""

import hashlib
import json
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models, transaction
from django.utils.translation import gettext as _

from contacts import policies
from contacts.actions import telling
from contacts.actions.common import save_row
from contacts.actions.deputies import stop_deputising
from contacts.models import Organisation, PointOfContact, Post, Tenure, User
from contacts.territories import names
from core.errors import Conflict, Malformed
from core.history import record
from core.text import clean

FIELDS: dict[type[models.Model], tuple[str, ...]] = {
    Organisation: ("name_en", "name_ko", "kind", "side", "country"),
    PointOfContact: ("name", "organisation_id", "email", "phone", "user_id"),
    Post: ("title_en", "title_ko", "organisation_id", "is_lead"),
}
"""What a person may change of each row."""

Values = dict[str, Any]
Row = TypeVar("Row", Organisation, PointOfContact, Post)


class StaleRow(Conflict):
    """Somebody saved the same entry first; carries the saved row."""

    def __init__(self, saved: models.Model):
        super().__init__(_("Somebody saved this entry after you opened it."))
        self.saved = saved


def version_of(row: models.Model) -> str:
    """Names what a person has seen of an entry: two rows with the same version say the same."""
    seen = [str(getattr(row, name)) for name in FIELDS[type(row)]]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]


@transaction.atomic
def add_organisation(values: Values, *, by: User) -> Organisation:
    """Adds a body of the side of `by`, of a country or of none. Raises NotAllowed or Malformed."""
    return _keep(Organisation(), values, "add-organisation", by=by)


@transaction.atomic
def revise_organisation(row: Organisation, values: Values, *, by: User, seen: str) -> Organisation:
    """Changes an organisation. Raises NotAllowed, Malformed, or StaleRow when it is not as it was `seen`."""
    return _keep(_fresh(row, values, seen, by), values, "revise-organisation", by=by)


@transaction.atomic
def add_contact(values: Values, *, by: User) -> PointOfContact:
    """Adds a point of contact of the side of `by`. Raises NotAllowed or Malformed."""
    return _keep(PointOfContact(side=by.side), values, "add-contact", by=by)


@transaction.atomic
def revise_contact(row: PointOfContact, values: Values, *, by: User, seen: str) -> PointOfContact:
    """Changes a point of contact. Raises NotAllowed, Malformed, or StaleRow when it is not as it was `seen`."""
    return _keep(_fresh(row, values, seen, by), values, "revise-contact", by=by)


@transaction.atomic
def add_post(values: Values, *, by: User) -> Post:
    """Adds a post of the side of `by`. Raises NotAllowed or Malformed."""
    return _keep(Post(side=by.side), values, "add-post", by=by)


@transaction.atomic
def revise_post(row: Post, values: Values, *, by: User, seen: str) -> Post:
    """Changes a post. Raises NotAllowed, Malformed, or StaleRow when it is not as it was `seen`."""
    return _keep(_fresh(row, values, seen, by), values, "revise-post", by=by)


@transaction.atomic
def start_tenure(post: Post, *, holder: int, since: date, hand_over: bool = False, by: User) -> Tenure:
    """Gives a post to a point of contact from a day on; with `hand_over` the present tenure ends that day.

    What the post holds stays with the post. Raises NotAllowed, or Malformed when somebody else holds it then.
    """
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    policies.can_keep(by, post.side).enforce()
    person = PointOfContact.objects.filter(pk=holder, side=post.side).first()
    if person is None:
        raise Malformed({"holder": _("Choose a point of contact of your side.")})
    with record("start-tenure", by=by):
        if hand_over and (present := post.tenures.select_for_update().filter(until=None).first()):
            present.until = since
            save_row(present, "since")
        stop_deputising(post.deputies.filter(deputy=person), since)
        tenure = save_row(Tenure(post=post, holder=person, since=since), "since")
    telling.given(tenure, by=by)
    return tenure


@transaction.atomic
def end_tenure(tenure: Tenure, *, until: date, by: User) -> Tenure:
    """Ends a tenure; `until` is the first day after it. Raises NotAllowed, Malformed, or Conflict when it has ended."""
    tenure = Tenure.objects.select_for_update(of=("self",)).select_related("post").get(pk=tenure.pk)
    policies.can_keep(by, tenure.post.side).enforce()
    if tenure.until:
        raise Conflict(_("This tenure has ended already."))
    tenure.until = until
    with record("end-tenure", by=by):
        return save_row(tenure, "until")


def _fresh(row: Row, values: Values, seen: str, by: User) -> Row:
    """The row, locked; raises StaleRow when it is neither as it was seen nor already as it is wanted."""
    fresh = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    policies.can_keep(by, fresh.side).enforce()
    if version_of(fresh) != seen and any(_plain(getattr(fresh, name)) != _plain(values[name]) for name in values):
        raise StaleRow(fresh)
    return fresh


def _plain(value: Any) -> str:
    return clean(value) if isinstance(value, str) else str(value)


def _keep(row: Row, values: Values, action: str, *, by: User) -> Row:
    """Puts clean values into an entry and saves it, or raises Malformed with a sentence for each bad field."""
    for name in FIELDS[type(row)]:
        if name in values:
            setattr(row, name, clean(values[name]) if isinstance(values[name], str) else values[name])
    policies.can_keep(by, row.side).enforce()
    errors = _unknown(row, values, by)
    with record(action, by=by):
        return save_row(row, NON_FIELD_ERRORS, errors)


def _unknown(row: Row, values: Values, by: User) -> dict[str, str]:
    """A sentence for each entry that does not exist or is not this side's to name: which of the two is not told."""
    errors = {}
    if "organisation_id" in values:
        known = Organisation.objects.filter(pk=values["organisation_id"], side__in=["", by.side])
        if not known.exists():
            errors["organisation"] = _("Choose an organisation of your side.")
    if user_id := values.get("user_id"):
        taken = PointOfContact.objects.filter(user=user_id).exclude(pk=row.pk)
        if taken.exists() or not User.objects.filter(pk=user_id, side=by.side).exists():
            errors["user"] = _("Choose an account of your side that no other point of contact has.")
    if values.get("country") and values["country"] not in names("en"):
        errors["country"] = _("Choose a country from the list.")
    return errors
