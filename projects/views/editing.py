"""Logging a project, editing it, and what happens when two people edit it at once."""

import uuid
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from contacts.models import User
from core import formats, questions, submissions
from core.errors import Malformed
from core.sides import languages_in_order
from projects import actions, policies
from projects.actions.revising import StaleText
from projects.documents import document_of
from projects.eligibility import day_of, eligibility
from projects.forms import ProjectForm
from projects.forms.project import CENT, JOINT, ROLES, TEXT_ROWS, AudienceForm
from projects.models import ProjectRevision
from projects.naming import Names, read_names
from projects.views.conflict import conflict_page, copy_of, resolved
from projects.views.pages import ProjectPage
from projects.wording import question_title

KINDS = ("area", "theme", "group", "country", "us_post", "rok_post", "organisation")
EMPTY_ROW = {"country": "", "share": "", "reason": "", "organisation": "", "role": ""}
ROW_BUTTONS = ("add-country", "remove-country", "add-organisation", "remove-organisation")


def all_names(request: HttpRequest) -> Names:
    return read_names(request.user, *KINDS)


def is_about_rows(request: HttpRequest) -> bool:
    """Whether a button for another row, or one row less, was pressed: the form comes again with all that was typed."""
    return any(name in request.POST for name in ROW_BUTTONS)


class ProjectNew(View):
    """Logs an opportunity, private to the own side unless it is chosen to be joint at once."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        policies.can_log(request.user).enforce()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ProjectForm(initial=_own_post(request.user), names=all_names(request))
        return self.page(form, AudienceForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form, audience = ProjectForm(request.POST, names=all_names(request)), AudienceForm(request.POST)
        if is_about_rows(request):
            return self.page(form, audience)
        if not (form.is_valid() and audience.is_valid()):
            return self.page(form, audience, status=400)
        joint = audience.cleaned_data["audience"] == JOINT
        try:
            reference = submissions.once(
                request.POST.get("key", ""),
                by=request.user,
                work=lambda: actions.log_project(form.document(), by=request.user, joint=joint).reference,
            )
        except Malformed as refused:
            form.take_errors(refused)
            return self.page(form, audience, status=400)
        messages.success(request, _("Logged as %(reference)s.") % {"reference": reference})
        return redirect("projects:detail", reference=reference)

    def page(self, form: ProjectForm, audience: AudienceForm, status: int = 200) -> HttpResponse:
        context = form_context(self.request, form) | {
            "audience": audience,
            "key": self.request.POST.get("key") or uuid.uuid4(),
        }
        return render(self.request, "projects/project_new.html", context, status=status)


def _own_post(user: User) -> dict[str, int]:
    """The post that a person holds, where it is one: whoever logs something mostly answers for it."""
    held = user.held_posts
    return {f"{user.side.lower()}_post": held[0]["id"]} if len(held) == 1 else {}


class ProjectEdit(ProjectPage):
    """Changes the agreed text; a form that is older than the text leads to both versions side by side."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_edit(request.user, self.project).enforce()
        form = ProjectForm(initial=document_of(self.project), names=all_names(request))
        return self.page(form, self.project.version)

    def post(self, request: HttpRequest) -> HttpResponse:
        policies.can_edit(request.user, self.project).enforce()
        form, seen = ProjectForm(request.POST, names=all_names(request)), request.POST.get("seen", "")
        if is_about_rows(request):
            return self.page(form, seen)
        if not form.is_valid():
            return self.page(form, seen, status=400)
        document = form.document()
        if "resolve" in request.POST:
            document = resolved(request.POST, document, self.saved_at(seen))
        if "copy" in request.POST:
            return copy_of(self.project.reference, form.document(), form.names)
        try:
            before = self.project.version
            self.project = actions.revise(self.project, document, by=request.user, seen=seen)
        except StaleText as stale:
            return conflict_page(request, stale, form)
        except Malformed as refused:
            return self.refuse(document, refused, form.names, seen)
        if self.project.version != before:
            messages.success(request, _("Saved as revision %(n)s.") % {"n": self.project.revision})
        return self.back()

    def saved_at(self, version: str) -> dict[str, Any]:
        """The agreed text as it was kept at a version that the reader has seen."""
        kept = ProjectRevision.objects.visible_to(self.request.user).filter(project=self.project, version=version)
        if found := kept.first():
            return found.document
        raise Http404

    def refuse(self, document: dict[str, Any], refused: Malformed, names: Names, seen: str) -> HttpResponse:
        """The form again with everything that was to be saved, each error at its field."""
        form = ProjectForm(self.data_of(document, names), names=names)
        form.is_valid()
        form.take_errors(refused)
        return self.page(form, seen, status=400)

    def data_of(self, document: dict[str, Any], names: Names) -> Any:
        data = self.request.POST.copy()
        inputs = ProjectForm(names=names).hidden(document)
        for name in {name for name, _value in inputs}:
            data.setlist(name, [str(value) for key, value in inputs if key == name])
        return data

    def page(self, form: ProjectForm, seen: str, status: int = 200) -> HttpResponse:
        context = form_context(self.request, form, self.project) | {
            "project": self.project,
            "seen": seen,
            "next_revision": self.project.revision + 1,
            "voids": questions.voids(questions.questions_of(self.project), question_title),
        }
        return render(self.request, "projects/project_edit.html", context, status=status)


