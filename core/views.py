"""Health, language and help: pages that belong to no room."""

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import LANGUAGE_QUERY_PARAMETER

from core import rls


@login_not_required
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is alive; asks nothing of the database or the broker."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, roles, migrations and broker are as they must be, else 503; names what is not."""
    states = {"database": _database(), "redis": _redis()}
    return JsonResponse(states, status=200 if set(states.values()) == {"ok"} else 503)


def _database() -> str:
    try:
        rls.refuse_unsafe()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations are missing; run them with the owner role"
    except rls.Unsafe as unsafe:
        return str(unsafe)
    except DatabaseError:
        return "no answer"
    return "ok"


def _redis() -> str:
    try:
        with redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            client.ping()
    except redis.RedisError:
        return "no answer; jobs wait in the database"
    return "ok"


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switches the reader's language by a cookie and leads back to the same page."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    language = request.POST.get(LANGUAGE_QUERY_PARAMETER, "")
    if check_for_language(language):
        remember_language(response, language)
    return response


def remember_language(response: HttpResponse, language: str) -> None:
    """Lets the following pages be in this language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=60 * 60 * 24 * 365,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


@login_not_required
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """What the words, marks and states mean, and whom to ask."""
    return render(request, "help.html")
