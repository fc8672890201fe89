"""The page of a step, whatever it is about: asking both sides, answering for one's own, or taking it alone."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from core import concurrence, formats, questions, submissions
from core.concurrence import Words
from core.errors import Malformed
from core.models import Answer, Concern, Question
from core.sides import languages_in_order
from core.verdict import Verdict
from core.workflow import Step
from projects.forms import AnswerForm, ReasonForm
from projects.workflow import LEADS


class StepPage(View):
    """A step: what it does, who must sign, and the form of asking, answering or taking it.

    A subclass names the `subject`, its `template`, and tells of it in words.
    """

    template = ""
    said: str | Promise = gettext_lazy("Done.")
    name: str

    def dispatch(self, request: HttpRequest, *args: Any, name: str, **kwargs: Any) -> Any:
        self.name = name
        return super().dispatch(request, *args, name=name, **kwargs)

    # --- what a subclass says ---

    @property
    def subject(self) -> Any:
        raise NotImplementedError

    def words(self, step: Step) -> dict[str, Any]:
        """`heading`, `verb`, `target` and `urls` of the step, and what else its template prints."""
        raise NotImplementedError

    def told(self, question: Question, asked: dict[str, Question]) -> dict[str, Any]:
        """The open question as the page tells it."""
        raise NotImplementedError

    def take(self, **answered: Any) -> None:
        """Does what the form asks for."""
        raise NotImplementedError

    def leave(self) -> HttpResponse:
        """Where it leads once done."""
        raise NotImplementedError

    def can_take(self, asked: dict[str, Question]) -> Verdict:
        return concurrence.can_take(self.request.user, self.subject, self.name, asked)

    def can_ask(self, asked: dict[str, Question]) -> Verdict:
        return concurrence.can_ask(self.request.user, self.subject, self.name, asked)

    # --- the page and the form ---

    def step(self) -> Step:
        step = self.subject.WORKFLOW.get(self.name)
        if step is None:
            raise Http404
        return step

    def get(self, request: HttpRequest, **_named: Any) -> HttpResponse:
        return self.page()

    def page(self, form: ReasonForm | None = None, status: int = 200) -> HttpResponse:
        step = self.step()
        asked = questions.open_among(questions.questions_of(self.subject))
        question = asked.get(self.name)
        form = form or (AnswerForm() if step.both_sides else ReasonForm())
        context = {
            "subject": self.subject,
            "step": step,
            "question": question and self.told(question, asked),
            "can_sign": self.can_take(asked),
            "can_ask": self.can_ask(asked),
            "form": form,
            "reason_pair": pair_of(form, "reason"),
            "concern_pair": pair_of(form, "concerns") if step.both_sides else [],
            "key": self.request.POST.get("key") or uuid.uuid4(),
            **self.words(step),
        }
        return render(self.request, self.template, context, status=status)

    def post(self, request: HttpRequest, **_named: Any) -> HttpResponse:
        form = AnswerForm({"answer": Answer.CONCUR, **request.POST.dict()})

        def work() -> str:
            answer = form.cleaned_data["answer"]
            self.take(answer=answer, reason=form.words(), concerns=form.concerns())
            return self.name

        return self.once(form, work)

    def seen(self) -> str:
        return self.request.POST.get("seen", "")

    def once(self, form: ReasonForm, work: Callable[[], str]) -> HttpResponse:
        """Does the work once for each form; back to the subject, or the form again with what is wrong."""
        if not form.is_valid():
            return self.page(form, status=400)
        work.__qualname__ = type(self).__qualname__  # two buttons of one page are two works
        try:
            submissions.once(self.request.POST.get("key", ""), by=self.request.user, work=work)
        except Malformed as refused:
            form.take_errors(refused)
            return self.page(form, status=400)
        messages.success(self.request, self.said)
        return self.leave()


class TakeBack(View):
    """Takes the answer of the reader's side back, or the question itself; for a page that can `leave`."""

    http_method_names = ["post"]
    leave: Callable[[], HttpResponse]

    def take_back(self, act: str, **named: Any) -> None:
        """Does the act, "withdraw" or "call-off"."""
        raise NotImplementedError

    def post(self, request: HttpRequest, act: str, **named: Any) -> HttpResponse:
        self.take_back(act, **named)
        said = {"withdraw": _("Your side’s answer is taken back."), "call-off": _("The question is withdrawn.")}
        messages.success(request, said[act])
        return self.leave()


class ConcernPage(View):
    """Closes a concern with a reason, for the side that raised it.

    A subclass names the `subject`, its `template`, and tells of it in words.
    """

    template = ""

    @property
    def subject(self) -> Any:
        raise NotImplementedError

    def words(self, concern: Concern) -> dict[str, Any]:
        """`question`, to which the concern came, and what else the template prints."""
        raise NotImplementedError

    def close(self, concern: Concern, closing: Words) -> None:
        raise NotImplementedError

    def leave(self) -> HttpResponse:
        raise NotImplementedError

    def found(self, pk: Any) -> Concern:
        concerns = Concern.objects.visible_to(self.request.user).select_related("question")
        return get_object_or_404(concerns, subject_id=str(self.subject.pk), pk=pk)

    def page(self, concern: Concern, form: ReasonForm, status: int = 200) -> HttpResponse:
        context = {
            "concern": concern,
            "verdict": concurrence.can_close(self.request.user, concern, LEADS),
            "form": form,
            "reason_pair": pair_of(form, "reason"),
            **self.words(concern),
        }
        return render(self.request, self.template, context, status=status)

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        return self.page(self.found(pk), ReasonForm())

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        concern, form = self.found(pk), ReasonForm(request.POST)
        if not form.is_valid():
            return self.page(concern, form, status=400)
        try:
            self.close(concern, form.words())
        except Malformed as refused:
            form.take_errors(Malformed({"reason": " ".join(map(str, refused.errors.values()))}))
            return self.page(concern, form, status=400)
        messages.success(request, _("The concern is closed."))
        return self.leave()


def why_void(changed: list[str], who: str, fields: str) -> str:
    """How an edit made answers void: that it moved the stage, or which texts `who` changed."""
    if changed == ["stage"]:
        return _("Void: the stage changed before both sides had answered.")
    return _("Void: %(who)s edited the text (%(fields)s).") % {"who": who, "fields": fields}


def pair_of(form: ReasonForm, stem: str) -> list[dict[str, Any]]:
    """The two languages of a text in a form, the reader's own first."""
    return [{"lang": lang, "bound": form[f"{stem}_{lang}"]} for lang in languages_in_order(formats.reader_language())]
