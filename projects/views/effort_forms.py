"""Entering and changing efforts of others; two who change the same one see both versions."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from core import formats, submissions
from core.errors import Malformed
from core.sides import languages_in_order
from core.text import whole_number
from projects import actions, policies
from projects.actions.keeping import StalePart
from projects.differences import added_words
from projects.forms.efforts import EffortForm, initial_of
from projects.models import Effort
from projects.naming import Names, read_names
from projects.views.editing import pressed_rows
from projects.views.efforts import EffortPage
from projects.wording import language_of, period, said

EMPTY_ROW = {"country": "", "starts_on": "", "ends_on": ""}
ROW_BUTTONS = ("add-country", "remove-country")


class EffortForms:
    """What the page of a new effort and of one that is changed have in common."""

    request: HttpRequest

    def names(self) -> Names:
        return read_names(self.request.user, "area", "theme", "group", "country")

    def shown(self, form: EffortForm, heading: str, status: int = 200, **more: Any) -> HttpResponse:
        langs = languages_in_order(formats.reader_language())
        rows = pressed_rows(form["countries"].value() or [], self.request.POST, "country", EMPTY_ROW)
        context = {
            "form": form,
            "heading": heading,
            "key": self.request.POST.get("key") or uuid.uuid4(),
            "pairs": {
                name: [{"lang": lang, "bound": form[f"{name}_{lang}"]} for lang in langs]
                for name in ("name", "lead", "budget", "notes")
            },
            "country_rows": [row | {name: _iso(row[name]) for name in ("starts_on", "ends_on")} for row in rows],
            "country_choices": form.names.choices("country"),
            **more,
        }
        return render(self.request, "projects/effort_form.html", context, status=status)

    @property
    def is_about_rows(self) -> bool:
        """Whether a button for another row, or one row less, was pressed."""
        return any(name in self.request.POST for name in ROW_BUTTONS)


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


class EffortNew(EffortForms, View):
    """Enters an effort, once for each form."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_keep_efforts(request.user).enforce()
        return self.shown(EffortForm(names=self.names()), _("Enter an effort"))

    def post(self, request: HttpRequest) -> HttpResponse:
        policies.can_keep_efforts(request.user).enforce()
        form, heading = EffortForm(request.POST, names=self.names()), _("Enter an effort")
        if self.is_about_rows:
            return self.shown(form, heading)
        if not form.is_valid():
            return self.shown(form, heading, 400)
        try:
            slug = submissions.once(
                request.POST.get("key", ""),
                by=request.user,
                work=lambda: actions.register_effort(form.cleaned_data, by=request.user).slug,
            )
        except Malformed as refused:
            form.take_errors(refused)
            return self.shown(form, heading, 400)
        messages.success(request, _("Saved. Both sides see it."))
        return redirect("projects:effort", effort=slug)


class EffortEdit(EffortForms, EffortPage):
    """Changes an effort at the revision that was seen."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_keep_efforts(request.user).enforce()
        form = EffortForm(initial=initial_of(self.effort), names=self.names())
        return self.page(form, seen=self.effort.revision)

    def post(self, request: HttpRequest) -> HttpResponse:
        policies.can_keep_efforts(request.user).enforce()
        form, seen = EffortForm(request.POST, names=self.names()), whole_number(request.POST.get("seen", ""))
        if self.is_about_rows:
            return self.page(form, seen=seen)
        if not form.is_valid():
            return self.page(form, 400, seen=seen)
        try:
            actions.revise_effort(self.effort, form.cleaned_data, by=request.user, seen_revision=seen)
        except Malformed as refused:
            form.take_errors(refused)
            return self.page(form, 400, seen=seen)
        except StalePart as stale:
            versions = _versions(initial_of(stale.saved), form.cleaned_data, form)
            return self.page(form, 409, seen=stale.saved.revision, versions=versions)
        messages.success(request, _("Saved. Both sides see it."))
        return redirect(self.effort)

    def page(self, form: EffortForm, status: int = 200, **more: Any) -> HttpResponse:
        return self.shown(form, _("Change the effort"), status, effort=self.effort, **more)


class EffortConfirm(EffortPage):
    """Confirms one language of an effort's text against the other."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        name, _dot, language = request.POST.get("text", "").partition(".")
        seen = whole_number(request.POST.get("seen", ""))
        actions.confirm_effort_text(self.effort, name, language, by=request.user, seen_revision=seen)
        messages.success(request, _("Confirmed."))
        return redirect(f"{self.effort.get_absolute_url()}?texts=both")


def _versions(saved: dict[str, Any], mine: dict[str, Any], form: EffortForm) -> list[dict[str, Any]]:
    """The fields in which what is saved now differs from what was typed, both in words."""
    found = []
    for name in form.fields:
        old, new = (_said(name, one[name], form.names) for one in (saved, mine))
        if old != new:
            label = form.fields[name].label
            found.append({"label": label, "lang": language_of(name), "saved": old, "mine": added_words(old, new)})
    return found


def _said(name: str, value: Any, names: Names) -> str:
    if name == "countries":
        rows = sorted((names("country", row["country"]), period(row["starts_on"], row["ends_on"])) for row in value)
        return "\n".join(f"{land}: {when}" for land, when in rows) or _("none")
    return said(name, sorted(value) if isinstance(value, list) else value, names, Effort)
