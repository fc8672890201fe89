"""Countries and priority areas: what they are, and the projects there that the reader may see."""

from collections import Counter
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core import days, formats
from core.paging import MOST, capped_counts
from projects.models import Country, Effort, Membership, PriorityArea, Project, ProjectCountry
from projects.naming import read_names
from projects.views.efforts import NAMES
from projects.views.listing import READ, at_most, rows_of
from projects.wording import period

SHOWN, FEW = 50, 8


def _name(row: Any) -> str:
    """The name in the reader's language, for sorting."""
    return row.name_ko if formats.reader_language() == "ko" else row.name_en


@require_safe
def country_list(request: HttpRequest) -> HttpResponse:
    """The countries of each partner group, as what and since when, with their joint projects."""
    shares = ProjectCountry.objects.joint().filter(country=OuterRef("country")).values("pk")[: MOST + 1]
    count = Func(ArraySubquery(shares), function="cardinality", output_field=IntegerField())
    memberships = Membership.objects.visible_to(request.user).select_related("country", "group")
    groups: dict[Any, list[dict[str, Any]]] = {}
    for row in sorted(memberships.annotate(joint=count), key=lambda one: _name(one.country)):
        groups.setdefault(row.group, []).append(
            {"row": row, "joint": row.joint and at_most(row.joint), "over": _is_over(row)}
        )
    ordered = sorted(groups.items(), key=lambda pair: pair[0].slug)
    return render(request, "projects/country_list.html", {"groups": ordered})


def _is_over(row: Membership) -> bool:
    return bool(row.until) and row.until <= days.today()


@require_safe
def country_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One country: its memberships with their sources, and its projects by area."""
    country = get_object_or_404(Country.objects.visible_to(request.user), pk=code)
    projects = Project.objects.visible_to(request.user).in_country(code)
    memberships = Membership.objects.visible_to(request.user).filter(country=country).select_related("group")
    context = {
        "country": country,
        "memberships": [{"row": row, "over": _is_over(row)} for row in memberships],
        **_projects(request, projects),
        **_efforts(Effort.objects.visible_to(request.user).in_country(code)),
    }
    return render(request, "projects/country_detail.html", context)


@require_safe
def area_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One priority area and its projects by stage."""
    area = get_object_or_404(PriorityArea.objects.visible_to(request.user), pk=slug)
    projects = Project.objects.visible_to(request.user).filter(area=area)
    efforts = _efforts(Effort.objects.visible_to(request.user).in_area(slug))
    return render(request, "projects/area_detail.html", {"area": area, **_projects(request, projects), **efforts})


def _efforts(efforts: Any) -> dict[str, Any]:
    """The efforts of others that have not ended, the first few by name, and how many there are."""
    current = efforts.select_related("lead_country").exclude(ends_on__lt=days.today())
    rows = list(current.order_by(NAMES[formats.reader_language()], "pk"))
    return {
        "efforts": [{"row": row, "period": period(row.starts_on, row.ends_on)} for row in rows[:FEW]],
        "efforts_count": len(rows),
    }


def _projects(request: HttpRequest, projects: Any) -> dict[str, Any]:
    """The newest of these projects, and how many there are."""
    names = read_names(request.user, "area", "country")
    rows = list(projects.with_countries().only(*READ).order_by("-updated_at", "id")[:SHOWN])
    (count,) = capped_counts(projects)
    areas = Counter(row.area_id for row in rows)
    order = [slug for slug, _name in names.choices("area")]
    return {
        "rows": rows_of(sorted(rows, key=lambda row: order.index(row.area_id)), names),
        "areas": [(names("area", slug), areas[slug]) for slug in order if areas[slug]],
        "count": count,
        "count_text": at_most(count),
        "shown": len(rows),
    }
