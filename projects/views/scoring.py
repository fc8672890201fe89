"""The scores of one project: the own side's beside the other's, which stays shut until both have submitted."""

import uuid
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import concurrence, formats, questions, submissions
from core.errors import Malformed
from core.paging import capped_counts
from core.sides import Side, in_order
from core.text import whole_number
from projects import actions, policies
from projects.actions.scoring import Given, Scores, StaleScores, given_in, version_of
from projects.enums import Stage
from projects.forms import ScoresForm
from projects.models import Criterion, Standing
from projects.scoring import Scoring, read_scoring, weights_of
from projects.totals import most_of
from projects.views.pages import ProjectPage

DISCUSSED = 2
"""From so many points apart on one criterion the page asks for talk."""
SHOWN = 3
TICKS = tuple(12 + 38 * place for place in range(5))


class ProjectScores(ProjectPage):
    """Not open yet, sealed, or open to both; a lead scores here for the own side."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("year", "")
        scoring = read_scoring(request.user, self.project, whole_number(asked) if asked else None)
        if asked and scoring.standing is None:
            raise Http404
        return self.show(scoring)

    def post(self, request: HttpRequest) -> HttpResponse:
        scoring = read_scoring(request.user, self.project)
        form = ScoresForm(request.POST, criteria=scoring.criteria, given={})
        if not form.is_valid():
            return self.show(scoring, form, status=400)
        scores, seen = form.scores(), request.POST.get("seen", "")

        def keep() -> str:
            actions.save_scores(self.project, scores, by=request.user, seen=seen)
            return "kept"

        def submit() -> str:
            return "opened" if actions.submit_scores(self.project, scores, by=request.user, seen=seen) else "submitted"

        try:
            done = submissions.once(
                request.POST.get("key", ""), by=request.user, work=submit if "submit" in request.POST else keep
            )
        except Malformed as refused:
            form.take_errors(refused)
            return self.show(scoring, form, status=400)
        except StaleScores as stale:
            return self.show(read_scoring(request.user, self.project), form, stale=stale, mine=scores, status=409)
        messages.success(request, _said(done))
        return redirect("projects:scores", self.project.reference)

    def show(self, scoring: Scoring, form: ScoresForm | None = None, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {"project": self.project, "scoring": scoring, "key": self.request.POST.get("key") or uuid.uuid4()}
        if scoring.standing:
            context |= opened_context(scoring) | {"list_url": reverse("projects:ranking", args=[scoring.year])}
            context["decide"] = self.deciding()
        elif (self.project.stage == Stage.REVIEW and scoring.ranking) or scoring.sealed:
            context |= self.sealed_context(scoring, form, **more)
        return render(self.request, "projects/scores.html", context, status=status)

    def deciding(self) -> dict[str, Any] | None:
        """What comes after open scores in review: to ask both sides, or the question as it stands; None later."""
        if self.project.stage != Stage.REVIEW:
            return None
        user, asked = self.request.user, questions.open_among(questions.questions_of(self.project))
        question = asked.get("decide")
        return {
            "url": reverse("projects:step", args=[self.project.reference, "decide"]),
            "may_ask": concurrence.can_ask(user, self.project, "decide", asked),
            "may_sign": question and concurrence.can_take(user, self.project, "decide", asked),
            "marks": question and questions.marks(question),
            "turn": question and questions.turn(question),
        }

    def sealed_context(
        self, scoring: Scoring, form: ScoresForm | None, *, stale: StaleScores | None = None, mine: Scores | None = None
    ) -> dict[str, Any]:
        user, own = self.request.user, scoring.sheets.get(self.request.user.side)
        verdict = policies.can_score(user, self.project, submitted=user.side in scoring.sealed)
        if verdict and form is None:
            form = ScoresForm(criteria=scoring.criteria, given=given_in(own.scores.all()) if own else {})
        return {
            "columns": [self._column(scoring, side, form if verdict else None) for side in _sides()],
            "verdict": verdict,
            "seen": version_of(scoring.ranking, own) if scoring.ranking else "",
            "answers": {side.lower(): "sealed" if side in scoring.sealed else "waiting" for side in Side},
            "stale": stale
            and {
                "reason": stale.reason,
                "version": stale.version,
                "rows": _both_versions(scoring.criteria, stale.saved, mine),
            },
            "form": form,
        }

    def _column(self, scoring: Scoring, side: Side, form: ScoresForm | None) -> dict[str, Any]:
        mine = side == self.request.user.side
        given = scoring.scores(side)
        return {
            "side": side,
            "css": side.lower(),
            "mine": mine,
            "form": form if mine else None,
            "sealed": scoring.sealed.get(side),
            "rows": [(one, given.get(one.number)) for one in scoring.criteria] if mine else [],
            "has_draft": bool(given),
        }


def _said(done: str) -> str:
    return {
        "kept": _("The draft is saved. Only your side sees it."),
        "submitted": _("Submitted. Both scores open when the other side has submitted its own."),
        "opened": _("Submitted. The scores of both sides are open now."),
    }[done]


def _sides() -> list[Side]:
    return in_order(formats.reader_language())


def _both_versions(criteria: list[Criterion], saved: Scores, mine: Scores | None) -> list[dict[str, Any]]:
    """Where what was typed is not what another lead of the side saved meanwhile."""
    mine = mine or {}
    pairs = [(one, saved.get(one.number, Given()), mine.get(one.number, Given())) for one in criteria]
    return [{"criterion": one, "saved": theirs, "mine": own} for one, theirs, own in pairs if theirs != own]


# --- open to both ---


def opened_context(scoring: Scoring) -> dict[str, Any]:
    """Both totals with their ranks, criterion by criterion, and the head of the year's ranked list."""
    standing: Any = scoring.standing
    listed = Standing.objects.joint().filter(year=standing.year)
    us, rok, place, every = capped_counts(
        listed.filter(us_total__gt=standing.us_total),
        listed.filter(rok_total__gt=standing.rok_total),
        listed.filter(merit__gt=standing.merit),
        listed,
    )
    totals, ranks = {"US": standing.us_total, "ROK": standing.rok_total}, {"US": us + 1, "ROK": rok + 1}
    rows = [_row(scoring, one) for one in scoring.criteria]
    first = list(listed.select_related("project").ranked()[:SHOWN])
    return {
        "most": most_of(weights_of(scoring.criteria)),
        "totals": [{"side": side, "total": totals[side], "rank": ranks[side]} for side in _sides()],
        "rows": rows,
        "discussed": sum(row["discuss"] for row in rows),
        "first": _ranked(first) + ([] if standing in first else [_listed(standing, place + 1)]),
        "shown": len(first),
        "listed": every,
        "weighted": len({one.weight for one in scoring.criteria}) > 1,
        "revisions": _revisions(scoring),
    }


