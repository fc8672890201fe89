"""Where neither we nor others work: the priority areas in each partner country."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core import days, formats
from projects.naming import Names, read_names
from projects.overlaps import Ground


@require_safe
def gaps_page(request: HttpRequest) -> HttpResponse:
    """Countries by areas, and the gaps as a list. Joint projects alone count, so both sides read the same."""
    names, ground = read_names(request.user, "area", "group", "country"), Ground(days.today())
    gaps = ground.gaps
    areas = [{"slug": slug, "name": names("area", slug), "gaps": []} for slug in ground.areas]
    for area in areas:
        area["gaps"] = sorted(_named(code, names) for slug, code in gaps if slug == area["slug"])
    context = {
        "areas": areas,
        "groups": [
            {"name": names("group", slug), "lands": _lands(ground, slug, names)}
            for slug in dict.fromkeys(sorted(ground.partners.values()))
        ],
        "count": len(gaps),
        "cells": len(ground.areas) * len(ground.partners),
        "day": ground.day,
    }
    return render(request, "projects/gaps.html", context)


def _named(code: str, names: Names) -> tuple[str, str]:
    return names("country", code), reverse("projects:country", args=[code])


def _lands(ground: Ground, group: str, names: Names) -> list[dict[str, Any]]:
    """The members of a group by name, each with a cell for every area."""
    members = [code for code, one in ground.partners.items() if one == group]
    rows = []
    for name, url, code in sorted((*_named(code, names), code) for code in members):
        cells = [_cell(ground.projects[area, code], ground.efforts[area, code]) for area in ground.areas]
        rows.append({"name": name, "url": url, "cells": cells, "gaps": sum(cell["gap"] for cell in cells)})
    return rows


def _cell(projects: int, efforts: int) -> dict[str, Any]:
    """Both numbers, and in words for who does not see which is which."""
    ours = ngettext("%(n)s joint project", "%(n)s joint projects", projects) % {"n": formats.number(projects)}
    theirs = ngettext("%(n)s effort of others", "%(n)s efforts of others", efforts) % {"n": formats.number(efforts)}
    gap = not projects and not efforts
    return {
        "gap": gap,
        "projects": projects,
        "efforts": efforts,
        "words": _("nobody works here") if gap else f"{ours}, {theirs}",
    }
