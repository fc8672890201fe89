"""One search over projects, countries, efforts of others and contacts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from contacts.reading import posts_matching
from core import formats
from core.text import clean
from projects import search
from projects.models import Effort, Project
from projects.naming import Names, read_names
from projects.views.listing import READ, at_most, rows_of

SHOWN = 20


@require_safe
def found_page(request: HttpRequest) -> HttpResponse:
    """What the words find, in groups, each with its number; nothing that the reader may not see."""
    words = clean(request.GET.get("q", ""))[:200]
    context: dict[str, Any] = {"q": words}
    if words:
        names = read_names(request.user, "area", "country")
        context |= _projects(request, words, names)
        context |= {"countries": names.matching("country", words)[:SHOWN], "contacts": _contacts(request, words)}
        context["efforts"] = _efforts(request, words)
        context["nothing"] = not any(context[name] for name in ("rows", "countries", "contacts", "efforts"))
    return render(request, "projects/search.html", context)


def _projects(request: HttpRequest, words: str, names: Names) -> dict[str, Any]:
    found, count = search.found(Project.objects.visible_to(request.user), words)
    rows = list(found.with_countries().only(*READ).order_by("-updated_at", "id")[:SHOWN])
    return {
        "rows": rows_of(rows, names),
        "count": at_most(count),
        "all_url": count > SHOWN and f"{reverse('projects:list')}?{urlencode({'q': words})}",
    }


def _efforts(request: HttpRequest, words: str) -> list[Effort]:
    """Efforts of others with every word in their names, lead or notes."""
    found = Effort.objects.visible_to(request.user).matching(words).select_related("lead_country")
    return list(found.order_by("name_en", "pk")[:SHOWN])


def _contacts(request: HttpRequest, words: str) -> list[dict[str, Any]]:
    """Posts found by their title, their office or their holder."""
    ko = formats.reader_language() == "ko"
    return [
        {
            "title": post.title_ko if ko else post.title_en,
            "office": (post.organisation.name_ko if ko else "") or post.organisation.name_en,
            "holder": post.holder["name"] if post.holder else "",
            "side": post.side,
        }
        for post in posts_matching(words, by=request.user)
    ]
