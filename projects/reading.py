"""A project with all that its page shows, in one statement: parts come as arrays of JSON beside its row."""

from datetime import date
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, DateField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject

from contacts.models import DEPUTY, Deputy, Tenure, User
from core import days
from core.models import Entry
from core.queries import Prepared
from projects import history_lines
from projects.eligibility import groups_of_country
from projects.enums import Consent
from projects.models import (
    Document,
    ExchangeRate,
    Milestone,
    MoneyLine,
    PartnerVoice,
    ProgressUpdate,
    Project,
    ProjectCountry,
    ProjectOrganisation,
    Remark,
    StageChange,
)
from projects.querysets import ProjectQuerySet

UPDATES_SHOWN = 13
REMARKS_SHOWN = 50
ENTRIES_SHOWN = 40
NOBODY = UUID(int=0)


def post_then(person: str, moment: str) -> Coalesce:
    """The post ({en, ko}) that a person, a column of the outer row, held at a moment, another; else deputised for.

    On the day on which one post is handed over and another taken, it is the former.
    """
    day = Cast(OuterRef(moment), DateField())
    then = {"since__lte": day}
    held = Tenure.objects.filter(holder__user=OuterRef(person), **then).exclude(until__lt=day)
    deputised = Deputy.objects.filter(deputy__user=OuterRef(person), **then).exclude(until__lt=day)
    titles = {language: f"post__title_{language}" for language in DEPUTY}
    return Coalesce(
        Subquery(held.order_by("since").values(found=JSONObject(**titles))[:1]),
        Subquery(deputised.order_by("since").values(found=JSONObject(**_as_deputy(titles)))[:1]),
    )


def _as_deputy(titles: dict[str, str]) -> dict[str, Concat]:
    """What stands for a deputy of a post, as contacts.models.as_deputy says it."""
    found = {}
    for language, title in titles.items():
        before, _name, after = DEPUTY[language].partition("{}")
        found[language] = Concat(Value(before), title, Value(after), output_field=CharField())
    return found


def find_whole(user, reference: str) -> Project | None:
    """The project of this reference with its parts, if this user may see it."""
    found = _whole(user.side).instances(reference=reference, today=days.today())
    return found[0] if found else None


@cache
def _whole(side: str) -> Prepared:
    """One for each side, whoever reads."""
    return Prepared(
        lambda reference, today: _with_parts(today).readable_by(side).filter(reference=reference).order_by(),
        planned_once=True,
        reference="the reference",
        today=date.min,
    )


@cache
def milestones_of(side: str) -> Prepared:
    """The milestones of a `project` by its key, as somebody of this side may see them."""
    rows = Milestone.objects.readable_by(side)
    return Prepared(lambda project: rows.filter(project=project), planned_once=True, project=NOBODY)


@cache
def newest_remarks(side: str) -> Prepared:
    """The newest remarks on a `project`, each with the post of its author at its moment."""
    return Prepared(
        lambda project: (
            Remark.objects.readable_by(side)
            .filter(project=project)
            .annotate(post=post_then("by", "at"))[:REMARKS_SHOWN]
        ),
        planned_once=True,
        project=NOBODY,
    )


@cache
def newest_entries(side: str) -> Prepared:
    """The newest entries of history about a `project`, its key as text."""
    return Prepared(
        lambda project: history_lines.counted(Entry.objects.readable_by(side).about(SimpleNamespace(pk=project)))[
            :ENTRIES_SHOWN
        ],
        planned_once=True,
        project=str(NOBODY),
    )


@cache
def documents_of(side: str) -> Prepared:
    """The documents of a `project`, each with the post of who uploaded it."""
    return Prepared(
        lambda project: (
            Document.objects.readable_by(side)
            .filter(project=project)
            .annotate(post=post_then("uploaded_by", "uploaded_at"))
        ),
        planned_once=True,
        project=NOBODY,
    )


@cache
def money_lines(side: str) -> Prepared:
    """The money of a `project`, each line with `rate`, the latest exchange rate on or before `today`."""

    def lines(project: UUID, today: date) -> QuerySet:
        told = JSONObject(krw_per_usd=Cast("krw_per_usd", CharField()), day="day", source="source")
        rate = Subquery(ExchangeRate.objects.for_day(today).values(found=told))
        return MoneyLine.objects.readable_by(side).filter(project=project).annotate(rate=rate)

    return Prepared(lines, planned_once=True, project=NOBODY, today=date.min)


def with_parts() -> ProjectQuerySet:
    """All projects with `shares`, `roles`, `stages` and `updates`, each a list of dicts.

    The query is built once a day for each process: building it takes longer than running it.
    """
    return _with_parts(days.today()).all()


@lru_cache(maxsize=2)
def _with_parts(today: date) -> ProjectQuerySet:
    of_project = {"project": OuterRef("pk")}
    day = Coalesce(OuterRef("project__planned_start"), Value(today), output_field=DateField())
    refused = PartnerVoice.objects.filter(
        project=OuterRef("project"), country=OuterRef("country"), consent=Consent.REFUSED
    )
    shares = ProjectCountry.objects.filter(**of_project).annotate(
        groups=groups_of_country(day), unnamed=Exists(refused)
    )
    named = {"en": "country__name_en", "ko": "country__name_ko", "code": "country"}
    roles = ProjectOrganisation.objects.filter(**of_project).order_by("role", "organisation__name_en")
    stages = StageChange.objects.filter(**of_project).order_by("on", "entered_at")
    updates = ProgressUpdate.objects.filter(**of_project).annotate(post=post_then("reported_by", "reported_at"))
    return Project.objects.select_related("area", "us_post__organisation", "rok_post__organisation").annotate(
        shares=ArraySubquery(
            shares.order_by("-share", "country").values(
                found=JSONObject(share="share", reason="reason", groups="groups", unnamed="unnamed", **named)
            )
        ),
        roles=ArraySubquery(
            roles.values(found=JSONObject(role="role", en="organisation__name_en", ko="organisation__name_ko"))
        ),
        stages=ArraySubquery(stages.values(found=JSONObject(stage="stage", on="on", side="side"))),
        updates=ArraySubquery(
            updates.order_by("-period").values(
                found=JSONObject(
                    period="period",
                    health="health",
                    percent="percent",
                    narrative_en="narrative_en",
                    narrative_ko="narrative_ko",
                    side="reported_side",
                    post="post",
                )
            )[:UPDATES_SHOWN]
        ),
    )


def columns_of(user: User, columns: tuple[str, ...]) -> QuerySet:
    """These columns of what this user may see, and `shares`, the countries of each, in the same statement."""
    return _columns(user.side, columns).all()


@cache
def _columns(side: str, columns: tuple[str, ...]) -> QuerySet:
    shares = ProjectCountry.objects.readable_by(side).filter(project=OuterRef("pk"))
    part = JSONObject(country="country_id", share=Cast("share", CharField()))
    listed = ArraySubquery(shares.order_by("-share", "country").values(part=part))
    return Project.objects.readable_by(side).annotate(shares=listed).values(*columns)


def day_in(row: dict[str, Any], name: str) -> date:
    """A day of a row that came as JSON."""
    return date.fromisoformat(row[name])