def _revisions(scoring: Scoring) -> list[tuple[Side, int]]:
    """Which revision of the text each side scored, where that is not the same."""
    scored = [(side, scoring.sealed[side].project_revision) for side in _sides() if side in scoring.sealed]
    return scored if len({revision for _side, revision in scored}) > 1 else []


def _row(scoring: Scoring, criterion: Criterion) -> dict[str, Any]:
    """What both sides gave on one criterion."""
    given = [(side, scoring.scores(side)[criterion.number]) for side in _sides()]
    (first, one), (second, other) = given
    apart = abs(one.value - other.value)
    return {
        "criterion": criterion,
        "scale": _scale(first.lower(), one.value, second.lower(), other.value),
        "given": given,
        "apart": apart,
        "discuss": apart >= DISCUSSED,
    }


@lru_cache(maxsize=64)
def _scale(first: str, value: int, second: str, other: int) -> SafeString:
    """Both scores on one line from 1 to 5; equal ones touch."""
    ticks = format_html_join("", '<line x1="{0}" x2="{0}" y1="10" y2="18"/>', ((tick,) for tick in TICKS))
    away = 0 if value == other else 6
    marks = format_html_join(
        "",
        '<rect x="{}" y="3" width="12" height="22" class="b-{}"/>',
        [(TICKS[value - 1] - 12 + away, first), (TICKS[other - 1] - away, second)],
    )
    return format_html(
        '<svg class="rcf-scale" viewBox="0 0 176 28" aria-hidden="true" focusable="false">'
        '<line x1="{}" x2="{}" y1="14" y2="14"/>{}{}</svg>',
        TICKS[0],
        TICKS[-1],
        ticks,
        marks,
    )


def _ranked(first: list[Standing]) -> list[dict[str, Any]]:
    """The head of a ranked list with ranks; equal scores share one."""
    merits = [one.merit for one in first]
    return [_listed(one, merits.index(one.merit) + 1) for one in first]


def _listed(standing: Standing, rank: int) -> dict[str, Any]:
    return {
        "standing": standing,
        "rank": rank,
        "url": standing.project.get_absolute_url(),
        "totals": [getattr(standing, f"{side.lower()}_total") for side in _sides()],
    }
