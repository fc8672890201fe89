"""One year on a page: its calendar, its obligation, what is missing and with whom, its editions."""

import uuid
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from core import days, formats, questions
from core.models import Job, Question
from core.sides import Side, in_order, languages_in_order
from projects.models import Project
from projects.views.deciding import urls_of
from projects.wording import question_title
from projects.workflow import PROJECT
from reporting import actions, figures, policies
from reporting.actions.editions import COMPILE
from reporting.actions.presenting import HOLD_BACK, PRESENT, step_about
from reporting.board import OBLIGATION_TONES, duty, title
from reporting.carried import carried_over, open_taskings
from reporting.climb import climbs
from reporting.deadlines import BEFORE_SCM, MEETINGS, by_hand, proposals
from reporting.enums import FileFormat, Host, Obligation, Paper, ReportLanguage
from reporting.gaps import by_side
from reporting.models import Artifact, Cycle, Edition
from reporting.wording import day_title
from reporting.year import drawn

SHOWN_PROJECTS = 3
OPENS, CLOSES = time(9), time(17)
HOSTS = {Host.WASHINGTON: Side.US, Host.SEOUL: Side.ROK}


class CycleDetail(View):
    """One year on a sheet: its calendar, its obligation, what is missing, its report, what was carried over to it."""

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        joint = figures.Joint(days.today(), year)
        if (cycle := joint.cycle) is None or joint.starts_on is None:
            raise Http404
        user, language = request.user, formats.reader_language()
        jobs = Job.objects.visible_to(user).filter(kind=COMPILE, subject_id=str(year))
        editions = list(Edition.objects.visible_to(user).filter(cycle=cycle).order_by("-number"))
        newest = editions[0] if editions else None
        asked = asked_about(user, cycle)
        presented = [one.project_id for one in joint.presentations]
        context = {
            "cycle": cycle,
            "days_left": figures.days_to_scm(joint),
            "steps": steps(cycle, joint.day),
            "moves": moves(cycle, joint.day),
            "year_on_a_sheet": drawn(language, cycle, joint.starts_on, joint.day, newest),
            "obligation": duty(language, figures.obligation(joint)),
            "obligations": [told_of_year(one) for one in figures.obligations(joint)],
            "presentations": joint.presentations,
            "asked": asked,
            "gaps": self.gaps(cycle, joint.day, by_side(joint.day, presented, asked=asked, edition=newest)),
            "editions": edition_rows(request, editions),
            "newest": newest,
            "rate": figures.commitments(joint),
            "taskings": open_taskings(cycle),
            "carried": carried_over(cycle, joint.starts_on),
            "job": jobs.order_by("-queued_at").first(),
            "key": uuid.uuid4(),
            "can_revise": policies.can_revise_cycle(user, cycle),
            "can_choose": policies.can_choose(user, cycle),
            "can_compile": policies.can_compile(user, cycle),
        }
        return render(request, "reporting/cycle_detail.html", context)

    def gaps(self, cycle: Cycle, day: date, sides: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What each side owes, and whether the reader may remind of it now."""
        reminded, user = actions.reminded_on(cycle, day), self.request.user
        return [
            {**one, "can_remind": policies.can_remind_of_missing(user, bool(one["n"]), reminded[one["side"]])}
            for one in sides
        ]


class CycleRemind(View):
    """Reminds the owners of what is missing at a side, once a day."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, year: int, side: str) -> HttpResponse:
        cycle = get_object_or_404(Cycle.objects.visible_to(request.user), pk=year)
        if (whose := side.upper()) not in Side.values:
            raise Http404
        told = actions.remind_of_missing(cycle, Side(whose), by=request.user, today=days.today())
        n = len({notice.recipient_id for notice in told})
        said = ngettext("%(n)s person was told.", "%(n)s persons were told.", n)
        messages.success(request, said % {"n": n} if n else _("Nobody else of that side can be told."))
        return redirect(f"{cycle.get_absolute_url()}#missing")


def told_of_year(one: dict[str, Any]) -> dict[str, Any]:
    """The obligation of one year of the history in words."""
    named = [title(formats.reader_language(), project) for project in one["projects"]]
    return {
        **one,
        "label": Obligation(one["state"]).label if one["state"] else _("Not recorded here"),
        "tone": OBLIGATION_TONES[Obligation(one["state"])] if one["state"] else "",
        "since": date.fromisoformat(one["since"]),
        "named": named[:SHOWN_PROJECTS],
        "more": max(0, len(named) - SHOWN_PROJECTS),
    }


def edition_rows(request: HttpRequest, editions: list[Edition]) -> list[dict[str, Any]]:
    """Each edition of a year with its climb as pairs and the files of its newest revision."""
    climb, found = climbs(editions), files(request, cycle=editions[0].cycle_id) if editions else []
    return [
        {
            "edition": one,
            "climb": climb[one.pk],
            "files": [file for file in found if file.snapshot.edition_id == one.pk and file.format == FileFormat.PDF],
        }
        for one in editions
    ]


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


def steps(cycle: Cycle, today: date) -> list[dict[str, Any]]:
    """The days of the year from today on, in order: when each is in both capitals, and how many both still work.

    A meeting whose place is known begins at nine there; a deadline ends with the working day in both capitals, at five
    in the one whose day is later. Of a meeting elsewhere the day alone is known.
    """
    dated = [(day, name) for name in (*BEFORE_SCM, "scm_on") if (day := getattr(cycle, name)) and day >= today]
    sides = in_order(formats.reader_language())
    rows = []
    for day, name in sorted(dated):
        at = _moment(cycle, name, day)
        rows.append(
            {
                "name": name,
                "title": day_title(cycle, name),
                "day": day,
                "at": [(side.capital, at and at.astimezone(ZoneInfo(side.time_zone)), day) for side in sides],
                "both": days.working_days(today, day, *sides),
            }
        )
    return rows


def _moment(cycle: Cycle, name: str, day: date) -> datetime | None:
    if name == "scm_on":
        return datetime.combine(day, OPENS, ZoneInfo(HOSTS[Host(cycle.host)].time_zone)) if cycle.host else None
    if name in MEETINGS:
        return None
    return max(datetime.combine(day, CLOSES, ZoneInfo(side.time_zone)) for side in Side)


def moves(cycle: Cycle, today: date) -> list[dict[str, Any]]:
    """Which days would change if those proposed for the SCM's date were taken, and which of them were moved by hand.

    Nothing once staff have taken the proposals for this date, or left them, and nothing after the SCM.
    """
    if cycle.scm_on is None or cycle.scm_on < today or cycle.counted_from == cycle.scm_on:
        return []
    stands = {name: getattr(cycle, name) for name in BEFORE_SCM}
    moved = by_hand(stands, cycle.counted_from)
    return [
        {"name": name, "title": day_title(cycle, name), "now": stands[name], "to": day, "by_hand": name in moved}
        for name, day in proposals(cycle.scm_on).items()
        if stands[name] != day
    ]


def files(request: HttpRequest, **which: Any) -> list[Artifact]:
    """The files of the newest revision of each edition, the newest edition first, the reader's language first."""
    found = Artifact.objects.visible_to(request.user).filter(
        **{f"snapshot__edition__{name}": value for name, value in which.items()},
        snapshot__revision=F("snapshot__edition__compiled_revision"),
        format=FileFormat.PDF,
        paper=Paper.A4,
    )
    order = [*languages_in_order(formats.reader_language()), ReportLanguage.BOTH]
    rows = found.select_related("snapshot__edition").defer("snapshot__content").order_by("is_sealed")
    newest = {(one.snapshot_id, one.language): one for one in rows}
    return sorted(newest.values(), key=lambda one: (-one.snapshot.edition.number, order.index(one.language)))
