"""The years: their list, one year on a page, its dates, and what is put before its SCM."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from core import questions
from core.days import working_days
from core.errors import Malformed
from core.models import Job, Question
from core.sides import in_order, languages_in_order
from core.submissions import once
from core.templatetags import ui
from core.text import whole_number
from projects import search
from projects.enums import Stage
from projects.models import Project
from projects.views.deciding import urls_of
from projects.wording import question_title
from projects.workflow import PROJECT
from reporting import actions, figures, policies
from reporting.actions.editions import COMPILE
from reporting.actions.presenting import HOLD_BACK, PRESENT, step_about
from reporting.board import duty
from reporting.enums import ReportLanguage
from reporting.forms import CycleForm, NewCycleForm
from reporting.gaps import by_side
from reporting.models import Artifact, Cycle, Edition, Presentation
from reporting.templatetags.year import nth
from reporting.year import drawn

MOST_CANDIDATES = 30


class CycleList(View):
    """All years, the newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        cycles = list(reversed(figures.all_cycles()))
        running = figures.running_on(timezone.localdate(), cycles[::-1])
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


class CycleDetail(View):
    """One year: its meetings, its obligation, what is missing, its report."""

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        joint = figures.Joint(timezone.localdate(), year)
        if (cycle := joint.cycle) is None:
            raise Http404
        jobs = Job.objects.visible_to(request.user).filter(kind=COMPILE, subject_id=str(year))
        context = {
            "cycle": cycle,
            "days_left": figures.days_to_scm(joint),
            "steps": steps(cycle, joint.day),
            "year_on_a_sheet": drawn(ui.reader_language(), cycle, joint.starts_on, joint.day),
            "obligation": duty(ui.reader_language(), figures.obligation(joint)),
            "presentations": joint.presentations,
            "asked": asked_about(request.user, cycle),
            "gaps": by_side(joint.day, [one.project_id for one in joint.presentations]),
            "artifacts": files(request, cycle=cycle),
            "job": jobs.order_by("-queued_at").first(),
            "key": uuid.uuid4(),
            "can_revise": policies.can_revise_cycle(request.user, cycle),
            "can_choose": policies.can_choose(request.user, cycle),
            "can_compile": policies.can_compile(request.user, cycle),
        }
        return render(request, "reporting/cycle_detail.html", context)


def asked_about(user: Any, cycle: Cycle) -> list[dict[str, Any]]:
    """What is open about the SCM of this cycle: which project, which question, each side's answer, whose turn."""
    names = [step_about(step, cycle) for step in (PRESENT, HOLD_BACK)]
    open_ones = Question.objects.visible_to(user).open().filter(workflow=PROJECT.name, step__in=names)
    found = questions.standing(questions.with_answers(open_ones).order_by("due_on", "asked_at"))
    named = Project.objects.visible_to(user).in_bulk([one.subject_id for one in found]) if found else {}
    return [
        {
            "project": named[UUID(one.subject_id)],
            "title": question_title(one.step),
            "marks": questions.marks(one),
            "turn": questions.turn(one),
            "url": urls_of(named[UUID(one.subject_id)], one.step)["answer"],
        }
        for one in found
    ]


def steps(cycle: Cycle, today) -> list[dict[str, Any]]:
    """The meetings and the cut-off in order of time, with the days that are left in each capital and in both."""
    kidd = (
        _("%(nth)s Korea-U.S. Integrated Defense Dialogue (KIDD)")
        if cycle.kidd_ordinal
        else _("Korea-U.S. Integrated Defense Dialogue (KIDD)")
    )
    scm = _("%(nth)s Security Consultative Meeting (SCM)")
    named = [
        (_("Regional Cooperation Working Group (RCWG)"), cycle.rcwg_on),
        (_("Data cut-off"), cycle.cut_off),
        (kidd % {"nth": nth(cycle.kidd_ordinal or 0)}, cycle.kidd_on),
        (scm % {"nth": nth(cycle.ordinal)}, cycle.scm_on),
    ]
    sides = in_order(ui.reader_language())
    rows = []
    for name, day in sorted(named, key=lambda one: (one[1] is None, one[1] or today)):
        left = day and day >= today
        rows.append(
            {
                "name": name,
                "day": day,
                "left": (day - today).days if left else None,
                "each": [(side.capital, working_days(today, day, side) if left else None) for side in sides],
                "both": working_days(today, day, *sides) if left else None,
            }
        )
    return rows


def files(request: HttpRequest, **which: Any) -> list[Artifact]:
    """The files of the newest revision of each edition, the newest edition first, the reader's language first."""
    found = Artifact.objects.visible_to(request.user).filter(
        **{f"snapshot__edition__{name}": value for name, value in which.items()},
        snapshot__revision=F("snapshot__edition__compiled_revision"),
    )
    order = [*languages_in_order(ui.reader_language()), ReportLanguage.BOTH]
    rows = found.select_related("snapshot__edition").defer("snapshot__content")
    return sorted(rows, key=lambda one: (-one.snapshot.edition.number, order.index(one.language)))


class CycleNew(View):
    """Opens the cycle of another year."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_open_cycle(request.user).enforce()
        return self._page(request, NewCycleForm(initial=_next_year()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewCycleForm(request.POST)
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
    pairs = ((form[name].label, getattr(saved, name), form.cleaned_data[name]) for name in form.fields)
    return [{"label": label, "saved": theirs, "mine": mine} for label, theirs, mine in pairs if theirs != mine]


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
