"""One search over projects, countries and contacts."""

from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from contacts.models import Post, Tenure
from core.templatetags import ui
from core.text import clean
from projects import search
from projects.models import Project
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
        context["nothing"] = not (context["rows"] or context["countries"] or context["contacts"])
    return render(request, "projects/search.html", context)


def _projects(request: HttpRequest, words: str, names: Names) -> dict[str, Any]:
    found, count = search.found(Project.objects.visible_to(request.user), words)
    rows = list(found.with_countries().only(*READ).order_by("-updated_at", "id")[:SHOWN])
    return {
        "rows": rows_of(rows, names),
        "count": at_most(count),
        "all_url": count > SHOWN and f"{reverse('projects:list')}?{urlencode({'q': words})}",
    }


def _contacts(request: HttpRequest, words: str) -> list[dict[str, Any]]:
    """Posts found by their title, their office or their holder."""
    today = timezone.localdate()
    named = (
        Q(title_en__icontains=words)
        | Q(title_ko__icontains=words)
        | Q(organisation__name_en__icontains=words)
        | Q(organisation__name_ko__icontains=words)
        | Q(tenures__in=Tenure.objects.visible_to(request.user).held_on(today).filter(holder__name__icontains=words))
    )
    now = Tenure.objects.visible_to(request.user).held_on(today).filter(post=OuterRef("pk"))
    posts = Post.objects.visible_to(request.user).filter(named).select_related("organisation").distinct()
    posts = posts.annotate(holder=Subquery(now.values("holder__name")[:1]))[:SHOWN]
    ko = ui.reader_language() == "ko"
    return [
        {
            "title": post.title_ko if ko else post.title_en,
            "office": (post.organisation.name_ko if ko else "") or post.organisation.name_en,
            "holder": post.holder or "",
            "side": post.side,
        }
        for post in posts
    ]
