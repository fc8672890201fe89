"""What is missing before a report is compiled, and whose it is. Joint records only."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import formats
from core.bilingual import Bilingual, TextState
from core.sides import Side, in_order
from projects.enums import Contribution, Owner, Stage
from projects.models import TEXTS, IndicatorValue, Issue, MoneyLine, Overlap, Project
from projects.querysets import STALE_AFTER
from reporting.figures import lacks
from reporting.models import Edition
from reporting.wording import edition_title

MOST = 200
SHOWN = 8


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, where it is mended and whose it is; `post` is the key of the owner's post."""

    title: str
    url: str
    why: str
    owner: str
    post: int | None = None


def by_side(
    day: date, presented: list[Any], *, asked: list[dict[str, Any]] | None = None, edition: Edition | None = None
) -> list[dict[str, Any]]:
    """What each side owes, in the language's order: progress and measured values of projects that it logged, texts in
    its language, its issues past their day, what it spent in fiscal years that are over, overlaps of projects that it
    logged and nobody answered; of what is `asked` about the SCM its answers, of the edition its language.

    Looks at the active projects and at those presented, for overlaps at those decided too, in one statement.
    """
    found = _projects(day, presented)
    sections = list(edition.sections.all()) if edition else []
    sides = []
    for side in in_order(formats.reader_language()):
        gaps = _unanswered(asked or [], side) + [gap for project in found for gap in _of(project, side)]
        gaps += _untranslated(edition, sections, side)
        sides.append(
            {"side": side, "gaps": gaps[:SHOWN], "all": gaps, "n": len(gaps), "more": max(0, len(gaps) - SHOWN)}
        )
    return sides


def _unanswered(asked: list[dict[str, Any]], side: Side) -> list[Gap]:
    """What was asked about the SCM and this side has not answered."""
    return [
        Gap(one["project"].title, one["url"], _("Answer: %(question)s") % {"question": one["title"]}, _("Leads"))
        for one in asked
        if one["turn"] in {side, "both"}
    ]


def _untranslated(edition: Edition | None, sections: list[Any], side: Side) -> list[Gap]:
    """How much of the report is not written, or out of date, in this side's language."""
    n = sum(_lacks(section, "text", side.language) for section in sections)
    if not edition or not n:
        return []
    sentence = ngettext("%(n)s section of the report", "%(n)s sections of the report", n) % {"n": n}
    why = f"{formats.language_name(side.language)}: {sentence}"
    return [Gap(edition_title(edition), edition.get_absolute_url(), why, _("Secretariat"))]


def _projects(day: date, presented: list[Any]) -> list[Project]:
    """The projects on which something is missing, with what is counted for each."""
    overlaps = Overlap.objects.joint().filter(answer=None)
    met = Q(stage__in=(Stage.DECIDED, Stage.ACTIVE), pk__in=overlaps.values("project"))
    under_way = Q(stage=Stage.ACTIVE) | Q(pk__in=presented)
    silent = Q(stage=Stage.ACTIVE, reported_on__lt=day - STALE_AFTER)
    issues, values = Issue.objects.joint().overdue(day), IndicatorValue.objects.joint().unmeasured(day)
    hindered = Q(pk__in=issues.values("project")) | Q(pk__in=values.values("project"))
    over = Q()
    for side in Side:
        over |= Q(side=side, fiscal_year__lt=side.fiscal_year_on(day))
    promised = Q(planned__gt=0) | Q(committed__gt=0)
    unspent = MoneyLine.objects.joint().filter(over & promised, form=Contribution.CASH, spent__isnull=True)
    hindered |= Q(pk__in=unspent.values("project"))
    missing = (under_way & (silent | lacks("en") | lacks("ko") | hindered)) | met
    found = Project.objects.joint().filter(missing).select_related("us_post", "rok_post")
    owners = issues.filter(project=OuterRef("pk")).values("owner")
    unmeasured = values.filter(project=OuterRef("pk")).values("pk")
    unanswered = overlaps.filter(project=OuterRef("pk")).values("effort").distinct()
    found = found.annotate(
        issue_owners=ArraySubquery(owners),
        unmeasured=ArraySubquery(unmeasured),
        unanswered=ArraySubquery(unanswered),
        unspent=ArraySubquery(unspent.filter(project=OuterRef("pk")).order_by().values("side")),
    )
    return list(found.order_by("reported_on", "reference")[:MOST])


def _of(project: Any, side: Side) -> list[Gap]:
    post = project.us_post if side is Side.US else project.rok_post
    owner = (post.title_ko if formats.reader_language() == "ko" else post.title_en) if post else _("Secretariat")
    found = []
    if project.shown_health == "stale" and project.side == side and project.reported_on:
        found.append(_("Progress since %(day)s") % {"day": formats.day(project.reported_on)})
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
    if n := project.unspent.count(side):
        found.append(
            ngettext("%(n)s past year without its spending", "%(n)s past years without their spending", n) % {"n": n}
        )
    words = {"title": _("title"), "summary": _("summary"), "objective": _("objective")}
    missing = [words[name] for name in TEXTS if _lacks(project, name, side.language)]
    if missing:
        found.append(f"{formats.language_name(side.language)}: {', '.join(missing)}")
    return [Gap(project.title, project.get_absolute_url(), why, owner, post and post.pk) for why in found]


def _lacks(project: Bilingual, name: str, language: str) -> bool:
    written = getattr(project, f"{name}_en") or getattr(project, f"{name}_ko")
    return bool(written) and project.text_state(name, language)["state"] in {TextState.MISSING, TextState.OUT_OF_DATE}
