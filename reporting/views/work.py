"""What waits for the person who looks."""

import json
from datetime import date
from html import escape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views import View

from contacts.accounts import HERE_BEFORE
from core import days, formats
from core.questions import in_reader_language
from core.sides import Side
from core.templatetags import ui
from projects.enums import Stage
from reporting.board import dated
from reporting.waiting import Own, Task, Work, has_work, page_of

MOST_ROWS, MOST_AWAITED, MOST_NEWS = 10, 5, 5
MOST_COUNTED = 100
LOOK_AHEAD = 60
MOST_COMING = 8


class MyWork(View):
    """My work; of leadership, what is asked of it. Who has none here is led to the dashboard."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not has_work(user):
            return redirect("reporting:dashboard")
        today = days.today()
        page = page_of(user, request.GET, awaited=MOST_AWAITED)
        work, figures = page.work, page.figures
        if page.waiting >= MOST_COUNTED or not page.is_more:
            user.waiting = page.waiting  # counted now, for the header of this page
        cycle = figures["cycle"] and dated(figures["cycle"])
        before = parse_datetime(request.session.get(HERE_BEFORE, ""))
        context = {
            "page": page,
            "other_side": Side(user.side).other.label,
            "tasks": task_rows(page.tasks),
            "rows": project_rows(work, user.side),
            "count": len(work.projects),
            "days_to_scm": figures["days_to_scm"],
            "cycle": cycle,
            "cut_off": _cut_off(cycle, today),
            "coming": coming_up(cycle, today),
            "news": work.news(before, MOST_NEWS),
        }
        return render(request, "reporting/my_work.html", context)


class Home(MyWork):
    """My work for who works on projects; the others begin at the dashboard."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("reporting:dashboard") if request.user.only_looks else super().get(request)


def task_rows(tasks: list[Task]) -> list[SafeString]:
    """Each thing as a row of the table, the first with the one filled button of the page."""
    language = formats.reader_language()
    locks = ui.pieces(language).audience
    return [_task_row(task, locks[task.private], language, is_first=number == 0) for number, task in enumerate(tasks)]


def _task_row(task: Task, lock: str, language: str, *, is_first: bool) -> SafeString:
    pair = ui.pair_html(language, **task.marks) if task.marks else ""
    title, age = escape(task.title), f'<span class="rcf-sub">{task.age}</span>' if task.age else ""
    return mark_safe(
        f'<tr><th scope="row"><a class="rcf-title" href="{escape(task.about)}">{title}</a>{" " if lock else ""}{lock}'
        f'<span class="rcf-sub">{escape(task.why)}</span></th><td>{pair}</td>'
        f'<td class="rcf-nowrap">{f"<b>{task.when}</b>" if task.days_late else task.when}{age}</td>'
        f'<td class="rcf-num"><a class="usa-button usa-button--small{"" if is_first else " usa-button--outline"}"'
        f' href="{escape(task.url)}">{escape(task.verb)}<span class="usa-sr-only">: {title}</span></a></td></tr>\n'
    )


def project_rows(work: Work, side: str) -> list[SafeString]:
    """The first of the person's projects with what comes next in each."""
    coming, ready = work.next_steps(), ui.pieces(formats.reader_language())
    return [_project_row(one, _next(one, coming.get(one.pk), side), ready) for one in work.projects[:MOST_ROWS]]


def _project_row(project: Own, then: str, ready: ui.Pieces) -> SafeString:
    health = ready.health[project.shown_health]
    if not health and project.stage == Stage.ACTIVE:
        health = format_html('<span class="rcf-quiet">{}</span>', _("no report yet"))
    lock = ready.audience[project.audience]
    return mark_safe(
        f'<tr><th scope="row"><a class="rcf-strong" href="/projects/{escape(project.reference)}/">'
        f"{escape(project.title)}</a>{' ' if lock else ''}{lock}</th>"
        f"<td>{ready.stage[project.stage]}</td><td>{health}</td><td>{escape(then)}</td></tr>\n"
    )


def _next(project: Own, coming: dict[str, Any] | None, side: str) -> str:
    if project.is_private:
        return _("Share with %(side)s when ready") % {"side": Side(side).other.label}
    if coming is None:
        return ""
    return f"{in_reader_language(json.loads(coming['facts']), 'name')}, {formats.short_day(coming['due'])}"


def _cut_off(cycle: dict[str, Any] | None, today: date) -> dict[str, Any] | None:
    if not cycle or not cycle["cut_off"] or cycle["cut_off"] < today:
        return None
    counts = {side.value.lower(): days.working_days(today, cycle["cut_off"], side) for side in Side}
    return {"day": cycle["cut_off"], **counts}


def coming_up(cycle: dict[str, Any] | None, today: date) -> list[dict[str, Any]]:
    """The meetings and the data cut-off that come, and when either capital is closed, in order of time."""
    found = [
        (one.since, one.until, _closed(one))
        for one in days.closed_from(today, days=LOOK_AHEAD, language=formats.reader_language())
    ]
    names = {"rcwg_on": "RCWG", "kidd_on": "KIDD", "scm_on": "SCM", "cut_off": _("Data cut-off")}
    found += [
        (cycle[name], cycle[name], label)
        for name, label in names.items()
        if cycle and cycle[name] and cycle[name] >= today
    ]
    return [{"since": since, "until": until, "text": text} for since, until, text in sorted(found)[:MOST_COMING]]


def _closed(one: days.Closed) -> str:
    return _("%(capital)s closed: %(holiday)s") % {"capital": one.side.capital, "holiday": one.name}
