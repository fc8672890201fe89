"""The page of an edition: its climb, its narrative, its revisions and their files."""

import uuid
from typing import Any

from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from contacts.models import User
from core import formats, questions
from core.jobs import OPEN
from core.models import Job, QuestionState
from projects.workflow import LEADS
from reporting import policies
from reporting.actions.climbing import RETURN
from reporting.climb import climb as steps_of
from reporting.forms import CommentForm, ReplyForm
from reporting.models import Artifact, Consideration, Edition, Seal, Section, Snapshot
from reporting.views import climb
from reporting.views.acts import acts_on
from reporting.views.compiling import open_jobs
from reporting.views.sections import contents, different, leaf, saved_by, threads, url_of
from reporting.wording import edition_question, edition_step, form_name, in_order, section_titles


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
            "seal_waits": (waits := seal_waits(self.request, edition)),
            "seal_stopped_by": waits == "stopped" and stopped_by(self.request, edition),
            "can_make": policies.can_make_sealed_files(user, bool(waits)),
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
        "climb": steps_of(edition.cycle, edition, found, considered),
        "step": step,
        "step_words": step and edition_step(step),
        "step_question": step and edition_question(step),
        "step_url": step and climb.urls_of(edition, step)["answer"],
        "asked": [climb.told(one, user, edition, asked, titles) for one in asked.values()],
        "ended": [climb.told(one, user, edition, asked, titles) for one in found if one.state != QuestionState.OPEN],
        "can_begin": step and (climb.can_take(user, edition, step, asked) or climb.can_ask(user, edition, step, asked)),
        "can_return": climb.can_take(user, edition, RETURN, asked),
        "return_url": climb.urls_of(edition, RETURN)["answer"],
        "voids": questions.voids(found, edition_question),
        "concerns": questions.open_concerns(found),
        "may_close": user.has_role(*LEADS.roles),
        "considered": _with_taskings(considered[::-1], user),
        "can_note": policies.can_note_consideration(user),
    }


def _with_taskings(considered: list[Consideration], user: User) -> list[Any]:
    """Each with `done_by`, the post that said its tasking to be done, and whether the reader may say so."""
    found: list[Any] = considered
    for one in found:
        one.done_by = one.done_post.get(formats.reader_language(), "")
        one.can_settle = policies.can_settle_tasking(user, one)
    return found


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


def seal_waits(request: HttpRequest, edition: Edition) -> str:
    """Whether the files of a seal are still being made ("making"), or that stopped ("stopped"); "" once they are."""
    if not Seal.objects.visible_to(request.user).filter(edition=edition, files__isnull=True).exists():
        return ""
    return "making" if seal_jobs(request, edition).filter(state__in=OPEN).exists() else "stopped"


def stopped_by(request: HttpRequest, edition: Edition) -> str:
    """Why the making of a seal's files ended last time."""
    last = seal_jobs(request, edition).order_by("-queued_at").first()
    return last.error_text if last else ""


def seal_jobs(request: HttpRequest, edition: Edition):
    """The makings of a seal's files."""
    return Job.objects.visible_to(request.user).filter(kind=policies.RENDER_SEALED, subject_id=str(edition))


def find(request: HttpRequest, year: int, number: int) -> Edition:
    editions = Edition.objects.visible_to(request.user).select_related("cycle", "corrects", "corrected_by")
    return get_object_or_404(editions, cycle=year, number=number)


def revisions(request: HttpRequest, edition: Edition) -> list[dict[str, Any]]:
    """Every compiled revision, the newest first, with its files in the order of the reader."""
    taken = Snapshot.objects.visible_to(request.user).filter(edition=edition, revision__lte=edition.compiled_revision)
    by = KT(f"content__edition__compiled_by__{formats.reader_language()}")
    rows = list(taken.order_by("-revision").annotate(by=by).values("pk", "revision", "sha256", "taken_at", "by"))
    made: dict[int, dict[tuple[str, str, str], Artifact]] = {}
    newest_last = Artifact.objects.visible_to(request.user).filter(snapshot__edition=edition).order_by("is_sealed")
    for artifact in newest_last:
        made.setdefault(artifact.snapshot_id, {})[artifact.form] = artifact
    found = []
    for row in rows:
        own = made.get(row["pk"], {})
        shown = [
            {"name": form_name(*form), "file": own[form]} for form in in_order(formats.reader_language()) if form in own
        ]
        found.append({**row, "files": shown, "sha256_parts": [row["sha256"][i : i + 16] for i in range(0, 64, 16)]})
    return found
