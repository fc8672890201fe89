"""The page of one project, its history, and the acts that need no form of their own."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import concurrence, formats, questions, submissions
from core.audience import Audience
from core.errors import Malformed
from core.models import Entry, QuestionState
from core.sides import Side, in_order, languages_in_order
from projects import actions, funds, history_lines, policies
from projects.eligibility import as_member, day_of
from projects.enums import LEFT, LIFE, Health, OrganisationRole, Stage
from projects.forms import RemarkForm
from projects.models import TEXTS, Milestone, Project
from projects.naming import SOURCES, read_names
from projects.reading import day_in, find_whole, milestones_of, newest_entries, newest_remarks, with_parts
from projects.views.deciding import told
from projects.views.overlaps import overlaps_of
from projects.views.pages import ProjectPage
from projects.views.texts import project_text
from projects.wording import percent, step_words
from projects.workflow import LEADS

SHOWN_LINES = 5
LINES_ON_A_PAGE = 50
SHOWN_ANSWERS = 4
DECIDING = {
    Stage.DECIDED: ("decide", "restore"),
    Stage.ACTIVE: ("decide", "restore"),
    Stage.COMPLETED: ("complete",),
    Stage.SUSPENDED: ("suspend",),
    Stage.CANCELLED: ("cancel",),
}
"""The decision that a project at a stage rests on."""
ENTRIES_READ = 400


class ProjectDetail(ProjectPage):
    """All there is to read about a project, and what the reader may do with it."""

    def projects(self):
        return with_parts().visible_to(self.request.user)

    def find(self, reference: str) -> Project:
        return find_whole(self.request.user, reference) or super().find(reference)

    def get(self, request: HttpRequest, form: RemarkForm | None = None, status: int = 200) -> HttpResponse:
        project, user = self.project, request.user
        milestones = milestones_of(user.side).instances(project=project.pk)
        remarks = newest_remarks(user.side).instances(project=project.pk)
        entries = newest_entries(user.side).instances(project=str(project.pk))
        names = read_names(user, *SOURCES)
        decision = decision_of(user, project)
        context = {
            "project": project,
            "areas": [names("area", slug) for slug in project.secondary_areas],
            "themes": [names("theme", slug) for slug in project.themes],
            "texts": texts_of(project, both=request.GET.get("texts") == "both"),
            "both": request.GET.get("texts") == "both",
            "can_confirm": policies.can_confirm(user, project),
            "stages": stages_of(project, user.side),
            "decision": decision,
            "steps": steps_of(user, project, decision["asked"]),
            "can": verdicts_of(user, project),
            "milestones": milestone_rows(milestones),
            "duo": duo_of(project),
            "remarks": [{"row": row, "who": _post(row.post, row.side)} for row in remarks],
            "remark_form": form or self.remark_form(),
            "key": uuid.uuid4(),
            "history": history_lines.lines(entries, names)[:SHOWN_LINES],
            "history_count": entries[0].moments if entries else 0,
            **progress_of(project),
            **countries_of(project),
            **funds.in_short(user, project),
            **overlaps_of(project, user, names),
        }
        return render(request, "projects/project_detail.html", context, status=status)

    def remark_form(self, data: Any = None) -> RemarkForm | None:
        if not self.request.user.side:
            return None
        return RemarkForm(data, audiences=policies.audiences_for(self.request.user, self.project))


class ProjectRemark(ProjectDetail):
    """Adds a remark; what is wrong with it is said on the project's page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        policies.can_remark(request.user, self.project).enforce()
        form = self.remark_form(request.POST)
        if not form.is_valid():
            return self.get(request, form, status=400)
        audience = Audience(form.cleaned_data["remark_audience"])
        try:
            submissions.once(
                request.POST.get("key", ""),
                by=request.user,
                work=lambda: str(
                    actions.remark(self.project, form.cleaned_data["text"], audience=audience, by=request.user).pk
                ),
            )
        except Malformed as refused:
            form.take_errors(refused)
            return self.get(request, form, status=400)
        return self.back("#remarks")


