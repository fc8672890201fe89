"""What both sides are asked about an edition: asking, answering, returning, taking back, concerns; then the record."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.concurrence import Words
from core.models import Concern, Question
from core.verdict import Verdict
from core.workflow import Step
from projects.views.parts import FormPage
from projects.views.stepping import ConcernPage, StepPage, TakeBack
from reporting import actions, policies
from reporting.enums import EditionStage
from reporting.forms import ConsiderationForm, TaskingForm
from reporting.models import Consideration, Edition
from reporting.views import climb
from reporting.views.editions import EditionPage
from reporting.wording import edition_question, edition_step, section_titles


class AboutAnEdition(StepPage, EditionPage):
    """A step of an edition's climb."""

    template = "reporting/edition_step.html"

    @property
    def subject(self) -> Edition:
        return self.edition

    def words(self, step: Step) -> dict[str, Any]:
        return {
            "edition": self.edition,
            "cycle": self.edition.cycle,
            "heading": edition_question(self.name) if step.both_sides else edition_step(self.name),
            "verb": edition_step(self.name),
            "target": step.target and EditionStage(step.target).label,
            "urls": climb.urls_of(self.edition, self.name),
        }

    def told(self, question: Question, asked: dict[str, Question]) -> dict[str, Any]:
        return climb.told(question, self.request.user, self.edition, asked, section_titles())

    def can_take(self, asked: dict[str, Question]) -> Verdict:
        return climb.can_take(self.request.user, self.edition, self.name, asked)

    def can_ask(self, asked: dict[str, Question]) -> Verdict:
        return climb.can_ask(self.request.user, self.edition, self.name, asked)

    def leave(self) -> HttpResponse:
        return self.back("#climb")


class EditionStep(AboutAnEdition):
    """Answers, for the reader's side, whether the edition takes a step; or returns it to its draft."""

    def take(self, **answered: Any) -> None:
        actions.climb(self.edition, self.step().name, by=self.request.user, seen=self.seen(), **answered)


class EditionAsk(AboutAnEdition):
    """Asks both sides, without signing."""

    http_method_names = ["post"]
    said = gettext_lazy("Both sides are asked.")

    def take(self, *, reason: Words, **_answered: Any) -> None:
        actions.ask_body(self.edition, self.step().name, by=self.request.user, seen=self.seen(), reason=reason)


class EditionTakeBack(TakeBack, AboutAnEdition):
    def take_back(self, act: str, **_named: Any) -> None:
        actions.take_back(self.edition, self.step().name, act, by=self.request.user, seen=self.seen())


class EditionConcern(ConcernPage, EditionPage):
    template = "reporting/edition_concern.html"

    @property
    def subject(self) -> Edition:
        return self.edition

    def words(self, concern: Concern) -> dict[str, Any]:
        return {
            "edition": self.edition,
            "cycle": self.edition.cycle,
            "heading": _("Close a concern"),
            "question": edition_question(concern.question.step),
        }

    def close(self, concern: Concern, closing: Words) -> None:
        actions.close_edition_concern(concern, by=self.request.user, closing=closing)

    def leave(self) -> HttpResponse:
        return self.back("#concerns")


class ConsiderationEdit(FormPage, EditionPage):
    """When a body considered the edition and what it tasked, as the secretariats note it."""

    template = "reporting/consideration_form.html"
    fragment = "#considered"

    def found(self, pk: UUID) -> Consideration:
        rows = Consideration.objects.visible_to(self.request.user)
        return get_object_or_404(rows, edition=self.edition, pk=pk)

    def show(self, form: Any, heading: str, status: int = 200, **more: Any) -> HttpResponse:
        return super().show(form, heading, status, edition=self.edition, cycle=self.edition.cycle, **more)

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        policies.can_note_consideration(request.user).enforce()
        row = self.found(pk)
        form = ConsiderationForm(initial={name: getattr(row, name) for name in ConsiderationForm.base_fields})
        return self.show(form, _heading(row), seen=row.revision)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        row = self.found(pk)

        def work(values: dict[str, Any]) -> None:
            actions.note_consideration(row, values, by=request.user, seen_revision=self.seen())

        return self.save(ConsiderationForm(request.POST), _heading(row), work, seen=self.seen())


class TaskingSettle(ConsiderationEdit):
    """How the owner of a tasking carried it out; or that it is open after all."""

    template = "reporting/tasking_form.html"

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        row = self.found(pk)
        policies.can_settle_tasking(request.user, row).enforce()
        form, heading = TaskingForm(initial=row.texts()), _("How a tasking was carried out")
        return self.show(form, heading, seen=row.revision, considered=row)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        row, seen = self.found(pk), self.seen()

        def work(values: dict[str, Any]) -> None:
            if "reopen" in request.POST:
                actions.reopen_tasking(row, by=request.user, seen_revision=seen)
            else:
                how = {language: values[f"how_{language}"] for language in ("en", "ko")}
                actions.settle_tasking(row, how, by=request.user, seen_revision=seen)

        heading = _("How a tasking was carried out")
        return self.save(TaskingForm(request.POST), heading, work, seen=seen, considered=row)


def _heading(row: Consideration) -> str:
    return _("What the %(body)s tasked") % {"body": row.get_body_display()}


class EditionCorrect(EditionPage):
    """Opens the edition that corrects a sealed one."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        correction = actions.open_correction(self.edition, by=request.user)
        messages.success(request, _("The correction is open. Change what is wrong, then compile it."))
        return redirect(correction)
