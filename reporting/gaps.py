"""What is missing before a report is compiled, and whose it is. Joint records only."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.bilingual import TextState
from core.sides import Side, in_order
from core.templatetags import ui
from projects.enums import Owner, Stage
from projects.models import TEXTS, IndicatorValue, Issue, Overlap, Project
from projects.querysets import STALE_AFTER
from reporting.figures import lacks

MOST = 200
SHOWN = 8


@dataclass(frozen=True)
class Gap:
    """One thing that is missing on one project."""

    project: Project
    why: str
    owner: str


def by_side(day: date, presented: list[Any]) -> list[dict[str, Any]]:
    """What each side owes, in the language's order: progress and measured values of projects that it logged, texts in
    its language, its issues past their day, overlaps of projects that it logged and nobody answered.

    Looks at the active projects and at those presented, for overlaps at those decided too, in one statement.
    """
    overlaps = Overlap.objects.joint().filter(answer=None)
    met = Q(stage__in=(Stage.DECIDED, Stage.ACTIVE), pk__in=overlaps.values("project"))
    under_way = Q(stage=Stage.ACTIVE) | Q(pk__in=presented)
    silent = Q(stage=Stage.ACTIVE, reported_on__lt=day - STALE_AFTER)
    issues, values = Issue.objects.joint().overdue(day), IndicatorValue.objects.joint().unmeasured(day)
    hindered = Q(pk__in=issues.values("project")) | Q(pk__in=values.values("project"))
    missing = (under_way & (silent | lacks("en") | lacks("ko") | hindered)) | met
    found = Project.objects.joint().filter(missing).select_related("us_post", "rok_post")
    owners = issues.filter(project=OuterRef("pk")).values("owner")
    unmeasured = values.filter(project=OuterRef("pk")).values("pk")
    unanswered = overlaps.filter(project=OuterRef("pk")).values("effort").distinct()
    found = found.annotate(
        issue_owners=ArraySubquery(owners),
        unmeasured=ArraySubquery(unmeasured),
        unanswered=ArraySubquery(unanswered),
    )
    projects = list(found.order_by("reported_on", "reference")[:MOST])
    sides = []
    for side in in_order(ui.reader_language()):
        gaps = [gap for project in projects for gap in _of(project, side)]
        sides.append({"side": side, "gaps": gaps[:SHOWN], "n": len(gaps), "more": max(0, len(gaps) - SHOWN)})
    return sides


def _of(project: Any, side: Side) -> list[Gap]:
    post = project.us_post if side is Side.US else project.rok_post
    owner = (post.title_ko if ui.reader_language() == "ko" else post.title_en) if post else _("Secretariat")
    found = []
    if project.shown_health == "stale" and project.side == side and project.reported_on:
        found.append(_("Progress since %(day)s") % {"day": ui.day(project.reported_on)})
    if project.unmeasured and project.side == side:
        n = len(project.unmeasured)
        sentence = ngettext(
            "%(n)s indicator without its actual value", "%(n)s indicators without their actual value", n
        )
        found.append(sentence % {"n": n})
    if n := sum(owner in {side, Owner.BOTH} for owner in project.issue_owners):
        found.append(ngettext("%(n)s issue past its day", "%(n)s issues past their day", n) % {"n": n})
    if project.unanswered and project.side == side and project.stage in (Stage.DECIDED, Stage.ACTIVE):
        n = len(project.unanswered)
        found.append(ngettext("%(n)s overlap not answered", "%(n)s overlaps not answered", n) % {"n": n})
    words = {"title": _("title"), "summary": _("summary"), "objective": _("objective")}
    missing = [words[name] for name in TEXTS if _lacks(project, name, side.language)]
    if missing:
        found.append(f"{ui.language_name(side.language)}: {', '.join(missing)}")
    return [Gap(project, why, owner) for why in found]


def _lacks(project: Project, name: str, language: str) -> bool:
    written = getattr(project, f"{name}_en") or getattr(project, f"{name}_ko")
    return bool(written) and project.text_state(name, language)["state"] in {TextState.MISSING, TextState.OUT_OF_DATE}