class ProjectConfirm(ProjectPage):
    """Confirms one language of a text against the other."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        name, _dot, language = request.POST.get("text", "").partition(".")
        actions.confirm_text(self.project, name, language, by=request.user, seen=request.POST.get("seen", ""))
        messages.success(request, _("Confirmed."))
        return self.back("?texts=both")


class ProjectHistory(ProjectPage):
    """Every change of the project that the reader may see, newest first, in pages."""

    def get(self, request: HttpRequest) -> HttpResponse:
        older = _moment(request.GET.get("before", ""))
        every = history_of(request, self.project)
        entries = (every.filter(at__lt=older) if older else every)[: ENTRIES_READ + 1]
        read = list(entries)
        found = whole_acts(read, ENTRIES_READ)
        acts = history_lines.lines(found, read_names(request.user, **history_lines.keys_of(found)))
        shown, cut = acts[:LINES_ON_A_PAGE], len(acts) > LINES_ON_A_PAGE or len(read) > ENTRIES_READ
        context = {
            "project": self.project,
            "history": shown,
            "older": older,
            "history_count": found[0].moments if found else 0,
            "next_url": "?" + urlencode({"before": shown[-1].at.isoformat()}) if cut else "",
        }
        return render(request, "projects/project_history.html", context)


def _moment(text: str) -> datetime | None:
    """A moment that any time zone can show."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if 2000 <= moment.year <= 2100 else None


def whole_acts(entries: list[Entry], most: int) -> list[Entry]:
    """The entries without a last act that a limit may have cut."""
    if len(entries) <= most:
        return entries
    last = entries[-1].at
    return [entry for entry in entries if entry.at != last] or entries


def history_of(request: HttpRequest, project: Project):
    """The entries that the reader may see; the newest carries in `moments` how many acts there are."""
    return history_lines.counted(Entry.objects.visible_to(request.user).about(project))


def _post(post: dict[str, str] | None, side: str) -> str:
    """A post in the reader's language, else its side."""
    return post[formats.reader_language()] if post else str(Side(side).label)


def texts_of(project: Project, *, both: bool) -> list[dict[str, Any]]:
    """Summary and objective with their states, in the reader's language or in both."""
    labels = {"title": _("Title"), "summary": _("Summary"), "objective": _("Objective")}
    langs = languages_in_order(formats.reader_language())
    found = []
    for name in TEXTS if both else TEXTS[1:]:
        cells = [project_text(project, name, lang) for lang in langs]
        written = [cell for cell in cells if cell["text"]]
        if not written and not both and name != "summary":
            continue
        found.append({"label": labels[name], "cells": cells, "shown": (written or cells)[0], "own": langs[0]})
    return found


def stages_of(project: Project, me: str) -> list[dict[str, Any]]:
    """The stages of a project's life with the day on which it came to each; where it left them, the last says so."""
    reached = {row["stage"]: day_in(row, "on") for row in project.stages}
    stage = Stage(project.stage)
    here = LIFE.index(LEFT.get(stage, stage))
    told = [
        {
            "label": one.label,
            "css": "is-now" if one == stage else "is-done" if place <= here and one in reached else "",
            "now": one == stage,
            "said": _reviewed_by(project, me) if one == stage == Stage.REVIEW else "",
            "on": reached.get(one),
            "planned": project.planned_end if one == Stage.COMPLETED and place > here else None,
        }
        for place, one in enumerate(LIFE)
        if stage not in LEFT or place <= here
    ]
    if stage in LEFT:
        told.append({"label": stage.label, "css": "is-now", "now": True, "said": "", "on": None, "planned": None})
    return told


def _reviewed_by(project: Project, me: str) -> str:
    """What review is to the reader: sent, to the side that proposed it; to review, to the other."""
    proposed = [row for row in project.stages if row["stage"] == Stage.REVIEW][-1]
    words = {"on": formats.day(day_in(proposed, "on")), "side": Side(proposed["side"]).other.label}
    if me == proposed["side"]:
        return _("sent to %(side)s on %(on)s") % words
    return _("to review since %(on)s") % words if me else ""


