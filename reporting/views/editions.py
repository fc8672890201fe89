"""The report of a year: compiling it, watching that, its revisions, its files."""

import uuid
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views import View

from contacts.models import User
from core import archive, questions
from core.models import Job, JobState, QuestionState
from core.sides import languages_in_order
from core.submissions import once
from core.templatetags import ui
from projects.workflow import LEADS
from reporting import actions, policies
from reporting.actions.climbing import RETURN
from reporting.actions.editions import COMPILE
from reporting.enums import FileFormat, Paper, ReportLanguage
from reporting.forms import CommentForm, ReplyForm
from reporting.models import Artifact, Consideration, Cycle, Edition, Section, Snapshot
from reporting.views import climb
from reporting.views.acts import acts_on
from reporting.views.sections import contents, different, leaf, saved_by, threads, url_of
from reporting.wording import edition_question, edition_step, section_titles


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
    jobs = Job.objects.visible_to(request.user).filter(kind=COMPILE, subject_id=str(year))
    return jobs.filter(state__in=[JobState.QUEUED, JobState.RUNNING])


class CompileProgress(View):
    """How far a compiling is; once done, the edition."""

    def get(self, request: HttpRequest, year: int, job: uuid.UUID) -> HttpResponse:
        cycle = get_object_or_404(Cycle.objects.visible_to(request.user), pk=year)
        found = get_object_or_404(Job.objects.visible_to(request.user), pk=job, kind=COMPILE, subject_id=str(year))
        if found.state == JobState.DONE:
            snapshot = Snapshot.objects.visible_to(request.user).filter(job=job).select_related("edition")
            made = snapshot.defer("content").first()
            return redirect(made.edition if made else cycle)
        context = {
            "cycle": cycle,
            "job": found,
            "text": job_text(found),
            "key": uuid.uuid4(),
            "can_compile": policies.can_compile(request.user, cycle),
        }
        return render(request, "reporting/compile_progress.html", context)


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


class EditionPage(View):
    """A page about one edition."""

    edition: Edition

    def dispatch(self, request: HttpRequest, *args: Any, year: int, number: int, **kwargs: Any) -> HttpResponseBase:
        self.edition = find(request, year, number)
        return super().dispatch(request, *args, **kwargs)

    def section(self, key: str) -> Section:
        return get_object_or_404(Section.objects.visible_to(self.request.user), edition=self.edition, key=key)

    def back(self, fragment: str = "") -> HttpResponse:
        """To the edition's page."""
        return redirect(self.edition.get_absolute_url() + fragment)


class EditionDetail(EditionPage):
    """One edition: how far it has climbed, its narrative with a section side by side, comments, its files."""

    def get(self, request: HttpRequest, key: str = "") -> HttpResponse:
        return self.show(key)

    def show(self, key: str, form: CommentForm | None = None, reply: tuple[Any, ReplyForm] | None = None) -> Any:
        """The page with the section of this key; `form` and `reply` are what could not be taken: 400."""
        edition, user = self.edition, self.request.user
        written = list(Section.objects.visible_to(user).filter(edition=edition))
        shown = next((one for one in written if one.key == key), None if key else next(iter(written), None))
        if key and shown is None:
            raise Http404
        titles = section_titles()
        context = {
            "edition": edition,
            "cycle": edition.cycle,
            "revisions": revisions(self.request, edition),
            "job": open_jobs(self.request, edition.cycle_id).first(),
            "key": self.request.POST.get("key") or uuid.uuid4(),
            "can_compile": policies.can_compile(user, edition.cycle),
            "can_correct": policies.can_correct(user, edition),
            "correction": getattr(edition, "corrected_by", None),
            "corrected": edition.corrects and [titles.get(one, one) for one in different(edition, edition.corrects)],
            "history": acts_on(edition),
            **climb_context(edition, user, titles),
            **section_context(edition, user, titles, written, shown, form=form, reply=reply),
        }
        return render(self.request, "reporting/edition_detail.html", context, status=400 if form or reply else 200)


def climb_context(edition: Edition, user: User, titles: dict[str, str]) -> dict[str, Any]:
    """The climb, what is asked now, what was answered before, and what each body made of it."""
    found = questions.questions_of(edition)
    asked = questions.open_among(found)
    considered = list(Consideration.objects.visible_to(user).filter(edition=edition))
    step = climb.current_step(edition)
    return {
        "climb": climb.climb(edition, found, considered),
        "step": step,
        "step_words": step and edition_step(step),
        "step_question": step and edition_question(step),
        "step_url": step and climb.urls_of(edition, step)["answer"],
        "asked": [climb.told(one, user, edition, asked, titles) for one in asked.values()],
        "ended": [climb.told(one, user, edition, asked, titles) for one in found if one.state != QuestionState.OPEN],
        "can_begin": step and (climb.can_take(user, edition, step, asked) or climb.can_ask(user, edition, step, asked)),
        "can_return": climb.can_take(user, edition, RETURN, asked),
        "return_url": climb.urls_of(edition, RETURN)["answer"],
        "voids": climb.voids(found),
        "concerns": questions.open_concerns(found),
        "may_close": user.has_role(*LEADS.roles),
        "considered": considered[::-1],
        "can_note": policies.can_note_consideration(user),
    }


