"""The order of a year's first places: what the leads propose, each change with its reason, and both sides fix."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from core import concurrence, formats, questions, submissions
from core.errors import Malformed
from core.models import Answer, Question, QuestionState
from core.sides import in_order
from projects import actions, policies
from projects.actions.ordering import StaleOrder
from projects.forms import OrderAnswerForm, OrderForm
from projects.models import Ranking, Standing
from projects.ordering import PLACES
from projects.scoring import ranks
from projects.views.stepping import TakeBack, pair_of
from projects.wording import order_questions


class AboutAnOrder(View):
    """A page about the order of a year."""

    ranking: Ranking

    def dispatch(self, request: HttpRequest, *args: Any, year: int, **kwargs: Any) -> Any:
        self.ranking = get_object_or_404(Ranking.objects.visible_to(request.user), year=year)
        return super().dispatch(request, *args, **kwargs)

    def seen(self) -> str:
        return self.request.POST.get("seen", "")

    def once(self, work: Any) -> None:
        """Does the work once for each form of this page."""
        work.__qualname__ = f"{type(self).__qualname__}.{self.request.path}"
        submissions.once(self.request.POST.get("key", ""), by=self.request.user, work=work)


class RankingOrder(AboutAnOrder):
    """The order as it stands, whose turn it is, and the form of a lead who proposes another."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OrderForm(request.POST, references=request.POST.getlist("reference"), reasons={})
        if not form.is_valid():
            return self.show(form, status=400)

        def propose() -> str:
            return actions.propose_order(self.ranking, form.places(), by=request.user, seen=self.seen()).version

        try:
            self.once(propose)
        except Malformed as refused:
            form.take_errors(refused)
            return self.show(form, status=400)
        except StaleOrder as stale:
            self.ranking = stale.saved
            return self.show(form, stale=stale, status=409)
        messages.success(request, _("The order is proposed. Both sides are asked to fix it."))
        return redirect(self.ranking)

    def show(
        self, form: OrderForm | None = None, *, status: int = 200, stale: StaleOrder | None = None
    ) -> HttpResponse:
        ranking, user = self.ranking, self.request.user
        reasons = {row["reference"]: row["reason"] for row in ranking.order}
        standings = first_places(ranking, form.references if form else ())
        shown = form.references if form else list(standings)[:PLACES]
        verdict = policies.can_order(user, ranking)
        found = questions.questions_of(ranking)
        asked = questions.open_among(found)
        form = form or OrderForm(references=shown, reasons=reasons)
        context = {
            "ranking": ranking,
            "rows": rows_of(ranking, [standings[one] for one in shown if one in standings], form, reasons),
            "saved": stale and rows_of(ranking, [standings[one] for one in reasons], form, reasons),
            "form": form if verdict and shown else None,
            "verdict": verdict,
            "open": [told(question, user, ranking, asked) for question in asked.values()],
            "fixed": ranking.is_fixed and (one := questions.carried(found, "fix")) and told(one, user, ranking, asked),
            "ended": [told(one, user, ranking, asked) for one in found if one.state != QuestionState.OPEN],
            "can_release": concurrence.can_ask(user, ranking, "release", asked),
            "key": self.request.POST.get("key") or uuid.uuid4(),
            "seen": ranking.version,
            "list_url": reverse("projects:ranking", args=[ranking.year]),
        }
        return render(self.request, "projects/order.html", context, status=status)


