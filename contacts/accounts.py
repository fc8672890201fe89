"""How allauth works here: by invitation only, in the reader's language."""

from allauth.account.adapter import DefaultAccountAdapter
from knox.models import AuthToken

from core.audience import Audience, acting_as
from core.history import record
from core.views import remember_language


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Administrators invite; nobody registers."""
        return False

    def post_login(self, request, user, **kwargs):
        """After signing in, pages are in the language that the person chose for the account."""
        response = super().post_login(request, user, **kwargs)
        remember_language(response, user.language)
        return response

    def confirm_email(self, request, email_address) -> bool:
        """The link is often opened where nobody is signed in; what it changes is history of both sides."""
        with acting_as(Audience.JOINT), record("confirm-email", by=email_address.user):
            return super().confirm_email(request, email_address)

    def set_password(self, user, password) -> None:
        """A new password ends the tokens that were made under the old one."""
        super().set_password(user, password)
        AuthToken.objects.filter(user=user).delete()
