"""The mail that begins an account: a link with which its password is set, in the reader's language."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from contacts.models import User


def link(person: User, site: str) -> str:
    """The address at which this person sets a password; it ends when the password is set, or after some days."""
    key = default_token_generator.make_token(person)
    where = {"uidb36": user_pk_to_url_str(person), "key": key}
    return site.rstrip("/") + reverse("account_reset_password_from_key", kwargs=where)


def send(person: User, site: str) -> None:
    """Mails the link."""
    with override(person.language):
        text = render_to_string("contacts/invitation.txt", {"person": person, "link": link(person, site), "site": site})
        send_mail(_("Your account in the Regional Cooperation Tracker"), text, None, [person.email])
