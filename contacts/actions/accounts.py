"""How accounts begin, change and end, and how their tokens do. Passwords are for the sign-in package."""

from datetime import timedelta
from zoneinfo import available_timezones

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import AuthToken

from contacts import policies
from contacts.actions.common import save_row
from contacts.enums import Language, Role
from contacts.models import TAKEN, User
from core.audience import Audience
from core.errors import Conflict, Malformed
from core.history import record
from core.jobs import enqueue
from core.models import Job

INVITATION = "contacts.tasks.send_invitation"
MOST_TOKENS = 10


@transaction.atomic
def invite(
    *, username: str, email: str, side: str, roles: list[str], language: str, time_zone: str, site: str, by: User
) -> User:
    """Makes an account without a password and mails a link to set one, in the person's language.

    `site` is the address of this product as its users know it. Raises NotAllowed or Malformed.
    """
    policies.can_administer(by).enforce()
    with record("invite", by=by):
        person = _new_account(username, email, side, roles, language, time_zone)
    _mail(person, site, by)
    return person


@transaction.atomic
def make_administrator(*, username: str, email: str, language: str, time_zone: str) -> User:
    """Makes an administrator without a password, for whoever runs the machine. Raises Malformed."""
    with record("make-administrator", by=None):
        return _new_account(username, email, "", [Role.ADMINISTRATOR], language, time_zone)


def _new_account(username: str, email: str, side: str, roles: list[str], language: str, time_zone: str) -> User:
    person = User(username=username, email=email, side=side, roles=roles, language=language, time_zone=time_zone)
    person.set_unusable_password()
    errors = _role_errors(side, roles) | _zone_errors(time_zone)
    if User.objects.of_person(email).exists():
        errors["email"] = str(TAKEN)
    return save_row(person, "email", errors)


@transaction.atomic
def invite_again(person: User, *, site: str, by: User) -> Job:
    """Mails the link anew to somebody who has not set a password. Raises NotAllowed, or Conflict when they have."""
    policies.can_administer(by).enforce()
    if person.has_usable_password() or not person.is_active:
        raise Conflict(_("This account needs no invitation: its password is set, or it is closed."))
    return _mail(person, site, by)


def _mail(person: User, site: str, by: User) -> Job:
    subject = str(person.pk)
    return enqueue(INVITATION, audience=Audience.JOINT, by=by, subject_id=subject, user_id=subject, site=site)


@transaction.atomic
def give_roles(person: User, roles: list[str], *, seen: list[str], by: User) -> User:
    """Replaces the roles of an account. Raises NotAllowed, Malformed, or Conflict when they were not as `seen`."""
    person = User.objects.select_for_update().get(pk=person.pk)
    policies.can_give_roles(by, person).enforce()
    if set(person.roles) != set(seen) and set(person.roles) != set(roles):
        raise Conflict(_("Another administrator changed these roles after you opened them."))
    if errors := _role_errors(person.side, roles):
        raise Malformed(errors)
    person.roles = [role for role in Role.values if role in roles]
    with record("give-roles", by=by):
        person.save(update_fields=["roles"])
    return person


@transaction.atomic
def close_account(person: User, *, by: User) -> User:
    """Ends all sessions and tokens of an account; nobody signs in to it until it is reopened. Raises NotAllowed."""
    policies.can_close(by, person).enforce()
    with record("close-account", by=by):
        person.is_active = False
        person.save(update_fields=["is_active"])
    AuthToken.objects.filter(user=person).delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    return person


@transaction.atomic
def reopen_account(person: User, *, by: User) -> User:
    """Lets somebody sign in again. Raises NotAllowed, or Conflict when the person has another account by now."""
    policies.can_close(by, person).enforce()
    if User.objects.of_person(person.email or person.username).exclude(pk=person.pk).exists():
        raise Conflict(str(TAKEN))
    with record("reopen-account", by=by):
        person.is_active = True
        person.save(update_fields=["is_active"])
    return person


@transaction.atomic
def set_preferences(*, language: str, time_zone: str, by: User) -> User:
    """Keeps the language and time zone of one's own account. Raises Malformed."""
    errors = _zone_errors(time_zone)
    if language not in Language.values:
        errors["language"] = _("Choose English or Korean.")
    if errors:
        raise Malformed(errors)
    by.language, by.time_zone = language, time_zone
    with record("set-preferences", by=by):
        by.save(update_fields=["language", "time_zone"])
    return by


@transaction.atomic
def make_token(*, days: int, by: User) -> tuple[AuthToken, str]:
    """A token for the API, good for so many days, and its text, of which only a digest is kept. Raises Conflict."""
    AuthToken.objects.filter(user=by, expiry__lt=timezone.now()).delete()
    if AuthToken.objects.filter(user=by).count() >= MOST_TOKENS:
        sentence = _("You have %(most)d tokens. Revoke one that you no longer need.")
        raise Conflict(sentence % {"most": MOST_TOKENS})
    return AuthToken.objects.create(by, expiry=timedelta(days=days))


@transaction.atomic
def revoke_token(token_key: str, *, by: User) -> None:
    """Ends a token of one's own; nothing happens when there is none."""
    AuthToken.objects.filter(user=by, token_key=token_key).delete()


def _role_errors(side: str, roles: list[str]) -> dict[str, str]:
    if not roles or not set(roles) <= set(Role.values):
        return {"roles": _("Choose at least one role.")}
    if (side and Role.ADMINISTRATOR in roles) or (not side and set(roles) != {Role.ADMINISTRATOR}):
        return {"roles": _("An administrator belongs to no side and has no other role; everybody else has a side.")}
    return {}


def _zone_errors(time_zone: str) -> dict[str, str]:
    return {} if time_zone in available_timezones() else {"time_zone": _("Choose a time zone from the list.")}
