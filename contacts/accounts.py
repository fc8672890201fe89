"""How allauth works here: by invitation only, in the reader's language."""

from ipaddress import ip_address

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from knox.models import AuthToken

from core.audience import Audience, acting_as
from core.history import record
from core.views import remember_language

HERE_BEFORE = "here_before"
"""The session's own note of when its person had signed in the time before."""


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Administrators invite; nobody registers."""
        return False

    def get_client_ip(self, request) -> str:
        """Who stands before the proxy that ends TLS; else everybody would share the limits of one address."""
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() if settings.HTTPS else ""
        return told if _is_address(told) else super().get_client_ip(request)

    def login(self, request, user):
        """Notes in the session when the person was here before, as far as that is known."""
        before = user.last_login
        super().login(request, user)
        if before:
            request.session[HERE_BEFORE] = before.isoformat()

    def post_login(self, request, user, **kwargs):
        """After signing in, pages are in the language that the person chose for the account."""
        response = super().post_login(request, user, **kwargs)
        remember_language(response, user.language)
        return response

    def confirm_email(self, request, email_address) -> bool:
        """The link is often opened where nobody is signed in; what it changes is history of both sides."""
        with acting_as(Audience.JOINT), record("confirm-email", by=email_address.user):
            return super().confirm_email(request, email_address)

    def can_delete_email(self, email_address) -> bool:
        """The main address tells whose account it is (law 1): it is replaced, never removed."""
        return email_address.email.lower() != email_address.user.email.lower()

    def set_password(self, user, password) -> None:
        """A new password ends the tokens that were made under the old one."""
        super().set_password(user, password)
        AuthToken.objects.filter(user=user).delete()


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False
