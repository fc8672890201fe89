"""Adding and changing milestones and reports of progress; two who change the same one see both versions."""

import uuid
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views import View

from core import formats, submissions
from core.errors import Malformed
from core.sides import languages_in_order
from core.text import whole_number
from projects import actions, policies
from projects.actions.keeping import StalePart
from projects.differences import added_words
from projects.forms import MilestoneForm, ProgressForm
from projects.forms.common import ActionForm
from projects.forms.parts import months_back
from projects.history_lines import month
from projects.models import Milestone, ProgressUpdate
from projects.naming import Names, read_names
from projects.views.pages import ProjectPage
from projects.wording import REFERENCES, label, language_of, said


class FormPage(View):
    """A form for one row, new or existing; two who change the same one see both versions. Subclasses say `back`."""

    template = ""
    fragment = ""

    def show(self, form: ActionForm, heading: str, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            "form": form,
            "heading": heading,
            "key": self.request.POST.get("key") or uuid.uuid4(),
            "pairs": pairs_of(form),
            **more,
        }
        return render(self.request, self.template, context, status=status)

    def save(self, form: ActionForm, heading: str, work: Callable[[dict[str, Any]], Any], **more: Any) -> HttpResponse:
        """Runs the action and leads back, or shows the form again with what is wrong, or both versions."""
        if not form.is_valid():
            return self.show(form, heading, status=400, **more)
        try:
            work(form.cleaned_data)
        except Malformed as refused:
            form.take_errors(refused)
            return self.show(form, heading, status=400, **more)
        except StalePart as stale:
            return self.stale(stale, form, heading, **more)
        return self.back(self.fragment)

    def stale(self, stale: StalePart, form: ActionForm, heading: str, **more: Any) -> HttpResponse:
        """409: what is saved now beside what was typed; the form below saves over the new version on purpose."""
        names = read_names(self.request.user, *(kind for name, kind in REFERENCES.items() if name in form.fields))
        rows = [
            version
            for name, now in values_of(stale.saved, form.fields).items()
            if (version := _both_versions(type(stale.saved), name, now, form.cleaned_data[name], names))
        ]
        more["seen"] = stale.saved.revision
        return self.show(form, heading, status=409, versions=rows, **more)

    def once(self, work: Callable[[], Any]) -> None:
        submissions.once(self.request.POST.get("key", ""), by=self.request.user, work=lambda: str(work().pk))

    def seen(self) -> int:
        return whole_number(self.request.POST.get("seen", ""))


class PartPage(FormPage, ProjectPage):
    """A form for a part of a project."""

    def show(self, form: ActionForm, heading: str, status: int = 200, **more: Any) -> HttpResponse:
        return super().show(form, heading, status, project=self.project, **more)

    def seen(self) -> int:
        return super().seen() if self.is_current else 0


def values_of(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """What a row holds in those of these fields that it has; a reference as its key."""
    columns = {field.name: field.attname for field in row._meta.fields}
    return {name: getattr(row, columns[name]) for name in names if name in columns}


def _both_versions(of: Any, name: str, saved: Any, mine: Any, names: Names) -> dict[str, Any] | None:
    if saved == mine:
        return None
    old, new = said(name, saved, names, of), said(name, mine, names, of)
    return {"label": label(name, of), "lang": language_of(name), "saved": old, "mine": added_words(old, new)}


def pairs_of(form: ActionForm) -> list[list[dict[str, Any]]]:
    """The texts of a form in pairs of languages, the reader's own first."""
    stems = [name[:-3] for name in form.fields if name.endswith("_en")]
    langs = languages_in_order(formats.reader_language())
    return [[{"lang": lang, "bound": form[f"{stem}_{lang}"]} for lang in langs] for stem in stems]


class MilestoneNew(PartPage):
    """Adds a milestone, once for each form."""

    template = "projects/milestone_form.html"
    fragment = "#milestones"

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_plan(request.user, self.project).enforce()
        return self.show(MilestoneForm(), _("Add a milestone"))

    def post(self, request: HttpRequest) -> HttpResponse:
        def work(values: dict[str, Any]) -> None:
            self.once(lambda: actions.add_milestone(self.project, values, by=request.user))

        return self.save(MilestoneForm(request.POST), _("Add a milestone"), work)


class MilestoneEdit(PartPage):
    """Changes a milestone at the revision that was seen."""

    template = "projects/milestone_form.html"
    fragment = "#milestones"

    def found(self, pk: Any) -> Milestone:
        return get_object_or_404(Milestone.objects.visible_to(self.request.user), project=self.project, pk=pk)

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        policies.can_plan(request.user, self.project).enforce()
        row = self.found(pk)
        form = MilestoneForm(initial={name: getattr(row, name) for name in MilestoneForm.base_fields})
        return self.show(form, _("Change the milestone"), seen=row.revision)

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        row = self.found(pk)

        def work(values: dict[str, Any]) -> None:
            actions.revise_milestone(row, values, by=request.user, seen_revision=self.seen())

        return self.save(MilestoneForm(request.POST), _("Change the milestone"), work, seen=self.seen())


class ProgressNew(PartPage):
    """Reports a month, once for each form."""

    template = "projects/progress_form.html"
    fragment = "#progress"

    def periods(self) -> list[tuple[str, str]]:
        updates = ProgressUpdate.objects.visible_to(self.request.user).filter(project=self.project)
        free = months_back(set(updates.values_list("period", flat=True)))
        return [(day.isoformat(), month(day)) for day in free]

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_report(request.user, self.project).enforce()
        initial = {"health": self.project.health, "percent": self.project.percent}
        return self.show(ProgressForm(periods=self.periods(), initial=initial), _("Report progress"))

    def post(self, request: HttpRequest) -> HttpResponse:
        policies.can_report(request.user, self.project).enforce()
        every = [(day.isoformat(), month(day)) for day in months_back(set())]

        def work(values: dict[str, Any]) -> None:
            self.once(lambda: actions.report_progress(self.project, values, by=request.user))

        return self.save(ProgressForm(request.POST, periods=every), _("Report progress"), work)


class ProgressEdit(PartPage):
    """Corrects a month at the revision that was seen."""

    template = "projects/progress_form.html"
    fragment = "#progress"

    def found(self, period: str) -> ProgressUpdate:
        try:
            day = date.fromisoformat(f"{period}-01")
        except ValueError:
            raise Http404 from None
        updates = ProgressUpdate.objects.visible_to(self.request.user)
        return get_object_or_404(updates, project=self.project, period=day)

    def form(self, row: ProgressUpdate, data: Any = None) -> ProgressForm:
        initial = {name: getattr(row, name) for name in ProgressForm.base_fields} | {"period": row.period.isoformat()}
        return ProgressForm(data, initial=initial, periods=[(row.period.isoformat(), month(row.period))])

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        policies.can_report(request.user, self.project).enforce()
        row = self.found(period)
        return self.show(self.form(row), _("Correct the report"), seen=row.revision)

    def post(self, request: HttpRequest, period: str) -> HttpResponse:
        row = self.found(period)

        def work(values: dict[str, Any]) -> None:
            actions.revise_progress(row, values, by=request.user, seen_revision=self.seen())

        return self.save(self.form(row, request.POST), _("Correct the report"), work, seen=self.seen())
