"""One transaction and one audience for each request, and the one place where refusals become pages or API bodies."""

import logging
from collections.abc import Callable

import psycopg
from django.contrib.auth.models import AnonymousUser
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, transaction
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
WITH_TOKEN = ("/api/", "/files/")
WITHOUT_DATABASE = ("/healthz", "/static/")
GAVE_WAY = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
TAKEN = (psycopg.errors.UniqueViolation, psycopg.errors.ExclusionViolation)
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
            request.user = AnonymousUser()
            return self.get_response(request)
        try:
            response = self._within_audience(request)
            if request.path.startswith("/api/") or request.user.is_authenticated:
                add_never_cache_headers(response)
        except (OperationalError, InterfaceError) as error:
            response = unavailable(request, error)
        except DataError as error:  # the session or the token was no text
            request.user = AnonymousUser()
            response = unstorable(request, error)
        return response

    def _within_audience(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(WITH_TOKEN):
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
        if isinstance(error, DataError):
            return unstorable(request, error)
        if isinstance(error, IntegrityError) and isinstance(error.__cause__, TAKEN):
            return raced(request, error)
        return None


def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    """The page of a refusal: 400, 403 or 409, with its reason."""
    context = {"reason": error.reason, "errors": getattr(error, "errors", {})}
    return render(request, f"{error.status}.html", context, status=error.status)


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """503: the database is away; or 409, it gave way to somebody else's change. Nothing was saved."""
    if isinstance(error.__cause__, GAVE_WAY):
        return raced(request, error)
    reason = _("The database does not answer right now. Nothing was saved. Try again in a minute.")
    return _said(request, error, reason, 503)


def raced(request: HttpRequest, error: Exception) -> HttpResponse:
    """409: somebody else saved at the same moment; nothing was saved."""
    reason = _("Somebody else changed the same record at this moment. Nothing of yours was saved. Send it again.")
    return _said(request, error, reason, 409)


def unstorable(request: HttpRequest, error: Exception) -> HttpResponse:
    """400: something was sent that no row could hold, such as a NUL or a number beyond all ranges."""
    return _said(request, error, _("What was sent is not of the form that this page expects. Nothing was saved."), 400)


def _said(request: HttpRequest, error: Exception, reason: str, status: int) -> HttpResponse:
    log.warning("answered %s: %s", status, str(error).partition("\n")[0])  # the rest may name what a row holds
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"detail": reason}, status=status)
    else:
        response = render(request, f"{status}.html", {"reason": reason}, status=status)
    add_never_cache_headers(response)
    return response


def api_refused(error: Exception, context: dict) -> Response | None:
    """The API's body of a refusal: the same status and the same sentence as the page."""
    if isinstance(error, Malformed):
        return Response(error.errors, status=error.status)
    if isinstance(error, Refusal):
        return Response({"detail": str(error.reason)}, status=error.status)
    return exception_handler(error, context)