def form_context(request: HttpRequest, form: ProjectForm, project: Any = None) -> dict[str, Any]:
    """What the form's template prints: texts in pairs, rows of countries and organisations, what a country is."""
    names, pressed = form.names, request.POST
    countries = pressed_rows(form["countries"].value() or [], pressed, "country")
    organisations = pressed_rows(form["organisations"].value() or [], pressed, "organisation")
    day = day_of(_typed_day(form))
    codes = [row["country"] for row in countries if row["country"]]
    groups = eligibility(codes, day)
    return {
        "form": form,
        "names": names,
        "texts": [_text_pair(form, name, rows, project) for name, rows in TEXT_ROWS.items()],
        "country_rows": [row | {"as": groups.get(row["country"])} for row in countries],
        "country_choices": names.choices("country"),
        "organisation_rows": [row | {"chosen": str(row["organisation"])} for row in organisations],
        "organisation_choices": names.choices("organisation"),
        "role_choices": ROLES,
        "total": _total(countries),
        "day": day,
    }


def pressed_rows(
    rows: list[dict[str, Any]], pressed: Any, noun: str, empty: dict[str, str] = EMPTY_ROW
) -> list[dict[str, Any]]:
    """The rows after an add or remove button; an empty form begins with one empty row."""
    rows = [dict(row) for row in rows]
    at = pressed.get(f"remove-{noun}")
    if at in map(str, range(len(rows))):
        del rows[int(at)]
    if f"add-{noun}" in pressed or not rows:
        rows.append({**empty})
    return rows


def _typed_day(form: ProjectForm):
    try:
        return form.fields["planned_start"].clean(form["planned_start"].value())
    except ValidationError:
        return None


def _text_pair(form: ProjectForm, name: str, rows: int, project: Any) -> dict[str, Any]:
    """Both languages of a text with their states, the reader's own first."""
    return {
        "label": {"title": _("Title"), "summary": _("Summary"), "objective": _("Objective")}[name],
        "hint": {
            "title": _("At most 200 characters"),
            "summary": _("What is done, by whom, for which partner. Three sentences."),
            "objective": _("What is different for the partner when it is done."),
        }[name],
        "rows": rows,
        "sides": [
            {"lang": lang, "bound": form[f"{name}_{lang}"], **_state(project, name, lang)}
            for lang in languages_in_order(formats.reader_language())
        ],
    }


def _state(project: Any, name: str, lang: str) -> dict[str, Any]:
    """How far a saved text may be trusted: its state, who confirmed it and when."""
    if project is None:
        return {}
    state = project.text_state(name, lang)
    on = date.fromisoformat(state["on"]) if state.get("on") else None
    return {"state": state, "who": (state.get("post") or {}).get(formats.reader_language(), ""), "on": on}


def _total(rows: list[dict[str, Any]]) -> dict[str, str]:
    """The sum of the shares that are numbers, and what is missing to 100 or beyond it, as text."""
    total = Decimal(0)
    for row in rows:
        try:
            share = Decimal(row["share"] or 0).quantize(CENT)
        except InvalidOperation:
            continue
        total += share if share.is_finite() else 0
    gap = 100 - total
    return {
        "sum": f"{total.normalize():f}",
        "missing": f"{gap.normalize():f}" if gap > 0 and total else "",
        "beyond": f"{-gap.normalize():f}" if gap < 0 else "",
    }
