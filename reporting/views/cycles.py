"""The years: their list, one year on a page, its dates, and what is put before its SCM."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from core import days
from core.errors import Malformed
from core.submissions import once
from core.text import whole_number
from projects import search
from projects.enums import Stage
from projects.models import Project
from reporting import actions, figures, policies
from reporting.forms import CycleForm, NewCycleForm
from reporting.models import Cycle, Edition, Presentation

MOST_CANDIDATES = 30


class CycleList(View):
    """All years, the newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        cycles = list(reversed(figures.all_cycles()))
        running = figures.running_on(days.today(), cycles[::-1])
        editions: dict[int, Edition] = {}
        for edition in Edition.objects.visible_to(request.user).order_by("number"):
            editions[edition.cycle_id] = edition
        chosen = Presentation.objects.visible_to(request.user).order_by().values_list("cycle_id", flat=True)
        counts = list(chosen)
        rows = [
            {
                "cycle": one,
                "edition": editions.get(one.year),
                "presented": counts.count(one.year),
                "runs": one == running,
            }
            for one in cycles
        ]
        context = {"rows": rows, "can_open": policies.can_open_cycle(request.user)}
        return render(request, "reporting/cycle_list.html", context)


class CycleNew(View):
    """Opens the cycle of another year."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_open_cycle(request.user).enforce()
        return self._page(request, NewCycleForm(initial=_next_year()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewCycleForm(request.POST)
        if "propose" in request.POST:
            proposed = form.proposed()
            return self._page(request, proposed, status=400 if proposed.errors else 200)
        if form.is_valid():
            try:
                year = once(request.POST.get("key", ""), by=request.user, work=lambda: self._open(request, form))
            except Malformed as failure:
                form.refuse(failure)
            else:
                messages.success(request, _("The %(year)s cycle is open.") % {"year": year})
                return redirect("reporting:cycle", year)
        return self._page(request, form, status=400)

    def _open(self, request: HttpRequest, form: NewCycleForm) -> str:
        return str(actions.open_cycle(form.cleaned_data["year"], form.values, by=request.user))

    def _page(self, request: HttpRequest, form: CycleForm, status: int = 200) -> HttpResponse:
        key = request.POST.get("key") or uuid.uuid4()
        return render(request, "reporting/cycle_form.html", {"form": form, "key": key}, status=status)


def _next_year() -> dict[str, Any]:
    cycles = figures.all_cycles()
    return {"year": cycles[-1].year + 1, "ordinal": cycles[-1].ordinal + 1} if cycles else {}


class CycleEdit(View):
    """The dates of a cycle. Who saves second sees both versions."""

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        cycle = get_object_or_404(Cycle.objects.visible_to(request.user), pk=year)
        policies.can_revise_cycle(request.user, cycle).enforce()
        return self._page(request, cycle, CycleForm(instance=cycle), seen=cycle.revision)

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        cycle = get_object_or_404(Cycle.objects.visible_to(request.user), pk=year)
        form = CycleForm(request.POST, instance=Cycle(pk=year, revision=cycle.revision))
        form.instance._state.adding = False
        seen = whole_number(request.POST.get("seen", ""))
        if "propose" in request.POST:
            proposed = form.proposed()
            return self._page(request, cycle, proposed, seen=seen, status=400 if proposed.errors else 200)
        if not form.is_valid() or not seen:
            return self._page(request, cycle, form, seen=seen, status=400)
        try:
            actions.revise_cycle(cycle, form.values, by=request.user, seen_revision=seen)
        except Malformed as failure:
            form.refuse(failure)
            return self._page(request, cycle, form, seen=seen, status=400)
        except actions.StaleCycle as stale:
            return self._page(request, cycle, form, seen=stale.saved.revision, saved=stale.saved, status=409)
        messages.success(request, _("Saved."))
        return redirect(cycle)

    def _page(self, request, cycle, form, *, seen, saved: Cycle | None = None, status: int = 200) -> HttpResponse:
        context = {"cycle": cycle, "form": form, "seen": seen, "differences": _differences(form, saved)}
        return render(request, "reporting/cycle_form.html", context, status=status)


def _differences(form: CycleForm, saved: Cycle | None) -> list[dict[str, Any]]:
    """Where what was typed is not what somebody else saved meanwhile."""
    if saved is None:
        return []
    pairs = ((form[name].label, getattr(saved, name), form.cleaned_data[name]) for name in form._meta.fields)
    return [{"label": label, "saved": theirs, "mine": mine} for label, theirs, mine in pairs if theirs != mine]


class CycleProposals(View):
    """Moves the days that were ticked to those proposed for the date of the SCM; the others stay."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        cycle = get_object_or_404(Cycle.objects.visible_to(request.user), pk=year)
        names, seen = request.POST.getlist("day"), whole_number(request.POST.get("seen", ""))
        try:
            actions.take_proposals(cycle, names, by=request.user, seen_revision=seen)
        except Malformed as refused:
            messages.error(request, " ".join(dict.fromkeys(str(text) for text in refused.errors.values())))
        else:
            messages.success(request, _("The days before the SCM are set."))
        return redirect(cycle)


class CycleChoose(View):
    """What may be put before the SCM: joint projects beyond an opportunity, found by words."""

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        cycle = get_object_or_404(Cycle.objects.visible_to(request.user), pk=year)
        words = request.GET.get("q", "")[:200]
        found = search.matching(Project.objects.joint(), words) if words else Project.objects.joint()
        standing = Presentation.objects.visible_to(request.user).filter(cycle=cycle).values("project")
        found = found.exclude(stage=Stage.OPPORTUNITY).exclude(pk__in=standing)
        context = {
            "cycle": cycle,
            "words": words,
            "projects": found.order_by("-updated_at", "id")[:MOST_CANDIDATES],
            "most": MOST_CANDIDATES,
            "verdict": policies.can_choose(request.user, cycle),
        }
        return render(request, "reporting/cycle_choose.html", context)
