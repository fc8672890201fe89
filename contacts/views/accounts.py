"""Account pages beside those of the sign-in package: one's own profile and tokens; for administrators, the people."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.views import EmailView
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from contacts import actions, policies
from contacts.actions.accounts import INVITATION
from contacts.forms import InvitationForm, PreferencesForm, RolesForm, TokenForm, put_errors
from contacts.models import TAKEN, User
from core import formats
from core.errors import Conflict, Malformed
from core.models import Job
from core.sides import in_order
from core.submissions import once
from core.views import remember_language


class Profile(View):
    """One's own language and time zone, and the ways to password, sessions and tokens."""

    def get(self, request: HttpRequest) -> HttpResponse:
        kept = {"language": request.user.language, "time_zone": request.user.time_zone}
        return self._shown(request, PreferencesForm(initial=kept))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PreferencesForm(request.POST)
        if not form.is_valid():
            return self._shown(request, form, 400)
        try:
            actions.set_preferences(**form.cleaned_data, by=request.user)
        except Malformed as malformed:
            put_errors(form, malformed)
            return self._shown(request, form, 400)
        messages.success(request, _("Saved."))
        response = redirect("accounts:profile")
        remember_language(response, request.user.language)
        return response

    def _shown(self, request: HttpRequest, form: PreferencesForm, status: int = 200) -> HttpResponse:
        return render(request, "contacts/profile.html", {"form": form}, status=status)


class Tokens(View):
    """One's own tokens for the API. The text of a new one is shown once; only its digest is kept."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._shown(request, TokenForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TokenForm(request.POST)
        if not form.is_valid():
            return self._shown(request, form, status=400)
        made: list[str] = []
        try:
            once(form.cleaned_data["key"], by=request.user, work=lambda: self._make(form.cleaned_data["days"], made))
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            return self._shown(request, form, status=409)
        if not made:
            messages.warning(request, _("This token was made already. Its text was shown then, once."))
        return self._shown(request, TokenForm(), text="".join(made))

    def _make(self, days: int, made: list[str]) -> str:
        token, text = actions.make_token(days=days, by=self.request.user)
        made.append(text)
        return token.token_key

    def _shown(self, request: HttpRequest, form: TokenForm, text: str = "", status: int = 200) -> HttpResponse:
        tokens = request.user.auth_token_set.order_by("-created")
        context = {"form": form, "tokens": tokens, "text": text}
        return render(request, "contacts/tokens.html", context, status=status)


class Addresses(EmailView):
    """The addresses of one's own account. Only a confirmed one becomes the main one: it tells whose account it is."""

    def _action_primary(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        chosen: EmailAddress | None = self._get_email_address(request)
        if chosen and not chosen.verified:
            raise Conflict(_("Confirm the address first, by the link in the mail that was sent to it."))
        try:
            return super()._action_primary(request, *args, **kwargs)
        except IntegrityError:
            raise Conflict(str(TAKEN)) from None


class TokenRevoke(View):
    """Ends one of one's own tokens."""

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        actions.revoke_token(key, by=request.user)
        messages.success(request, _("The token no longer opens anything."))
        return redirect("accounts:tokens")


class People(View):
    """All accounts, and the form that invites."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_administer(request.user).enforce()
        return self.shown(request, InvitationForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        policies.can_administer(request.user).enforce()
        form = InvitationForm(request.POST)
        if not form.is_valid():
            return self.shown(request, form, 400)
        try:
            once(form.cleaned_data["key"], by=request.user, work=lambda: self._invite(form))
        except Malformed as malformed:
            put_errors(form, malformed)
            return self.shown(request, form, 400)
        messages.success(request, _("Invited. A mail with a link to set the password is on its way."))
        return redirect("accounts:people")

    def _invite(self, form: InvitationForm) -> str:
        given = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        return str(actions.invite(**given, site=site_of(self.request), by=self.request.user).pk)

    @staticmethod
    def shown(request: HttpRequest, form: InvitationForm, status: int = 200) -> HttpResponse:
        order = ["", *in_order(formats.reader_language())]
        people = sorted(
            User.objects.visible_to(request.user).with_posts(),
            key=lambda person: (not person.is_active, order.index(person.side), person.username),
        )
        mails: dict[str, Job] = {}
        for job in Job.objects.joint().filter(kind=INVITATION).order_by("queued_at"):
            mails[job.subject_id] = job
        rows = [{"person": person, "state": account_state(person, mails.get(str(person.pk)))} for person in people]
        return render(request, "contacts/people.html", {"form": form, "rows": rows}, status=status)


def account_state(person: User, mail: Job | None) -> str:
    """In a word, how far an account is."""
    if not person.is_active:
        return _("Closed")
    if person.has_usable_password():
        return _("Open")
    if mail and mail.state == "failed":
        return _("Invited; the mail could not be sent")
    return _("Invited; the mail waits") if mail and mail.is_open else _("Invited")


def site_of(request: HttpRequest) -> str:
    """The address of this product as the reader knows it."""
    return f"{request.scheme}://{request.get_host()}"


class PersonEdit(View):
    """One account: its roles, its invitation, whether it is open."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        policies.can_administer(request.user).enforce()
        person = get_object_or_404(User.objects.visible_to(request.user).with_posts().select_related("contact"), pk=pk)
        return self._shown(person, RolesForm(initial={"roles": person.roles, "seen": ",".join(person.roles)}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        policies.can_administer(request.user).enforce()
        person = get_object_or_404(User.objects.visible_to(request.user).with_posts().select_related("contact"), pk=pk)
        form = RolesForm(request.POST)
        if not form.is_valid():
            return self._shown(person, form, 400)
        seen = form.cleaned_data["seen"].split(",")
        actions.give_roles(person, form.cleaned_data["roles"], seen=seen, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("accounts:people")

    def _shown(self, person: User, form: RolesForm, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "person": person,
            "form": form,
            "can_give_roles": policies.can_give_roles(self.request.user, person),
            "can_close": policies.can_close(self.request.user, person),
            "invited": person.is_active and not person.has_usable_password(),
        }
        return render(self.request, "contacts/person.html", context, status=status)


class PersonAct(View):
    """Closes or reopens an account, or mails its invitation again."""

    done = {
        "close": gettext_lazy("Closed: its sessions and tokens have ended."),
        "reopen": gettext_lazy("Open again."),
        "invite": gettext_lazy("The mail is on its way."),
    }

    def post(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        policies.can_administer(request.user).enforce()
        person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
        if verb == "close":
            actions.close_account(person, by=request.user)
        elif verb == "reopen":
            actions.reopen_account(person, by=request.user)
        else:
            actions.invite_again(person, site=site_of(request), by=request.user)
        messages.success(request, self.done[verb])
        return redirect("accounts:people")
