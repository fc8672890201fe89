"""What waits for the person who looks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from contacts.enums import Role
from core.days import Closed, closed_from, working_days
from core.sides import Side
from core.templatetags import ui
from reporting.board import dated
from reporting.figures import counted
from reporting.waiting import Work

MOST_ROWS, MOST_TASKS = 10, 30
LOOK_AHEAD = 60
MOST_COMING = 8


class MyWork(View):
    """My work; who has none here is led to the dashboard."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_role(Role.POC, Role.LEAD, Role.STAFF):
            return redirect("reporting:dashboard")
        today, figures = timezone.localdate(), counted()
        work = Work(request.user, today)
        tasks = work.tasks(figures)
        cycle = figures["cycle"] and dated(figures["cycle"])
        context = {
            "tasks": tasks[:MOST_TASKS],
            "more": max(0, len(tasks) - MOST_TASKS),
            "waiting": len(tasks),
            "rows": work.rows(MOST_ROWS),
            "count": len(work.projects),
            "figures": figures,
            "cycle": cycle,
            "cut_off": _cut_off(cycle, today),
            "coming": coming_up(cycle, today),
        }
        return render(request, "reporting/my_work.html", context)


def _cut_off(cycle: dict[str, Any] | None, today) -> dict[str, Any] | None:
    if not cycle or not cycle["cut_off"] or cycle["cut_off"] < today:
        return None
    counts = {side.value.lower(): working_days(today, cycle["cut_off"], side) for side in Side}
    return {"day": cycle["cut_off"], **counts}


def coming_up(cycle: dict[str, Any] | None, today) -> list[dict[str, Any]]:
    """The meetings and the data cut-off that come, and when either capital is closed, in order of time."""
    found = [
        (one.since, one.until, _closed(one))
        for one in closed_from(today, days=LOOK_AHEAD, language=ui.reader_language())
    ]
    names = {"rcwg_on": "RCWG", "kidd_on": "KIDD", "scm_on": "SCM", "cut_off": _("Data cut-off")}
    found += [
        (cycle[name], cycle[name], label)
        for name, label in names.items()
        if cycle and cycle[name] and cycle[name] >= today
    ]
    return [{"since": since, "until": until, "text": text} for since, until, text in sorted(found)[:MOST_COMING]]


def _closed(one: Closed) -> str:
    return _("%(capital)s closed: %(holiday)s") % {"capital": one.side.capital, "holiday": one.name}