def section_context(
    edition: Edition,
    user: User,
    titles: dict[str, str],
    written: list[Section],
    shown: Section | None,
    *,
    form: CommentForm | None,
    reply: tuple[Any, ReplyForm] | None,
) -> dict[str, Any]:
    """The contents of the narrative, and a section of it with its comments."""
    context = {
        "contents": contents(written, titles, edition, user),
        "shown": shown,
        "can_write": policies.can_write(user, edition),
        "can_comment": policies.can_comment(user),
    }
    if shown is None:
        return context
    told = threads(shown, user)
    closed = sum(one["row"].closed_at is not None for one in told)
    for one in told if context["can_comment"] else ():
        pk = one["row"].pk
        one["form"] = reply[1] if reply and reply[0] == pk else ReplyForm(auto_id=f"{pk}-%s")
    return context | {
        "shown_title": titles.get(shown.key, shown.key),
        "leaf": leaf(shown, edition),
        "saved": saved_by(shown),
        "edit_url": url_of(edition, shown.key, "section-edit"),
        "comment_url": url_of(edition, shown.key, "section-comment"),
        "threads": told,
        "open_threads": len(told) - closed,
        "closed_threads": closed,
        "comment_form": form or (user.side and CommentForm(audience=user.audience)),
    }


def find(request: HttpRequest, year: int, number: int) -> Edition:
    editions = Edition.objects.visible_to(request.user).select_related("cycle", "corrects", "corrected_by")
    return get_object_or_404(editions, cycle=year, number=number)


def revisions(request: HttpRequest, edition: Edition) -> list[dict[str, Any]]:
    """Every compiled revision, the newest first, with its files in the order of the languages."""
    taken = Snapshot.objects.visible_to(request.user).filter(edition=edition, revision__lte=edition.compiled_revision)
    by = KT(f"content__edition__compiled_by__{ui.reader_language()}")
    rows = list(taken.order_by("-revision").annotate(by=by).values("pk", "revision", "sha256", "taken_at", "by"))
    made: dict[int, dict[str, Artifact]] = {}
    newest_last = Artifact.objects.visible_to(request.user).filter(snapshot__edition=edition).order_by("is_sealed")
    for artifact in newest_last:
        made.setdefault(artifact.snapshot_id, {})[artifact.language] = artifact
    order = [*languages_in_order(ui.reader_language()), ReportLanguage.BOTH]
    found = []
    for row in rows:
        own = made.get(row["pk"], {})
        shown = [own[language] for language in order if language in own]
        found.append({**row, "files": shown, "sha256_parts": [row["sha256"][i : i + 16] for i in range(0, 64, 16)]})
    return found


class Download(View):
    """A file of an edition, given out only as long as it is what was stored."""

    def get(self, request: HttpRequest, year: int, number: int, language: str, revision: int = 0) -> HttpResponse:
        edition = find(request, year, number)
        artifacts = Artifact.objects.visible_to(request.user).filter(
            snapshot__edition=edition, language=language, format=FileFormat.PDF, paper=Paper.A4
        )
        of_revision = artifacts.filter(snapshot__revision=revision or edition.compiled_revision)
        artifact = of_revision.order_by("-is_sealed").first()
        if artifact is None:
            raise Http404
        try:
            content = archive.open_verified(settings.MEDIA_ROOT, artifact.path, artifact.sha256)
        except archive.ArchiveTampered as refusal:
            context = {"edition": edition, "reason": refusal}
            return render(request, "reporting/file_refused.html", context, status=409)
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = _attachment(edition, revision or edition.compiled_revision, language)
        response["X-Content-Type-Options"] = "nosniff"
        return response


def _attachment(edition: Edition, revision: int, language: str) -> str:
    """The name of the file, plain for every program and in the reader's language for those that can (RFC 5987)."""
    plain = f"annual-report-{edition.cycle_id}-edition-{edition.number}-revision-{revision}-{language}.pdf"
    values = {"year": edition.cycle_id, "edition": edition.number, "revision": revision}
    with override("ko" if language == ReportLanguage.KOREAN else ui.reader_language()):
        name = _("Annual report %(year)s, edition %(edition)s, revision %(revision)s") % values
        form = ReportLanguage(language).label
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(f'{name} ({form}).pdf', safe='')}"
