"""How the secretariats keep the directory: entries added and edited, tenures begun and ended."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from contacts import actions, policies
from contacts.forms import ContactForm, EntryForm, OrganisationForm, PostForm, TenureEndForm, TenureForm, put_errors
from contacts.models import Organisation, PointOfContact, Post, Tenure
from contacts.views.directory import PostDetail, address_of
from core.errors import Malformed
from core.submissions import once


class EntryNew(View):
    """A new entry of the directory."""

    model: type
    form_class: type[EntryForm]
    title: Any
    add: Any

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_keep(request.user, request.user.side).enforce()
        return self._shown(request, self.form_class(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form_class(request.POST, user=request.user)
        if not form.is_valid():
            return self._shown(request, form)
        try:
            pk = once(form.cleaned_data["key"], by=request.user, work=lambda: str(self.made(form)))
        except Malformed as malformed:
            put_errors(form, malformed)
            return self._shown(request, form)
        messages.success(request, _("Saved. Both sides see it."))
        return redirect(address_of(self.model(pk=pk)))

    def made(self, form: EntryForm) -> int:
        return type(self).add(form.values(), by=self.request.user).pk

    def _shown(self, request: HttpRequest, form: EntryForm) -> HttpResponse:
        context = {"form": form, "title": self.title}
        return render(request, "contacts/entry_form.html", context, status=400 if form.errors else 200)


class PostNew(EntryNew):
    model, form_class, title, add = Post, PostForm, gettext_lazy("Add a post"), staticmethod(actions.add_post)


class ContactNew(EntryNew):
    model, form_class, title = PointOfContact, ContactForm, gettext_lazy("Add a point of contact")
    add = staticmethod(actions.add_contact)


class OrganisationNew(EntryNew):
    model, form_class, title = Organisation, OrganisationForm, gettext_lazy("Add an organisation")
    add = staticmethod(actions.add_organisation)


class EntryEdit(View):
    """An entry of the directory, edited; a second saver sees both versions and decides."""

    model: type
    form_class: type[EntryForm]
    title: Any
    revise: Any

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row(pk)
        policies.can_keep(request.user, row.side).enforce()
        seen = {"seen": actions.version_of(row)}
        return self._shown(row, self.form_class(instance=row, initial=seen, user=request.user))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row(pk)
        form = self.form_class(request.POST, instance=row, user=request.user)
        if not form.is_valid():
            return self._shown(row, form, 400)
        try:
            type(self).revise(row, form.values(), by=request.user, seen=form.cleaned_data["seen"])
        except Malformed as malformed:
            put_errors(form, malformed)
            return self._shown(row, form, 400)
        except actions.StaleRow as stale:
            return self._stale(form, stale.saved)
        messages.success(request, _("Saved. Both sides see it."))
        return redirect(address_of(row))

    def _row(self, pk: int) -> Any:
        return get_object_or_404(self.model.objects.visible_to(self.request.user), pk=pk)

    def _stale(self, form: EntryForm, saved: Any) -> HttpResponse:
        """The form once more as it was typed, with what the other person saved beside it."""
        saved_form = self.form_class(instance=saved, user=self.request.user)
        differs = [
            {"label": form[name].label, "saved": words(saved_form[name], saved_form[name].value())}
            for name in form._meta.fields
            if words(form[name], form[name].value()) != words(saved_form[name], saved_form[name].value())
        ]
        form.data = form.data.copy()
        form.data["seen"] = actions.version_of(saved)
        return self._shown(saved, form, 409, differs)

    def _shown(self, row: Any, form: EntryForm, status: int = 200, differs: Any = None) -> HttpResponse:
        context = {"form": form, "title": self.title, "row": row, "back": address_of(row), "differs": differs}
        return render(self.request, "contacts/entry_form.html", context, status=status)


def words(bound: Any, value: Any) -> str:
    """A field's value as a person reads it."""
    choices = {str(key): str(label) for key, label in getattr(bound.field, "choices", [])}
    if isinstance(value, bool) or value == "on":
        return _("yes") if value else _("no")
    return choices.get(str("" if value is None else value), str(value or ""))


class PostEdit(EntryEdit):
    model, form_class, title, revise = Post, PostForm, gettext_lazy("Edit the post"), staticmethod(actions.revise_post)


class ContactEdit(EntryEdit):
    model, form_class, title = PointOfContact, ContactForm, gettext_lazy("Edit the point of contact")
    revise = staticmethod(actions.revise_contact)


class OrganisationEdit(EntryEdit):
    model, form_class, title = Organisation, OrganisationForm, gettext_lazy("Edit the organisation")
    revise = staticmethod(actions.revise_organisation)


class TenureStart(View):
    """Gives a post to somebody; the form stands on the post's card."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = get_object_or_404(Post.objects.visible_to(request.user).for_directory(), pk=pk)
        policies.can_keep(request.user, post.side).enforce()
        form = TenureForm(request.POST, user=request.user)
        if form.is_valid():
            try:
                once(form.cleaned_data["key"], by=request.user, work=lambda: self._start(post, form))
            except Malformed as malformed:
                put_errors(form, malformed)
            else:
                messages.success(request, _("The post has a holder. What it holds stayed with it."))
                return redirect(address_of(post))
        return PostDetail.shown(request, post, form=form, status=400)

    def _start(self, post: Post, form: TenureForm) -> str:
        return str(actions.start_tenure(post, **form.values(), by=self.request.user).pk)


class TenureEnd(View):
    """Ends a tenure; the post and what it holds stay."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        tenure = get_object_or_404(Tenure.objects.visible_to(request.user).select_related("post"), pk=pk)
        form = TenureEndForm(request.POST)
        if form.is_valid():
            try:
                actions.end_tenure(tenure, until=form.cleaned_data["until"], by=request.user)
            except Malformed as malformed:
                put_errors(form, malformed)
            else:
                messages.success(request, _("The tenure ends. What the post holds stays with the post."))
                return redirect(address_of(tenure.post))
        post = get_object_or_404(Post.objects.visible_to(request.user).for_directory(), pk=tenure.post_id)
        return PostDetail.shown(request, post, end_form=form, status=400)
