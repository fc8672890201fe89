"""Writing a section of an edition, confirming it, commenting on it; two who write at once see both versions."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core import questions, submissions
from core.audience import Audience
from core.errors import Malformed
from core.text import whole_number
from projects.actions.keeping import StalePart
from projects.forms.common import ActionForm
from projects.naming import read_names
from projects.views.conflict import Versions, copy_of, resolved
from projects.views.conflict import heading as who_saved_first
from projects.views.parts import FormPage, pairs_of
from reporting import actions, policies
from reporting.forms import CommentForm, ReplyForm, SectionForm
from reporting.models import Comment, Section
from reporting.views.editions import EditionDetail, EditionPage
from reporting.views.sections import leaf, saved_by, url_of
from reporting.wording import edition_question, section_titles


class SectionEdit(FormPage, EditionPage):
    """The text of a section in both languages, and what saving it makes void."""

    template = "reporting/section_form.html"
    row: Section

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        policies.can_write(request.user, self.edition).enforce()
        self.row = self.section(key)
        return self.show(SectionForm(initial=self.row.texts()), section_titles().get(key, key), seen=self.row.revision)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        policies.can_write(request.user, self.edition).enforce()
        self.row = self.section(key)

        form, heading = SectionForm(self.typed()), section_titles().get(key, key)
        if "copy" in request.POST and form.is_valid():
            title = f"{self.edition}-{key}"
            return copy_of(title, form.cleaned_data, read_names(request.user), Section)

        def work(values: dict[str, Any]) -> None:
            saved = actions.revise_section(self.row, values, by=request.user, seen_revision=self.seen())
            if saved.revision != self.seen():
                messages.success(request, _("Saved. Compile the report again before it is signed."))

        return self.save(form, heading, work, seen=self.seen())

    def typed(self) -> dict[str, str]:
        """Both languages as they were typed, or as they were chosen on the page of two versions."""
        sent = {name: self.request.POST.get(name, "") for name in actions.TEXTS}
        if "resolve" not in self.request.POST or "copy" in self.request.POST:
            return sent
        saved_then = actions.texts_at(self.row, self.seen())
        return resolved(self.request.POST, sent, saved_then, actions.TEXTS, actions.TEXTS)

    def stale(self, stale: StalePart, form: ActionForm, heading: str, **more: Any) -> HttpResponse:
        """409: what both changed, to choose from or to write anew; what one of both changed stands."""
        assert isinstance(stale, actions.StaleSection)
        saved, names = stale.saved, read_names(self.request.user)
        fields = actions.TEXTS
        versions = Versions(stale.base, saved.texts(), stale.mine, names, fields, fields, Section)
        by = saved_by(saved) or {"who": "", "at": None}
        last = {"by": None, "side": saved.updated_side, "post": by["who"], "at": by["at"]}
        voids = questions.voids(questions.questions_of(self.edition), edition_question)
        context = versions.told() | {
            "edition": self.edition,
            "cycle": self.edition.cycle,
            "title": heading,
            "heading": who_saved_first(self.request.user, last),
            "last": last,
            "hidden": versions.carried.items(),
            "before_revision": more["seen"],
            "saved_revision": saved.revision,
            "section_url": url_of(self.edition, self.row.key),
            "edit_url": url_of(self.edition, self.row.key, "section-edit"),
            "voids": voids,
            "signatures": sum(one["n"] for one in voids),
        }
        return render(self.request, "reporting/section_conflict.html", context, status=409)

    def show(self, form: ActionForm, heading: str, status: int = 200, **more: Any) -> HttpResponse:
        voids = questions.voids(questions.questions_of(self.edition), edition_question)
        cells = {one["lang"]: one for one in leaf(self.row, self.edition)}
        context = {
            "edition": self.edition,
            "cycle": self.edition.cycle,
            "section_url": url_of(self.edition, self.row.key),
            "languages": [one | {"cell": cells[one["lang"]]} for one in pairs_of(form)[0]],
            "saved": saved_by(self.row),
            "voids": voids,
            "signatures": sum(one["n"] for one in voids),
        }
        return super().show(form, heading, status, **context, **more)

    def back(self, fragment: str = "") -> HttpResponse:
        return redirect(url_of(self.edition, self.row.key) + "#section")


class SectionConfirm(EditionPage):
    """Confirms one language of a section against the other."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        section = self.section(key)
        _name, _dot, language = request.POST.get("text", "").partition(".")
        seen = whole_number(request.POST.get("seen", ""))
        actions.confirm_section(section, language, by=request.user, seen_revision=seen)
        messages.success(request, _("Confirmed."))
        return redirect(url_of(self.edition, key) + "#section")


class CommentPage(EditionDetail):
    """Something is said about a section; what is wrong with it stands on the edition's page."""

    http_method_names = ["post"]

    def once(self, form: ActionForm, work: Callable[[], Any]) -> bool:
        """Does the work once for each form; False, with the sentences on the form, where it cannot be."""
        if not form.is_valid():
            return False

        def said() -> str:
            return str(work().pk)

        said.__qualname__ = f"{type(self).__qualname__}.{self.request.path}"
        try:
            submissions.once(self.request.POST.get("key", ""), by=self.request.user, work=said)
        except Malformed as refused:
            form.take_errors(refused)
            return False
        return True

    def comment(self, pk: UUID) -> Comment:
        comments = Comment.objects.visible_to(self.request.user).select_related("section")
        return get_object_or_404(comments, section__edition=self.edition, pk=pk)

    def leave(self, key: str) -> HttpResponse:
        return redirect(url_of(self.edition, key) + "#comments")


class SectionComment(CommentPage):
    """Adds a comment, for both sides or for the own one."""

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        policies.can_comment(request.user).enforce()
        section, form = self.section(key), CommentForm(request.POST, audience=request.user.audience)

        def work() -> Comment:
            given = form.cleaned_data
            return actions.add_comment(section, given["text"], audience=Audience(given["audience"]), by=request.user)

        return self.leave(key) if self.once(form, work) else self.show(key, form=form)


class CommentAnswer(CommentPage):
    """Answers a comment, to whom the comment went."""

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        policies.can_comment(request.user).enforce()
        comment, form = self.comment(pk), ReplyForm(request.POST, auto_id=f"{pk}-%s")
        section, key = comment.section, comment.section.key

        def work() -> Comment:
            said, audience = form.cleaned_data["text"], Audience(comment.audience)
            return actions.add_comment(section, said, audience=audience, by=request.user, answers=comment)

        return self.leave(key) if self.once(form, work) else self.show(key, reply=(pk, form))


class CommentClose(CommentPage):
    """Closes a comment with its answers."""

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        comment = self.comment(pk)
        actions.close_comment(comment, by=request.user)
        messages.success(request, _("The comment is closed."))
        return self.leave(comment.section.key)