class OrderStep(AboutAnOrder):
    """Answers, for the reader's side, whether to fix or to release the order; or asks both sides without signing."""

    asks = False

    def get(self, request: HttpRequest, step: str) -> HttpResponse:
        return self.show(step, OrderAnswerForm())

    def post(self, request: HttpRequest, step: str) -> HttpResponse:
        form = OrderAnswerForm({"answer": Answer.CONCUR, **request.POST.dict()})
        if not form.is_valid():
            return self.show(step, form, status=400)
        answered: dict[str, Any] = {"by": request.user, "seen": self.seen(), "reason": form.words()}

        def work() -> str:
            if self.asks:
                return str(actions.ask_about_order(self.ranking, step, **answered).pk)
            answer = form.cleaned_data["answer"]
            return actions.answer_order(self.ranking, step, answer=answer, **answered).version

        try:
            self.once(work)
        except Malformed as refused:
            form.take_errors(refused)
            return self.show(step, form, status=400)
        messages.success(request, _("Both sides are asked.") if self.asks else _("Done."))
        return redirect(self.ranking)

    def show(self, step: str, form: OrderAnswerForm, status: int = 200) -> HttpResponse:
        ranking, user = self.ranking, self.request.user
        if ranking.WORKFLOW.get(step) is None or not ranking.order:
            raise Http404
        asked = concurrence.standing_questions(ranking)
        context = {
            "ranking": ranking,
            "heading": order_questions()[step],
            "step": ranking.WORKFLOW[step],
            "asked": step in asked,
            "can_sign": concurrence.can_take(user, ranking, step, asked),
            "can_ask": concurrence.can_ask(user, ranking, step, asked),
            "urls": urls_of(ranking, step),
            "form": form,
            "reason_pair": pair_of(form, "reason"),
            "key": self.request.POST.get("key") or uuid.uuid4(),
        }
        return render(self.request, "projects/order_step.html", context, status=status)


class OrderTakeBack(TakeBack, AboutAnOrder):
    def take_back(self, act: str, *, step: str) -> None:  # type: ignore[override]
        actions.take_back_order(self.ranking, step, act, by=self.request.user, seen=self.seen())

    def leave(self) -> HttpResponse:
        return redirect(self.ranking)


def first_places(ranking: Ranking, more: Any = ()) -> dict[str, Standing]:
    """The first projects of a year as the order stands: those placed by the leads, then the others by their scores."""
    placed = [row["reference"] for row in ranking.order]
    listed = Standing.objects.joint().filter(year=ranking.year).select_related("project")
    known = {one.reference: one for one in listed.filter(reference__in=[*placed, *more])}
    first = {one: known[one] for one in placed if one in known}
    first |= {one.reference: one for one in listed.exclude(reference__in=placed).ranked()[:PLACES]}
    return first | known


def rows_of(
    ranking: Ranking, standings: list[Standing], form: OrderForm, reasons: dict[str, str]
) -> list[dict[str, Any]]:
    """Each project with its rank by the scores, and its fields where it has some."""
    found = ranks(ranking.year, {one.merit for one in standings})
    sides = in_order(formats.reader_language())
    return [
        {
            "place": place,
            "standing": one,
            "rank": found.get(one.merit, ""),
            "totals": [(side, getattr(one, f"{side.lower()}_total")) for side in sides],
            "reason": reasons.get(one.reference, ""),
            "fields": one.reference in form.references
            and {name: form[f"{name}_{one.reference}"] for name in ("place", "reason")},
        }
        for place, one in enumerate(standings, 1)
    ]


def urls_of(ranking: Ranking, step: str) -> dict[str, str]:
    """Where a step about an order is answered, asked and taken back."""
    named = {"year": ranking.year, "step": step}
    back = {act.replace("-", "_"): {**named, "act": act} for act in ("withdraw", "call-off")}
    return {
        "answer": reverse("projects:order-step", kwargs=named),
        "ask": reverse("projects:order-ask", kwargs=named),
        **{name: reverse("projects:order-back", kwargs=kwargs) for name, kwargs in back.items()},
    }


def told(question: Question, user: Any, ranking: Ranking, asked: dict[str, Question]) -> dict[str, Any]:
    """A question about an order as the page tells it to this reader."""
    return questions.told(
        question,
        title=order_questions()[question.step],
        urls=urls_of(ranking, question.step),
        can=questions.verdicts(user, ranking, question, asked),
        void=lambda who: _("Void: %(who)s proposed another order.") % {"who": who},
    )
