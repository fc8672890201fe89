"""One transaction and one audience for each request, and the one place where refusals become pages or API bodies."""

import logging
from collections.abc import Callable

import psycopg
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.audience import Audience, acting_as
from core.errors import Malformed, Refusal
from core.tokens import recognise_token

READS = frozenset({"GET", "HEAD", "OPTIONS"})
WITHOUT_DATABASE = ("/healthz", "/static/")
log = logging.getLogger(__name__)


class AudienceMiddleware:
    """Runs each request in a transaction that sees what its user may see.

    Reading requests cannot write. A response that reports an error undoes what was done before it. Pages of the
    sign-in package manage their own writes, also while reading.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(WITHOUT_DATABASE):
            return self.get_response(request)
        try:
            response = self._within_audience(request)
        except (OperationalError, InterfaceError) as error:
            response = unavailable(request, error)
        if request.path.startswith("/api/") or not hasattr(request, "user") or request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    def _within_audience(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            recognise_token(request)
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        read_only = request.method in READS and not request.path.startswith("/accounts/")
        with acting_as(Audience.of(user.side), read_only=read_only):
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal):
            return refused(request, error)
        if isinstance(error, OperationalError | InterfaceError):
            return unavailable(request, error)
        return None


def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    """The page of a refusal: 400, 403 or 409, with its reason."""
    context = {"reason": error.reason, "errors": getattr(error, "errors", {})}
    return render(request, f"{error.status}.html", context, status=error.status)


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """503: the database is away, or gave way to somebody else's change; nothing was saved."""
    log.warning("database unavailable: %s", error)
    raced = isinstance(error.__cause__, psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure)
    status = 409 if raced else 503
    reason = (
        _("Somebody else changed the same record at this moment. Nothing of yours was saved. Send it again.")
        if raced
        else _("The database does not answer right now. Nothing was saved. Try again in a minute.")
    )
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": reason}, status=status)
    return render(request, f"{status}.html", {"reason": reason}, status=status)


def api_refused(error: Exception, context: dict) -> Response | None:
    """The API's body of a refusal: the same status and the same sentence as the page."""
    if isinstance(error, Malformed):
        return Response(error.errors, status=error.status)
    if isinstance(error, Refusal):
        return Response({"detail": str(error.reason)}, status=error.status)
    return exception_handler(error, context)
