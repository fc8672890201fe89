"""API tokens, recognised before a request opens its transaction. Apart from core.http, which needs the API views."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from knox.auth import TokenAuthentication
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed, Throttled

FAILURES = 20
FAILURES_FOR = 300
"""So many tokens that are not good may come from one address in so many seconds."""


def recognise_token(request: Any) -> None:
    """An API token names the user before the transaction opens, so that its audience is right from the start."""
    try:
        found = TokenAuthentication().authenticate(request)
    except (AuthenticationFailed, UnicodeDecodeError) as failure:
        request.token_failure = _counted(request, failure)
    else:
        request.token = found and found[1]
        if found:
            request.user = found[0]


def _counted(request: Any, failure: Exception) -> APIException:
    """What a token that is not good is answered: 401, and 429 to whoever tries many of them."""
    key = f"token-failures:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, FAILURES_FOR)
    if cache.incr(key) > FAILURES:
        return Throttled(FAILURES_FOR)
    return failure if isinstance(failure, AuthenticationFailed) else AuthenticationFailed()


class RequestToken(BaseAuthentication):
    """The token that the middleware recognised."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        plain = request._request
        if failure := getattr(plain, "token_failure", None):
            raise failure
        return (plain.user, plain.token) if getattr(plain, "token", None) else None

    def authenticate_header(self, request: Any) -> str:
        return "Token"