def steps_of(user: Any, project: Project, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps out of this stage that are not asked yet: those taken at once as buttons, the others as ways to a page.

    A step that this reader may neither take nor ask is shown with the reason, once for all of them.
    """
    words = step_words()
    return [
        {
            "name": step.name,
            "label": words[step.name],
            "at_once": not (step.both_sides or step.reasons),
            "may": concurrence.can_take(user, project, step.name, asked)
            or concurrence.can_ask(user, project, step.name, asked),
            "verdict": concurrence.can_take(user, project, step.name, asked),
        }
        for step in project.WORKFLOW.from_stage(project.stage)
        if step.name not in asked
    ]


def decision_of(user: Any, project: Project) -> dict[str, Any]:
    """What is put to both sides, what they decided on it last, open concerns and earlier answers, in one statement."""
    if project.is_private:
        return {"asked": {}}
    found = questions.questions_of(project)
    asked = questions.open_among(found)
    decided = questions.carried(found, *DECIDING.get(project.stage, ()))
    ended = [one for one in found if one.state != QuestionState.OPEN and one is not decided]
    return {
        "asked": asked,
        "open": [told(one, user, project, asked) for one in asked.values()],
        "decided": decided and told(decided, user, project, asked),
        "concerns": questions.open_concerns(found),
        "may_close": user.has_role(*LEADS.roles),
        "ended": [told(one, user, project, asked) for one in ended[:SHOWN_ANSWERS]],
    }


def verdicts_of(user: Any, project: Project) -> dict[str, Any]:
    return {
        "edit": policies.can_edit(user, project),
        "share": policies.can_share(user, project),
        "report": policies.can_report(user, project),
        "plan": policies.can_plan(user, project),
        "remark": policies.can_remark(user, project),
    }


def milestone_rows(milestones: list[Milestone]) -> list[dict[str, Any]]:
    """The milestones with what separates plan and act, in words."""
    return [{"row": row, "difference": difference_words(row), "overdue": _overdue(row)} for row in milestones]


def _overdue(row: Milestone) -> bool:
    return not row.actual_on and bool(row.days_late)


def difference_words(row: Milestone) -> str:
    """4 days early, 3 days late, on the day; '' for what is not due."""
    days = row.days_late
    if days is None:
        return ""
    if days == 0:
        return _("on the day")
    words = (
        ngettext("%(n)s day late", "%(n)s days late", days)
        if days > 0
        else ngettext("%(n)s day early", "%(n)s days early", -days)
    )
    return words % {"n": formats.number(abs(days))}


def progress_of(project: Project) -> dict[str, Any]:
    """The latest update, what was said the month before, and earlier ones."""
    updates = [update_row(row) for row in project.updates]
    changed = ""
    if len(updates) > 1 and updates[0]["health"] != updates[1]["health"]:
        words = {
            Health.ON_TRACK: _("was on track in %(month)s"),
            Health.AT_RISK: _("was at risk in %(month)s"),
            Health.OFF_TRACK: _("was off track in %(month)s"),
        }
        changed = words[updates[1]["health"]] % {"month": updates[1]["month"]}
    return {"latest": updates[0] if updates else None, "earlier": updates[1:], "changed": changed}


def update_row(row: dict[str, Any]) -> dict[str, Any]:
    """An update in the reader's language, else in the other one."""
    own, other = languages_in_order(formats.reader_language())
    period = day_in(row, "period")
    return row | {
        "month": history_lines.month(period),
        "slug": f"{period:%Y-%m}",
        "text": row[f"narrative_{own}"] or row[f"narrative_{other}"],
        "lang": own if row[f"narrative_{own}"] else other,
        "who": _post(row["post"], row["side"]),
    }


def duo_of(project: Project) -> list[dict[str, Any]]:
    """The two posts, in the language's order."""
    posts = {Side.US: project.us_post, Side.ROK: project.rok_post}
    ko = formats.reader_language() == "ko"
    return [
        {
            "side": side,
            "css": side.lower(),
            "post": post and (post.title_ko if ko else post.title_en),
            "office": post and ((post.organisation.name_ko if ko else "") or post.organisation.name_en),
        }
        for side in in_order(formats.reader_language())
        for post in [posts[side]]
    ]


def countries_of(project: Project) -> dict[str, Any]:
    """The countries with their shares, and in one sentence what makes them eligible."""
    ko = formats.reader_language() == "ko"
    rows = [
        {
            "code": row["code"],
            "name": row["ko" if ko else "en"],
            "share": float(row["share"]),
            "words": percent(row["share"]),
            "eligible": bool(row["groups"]),
            "reason": row["reason"],
        }
        for row in project.shares
    ]
    return {
        "countries": rows,
        "unnamed": [row["name"] for row, part in zip(rows, project.shares, strict=True) if part["unnamed"]],
        "eligible_on": day_of(project.planned_start),
        "eligibility": eligibility_words(project),
        "organisations": [
            {"name": (row["ko"] if ko else "") or row["en"], "role": OrganisationRole(row["role"]).label}
            for row in project.roles
        ],
    }


def eligibility_words(project: Project) -> str:
    """Which groups cover its countries on the day that counts; '' when one of them is in none."""
    if not project.shares or not all(row["groups"] for row in project.shares):
        return ""
    memberships = sorted({as_member(one["en"], one["ko"]) for row in project.shares for one in row["groups"][:1]})
    words = {"as": ", ".join(memberships), "day": formats.day(day_of(project.planned_start))}
    return _("All eligible on %(day)s: %(as)s.") % words
