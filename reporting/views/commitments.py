"""What was agreed at an SCM: the list of a year, one of them with its evidence, and the forms of the secretariats."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from core import days
from projects.models import Document, Project
from projects.naming import read_names
from projects.views.part_pages import rows_of
from projects.views.parts import FormPage, values_of
from reporting import actions, figures, policies
from reporting.forms import CommitmentForm, CommitmentStateForm, EvidenceForm, FindEvidenceForm
from reporting.models import Commitment, Cycle, Evidence


class CommitmentList(View):
    """What was agreed at the SCM of a year, and how much of all that was agreed is kept."""

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        cycle = get_object_or_404(Cycle.objects.visible_to(request.user), pk=year)
        rows = Commitment.objects.visible_to(request.user).filter(cycle=cycle).select_related("us_post", "rok_post")
        context = {
            "cycle": cycle,
            "rows": rows.prefetch_related("evidence__project", "evidence__document").order_by("number"),
            "rate": figures.commitments(figures.Joint(days.today(), year)),
            "can_keep": policies.can_keep_commitments(request.user),
        }
        return render(request, "reporting/commitment_list.html", context)


class CommitmentPage(FormPage):
    """A page about one commitment of a year."""

    template = "reporting/commitment_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, year: int, **kwargs: Any) -> Any:
        self.cycle = get_object_or_404(Cycle.objects.visible_to(request.user), pk=year)
        self.row: Commitment | None = None
        if number := kwargs.pop("number", None):
            rows = Commitment.objects.visible_to(request.user).select_related("us_post", "rok_post")
            self.row = get_object_or_404(rows, cycle=self.cycle, number=number)
        return super().dispatch(request, *args, **kwargs)

    def back(self, fragment: str = "") -> HttpResponse:
        return redirect(self.back_url)

    @property
    def back_url(self) -> str:
        return self.row.get_absolute_url() if self.row else reverse("reporting:commitments", args=[self.cycle.year])

    def show(self, form: Any, heading: str, status: int = 200, **more: Any) -> HttpResponse:
        about = {"cycle": self.cycle, "commitment": self.row, "rows": rows_of(form), "back_url": self.back_url}
        return super().show(form, heading, status, **about, **more)


class CommitmentDetail(CommitmentPage):
    """One commitment: its sentence, who answers for it, its state and evidence, its history."""

    def get(self, request: HttpRequest) -> HttpResponse:
        evidence = Evidence.objects.visible_to(request.user).filter(commitment=self.row)
        context = {
            "cycle": self.cycle,
            "commitment": self.row,
            "evidence": evidence.select_related("project", "document"),
            "find": FindEvidenceForm(),
            "can_keep": policies.can_keep_commitments(request.user),
        }
        return render(request, "reporting/commitment_detail.html", context)


class CommitmentNew(CommitmentPage):
    """Enters a sentence of the joint text, once for each form."""

    def form(self, data: Any = None, **more: Any) -> CommitmentForm:
        return CommitmentForm(data, posts=read_names(self.request.user, "us_post", "rok_post"), **more)

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_keep_commitments(request.user).enforce()
        initial = {"agreed_on": self.cycle.joint_text_on or self.cycle.scm_on}
        return self.show(self.form(initial=initial), _("Enter a commitment"))

    def post(self, request: HttpRequest) -> HttpResponse:
        def work(values: dict[str, Any]) -> None:
            self.once(lambda: actions.add_commitment(self.cycle, values, by=request.user))

        return self.save(self.form(request.POST), _("Enter a commitment"), work)


class CommitmentEdit(CommitmentNew):
    """Changes what was agreed, at the revision that was seen."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_keep_commitments(request.user).enforce()
        form = self.form()
        form.initial = values_of(self.row, form.fields)
        return self.show(form, _("Change the commitment"), seen=self.row and self.row.revision)

    def post(self, request: HttpRequest) -> HttpResponse:
        def work(values: dict[str, Any]) -> None:
            assert self.row
            actions.revise_commitment(self.row, values, by=request.user, seen_revision=self.seen())

        return self.save(self.form(request.POST), _("Change the commitment"), work, seen=self.seen())


class CommitmentState(CommitmentPage):
    """Says how far a commitment is kept."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_keep_commitments(request.user).enforce()
        form = CommitmentStateForm()
        form.initial = values_of(self.row, form.fields)
        return self.show(form, _("How far it is kept"), seen=self.row and self.row.revision)

    def post(self, request: HttpRequest) -> HttpResponse:
        def work(values: dict[str, Any]) -> None:
            assert self.row
            note = {language: values[f"note_{language}"] for language in ("en", "ko")}
            actions.set_commitment_state(
                self.row, values["state"], note=note, by=request.user, seen_revision=self.seen()
            )

        return self.save(CommitmentStateForm(request.POST), _("How far it is kept"), work, seen=self.seen())


class EvidenceNew(CommitmentPage):
    """Names a joint project, found by its reference, or a document of it, as evidence."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_keep_commitments(request.user).enforce()
        project = Project.objects.joint().filter(reference=request.GET.get("project", "").strip().upper()).first()
        if project is None:
            messages.error(request, _("No joint project has this reference."))
            return self.back()
        return self.show(self.form(project), _("Name evidence"), project=project)

    def post(self, request: HttpRequest) -> HttpResponse:
        found = Project.objects.joint().filter(reference=request.POST.get("project", "")).first()
        if (project := found) is None:
            raise Http404

        def work(values: dict[str, Any]) -> None:
            assert self.row
            chosen = values["document"]
            document = get_object_or_404(self.documents(project), pk=uuid.UUID(chosen)) if chosen else None
            actions.add_evidence(self.row, project, document=document, by=request.user)

        return self.save(self.form(project, request.POST), _("Name evidence"), work, project=project)

    def form(self, project: Project, data: Any = None) -> EvidenceForm:
        return EvidenceForm(data, documents=self.documents(project))

    @staticmethod
    def documents(project: Project) -> Any:
        return Document.objects.joint().filter(project=project, withdrawn_at__isnull=True)


class EvidenceRemove(CommitmentPage):
    """Takes evidence away."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        found = Evidence.objects.visible_to(request.user).filter(commitment=self.row)
        actions.remove_evidence(get_object_or_404(found, pk=pk), by=request.user)
        return self.back()
