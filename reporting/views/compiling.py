"""The compiling of a report: started, watched, stopped."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from core.jobs import OPEN
from core.models import Job, JobState
from core.submissions import once
from reporting import actions, policies
from reporting.actions.editions import COMPILE
from reporting.enums import FORMS
from reporting.models import Cycle, Snapshot
from reporting.wording import form_name


class CompileReport(View):
    """Starts the compiling of a cycle's draft edition; one at a time."""

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        cycle = get_object_or_404(Cycle.objects.visible_to(request.user), pk=year)
        before = open_jobs(request, year).values_list("pk", flat=True).first()
        job = once(
            request.POST.get("key", ""),
            by=request.user,
            work=lambda: str(actions.compile_edition(cycle, by=request.user).pk),
        )
        if str(before) == job:
            messages.info(request, _("The report is being compiled already. This is how far it is."))
        return redirect("reporting:compile-progress", year, job)


def open_jobs(request: HttpRequest, year: int):
    """The compiling of this cycle that waits or runs."""
    return compilings(request, year).filter(state__in=OPEN)


class CompileProgress(View):
    """How far a compiling is; once done, the edition."""

    def get(self, request: HttpRequest, year: int, job: uuid.UUID) -> HttpResponse:
        cycle = get_object_or_404(Cycle.objects.visible_to(request.user), pk=year)
        found = get_object_or_404(compilings(request, year), pk=job)
        if found.state == JobState.DONE:
            snapshot = Snapshot.objects.visible_to(request.user).filter(job=job).select_related("edition")
            made = snapshot.defer("content").first()
            return redirect(made.edition if made else cycle)
        context = {
            "cycle": cycle,
            "job": found,
            "text": job_text(found),
            "parts": parts_of(request, found),
            "key": uuid.uuid4(),
            "can_compile": policies.can_compile(request.user, cycle),
            "can_cancel": policies.can_cancel(request.user, found),
        }
        return render(request, "reporting/compile_progress.html", context)


class CancelCompiling(View):
    """Stops a compiling; what it has made so far is forgotten."""

    def post(self, request: HttpRequest, year: int, job: uuid.UUID) -> HttpResponse:
        found = get_object_or_404(compilings(request, year), pk=job)
        if not actions.cancel_compiling(found, by=request.user):
            messages.info(request, _("The compiling had ended already."))
        return redirect("reporting:compile-progress", year, job)


def compilings(request: HttpRequest, year: int):
    """The compilings of this cycle."""
    return Job.objects.visible_to(request.user).filter(kind=COMPILE, subject_id=str(year))


def parts_of(request: HttpRequest, job: Job) -> list[dict[str, Any]]:
    """The files of a compiling in their order, each with its state."""
    parts = Job.objects.visible_to(request.user).filter(part_of=job)
    found = {tuple(one.arguments[name] for name in ("format", "language", "paper")): one for one in parts}
    return [{"name": form_name(*form), "part": found[form]} for form in FORMS if form in found]


class JobStatus(View):
    """How far a job is, for the page that watches it."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> JsonResponse:
        job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
        told = {"percent": job.progress, "done": job.progress, "total": 100, "state": job.state}
        return JsonResponse(told | {"text": job_text(job), "over": not job.is_open})


def job_text(job: Job) -> str:
    """What a job does at the moment, in the reader's language."""
    if job.state == JobState.FAILED:
        return job.error_text
    if job.state == JobState.QUEUED:
        return _("Waiting for a free worker")
    return _(job.step) if job.step else job.get_state_display()
