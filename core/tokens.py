"""API tokens, recognised before a request opens its transaction. Apart from core.http, which needs the API views."""

from django.http import HttpRequest
from knox.auth import TokenAuthentication
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed


def recognise_token(request: HttpRequest) -> None:
    """An API token names the user before the transaction opens, so that its audience is right from the start."""
    try:
        found = TokenAuthentication().authenticate(request)
    except AuthenticationFailed as failure:
        request.token_failure = failure
    else:
        request.token = found and found[1]
        if found:
            request.user = found[0]


class RequestToken(BaseAuthentication):
    """The token that the middleware recognised."""

    def authenticate(self, request):
        plain = request._request
        if failure := getattr(plain, "token_failure", None):
            raise failure
        return (plain.user, plain.token) if getattr(plain, "token", None) else None

    def authenticate_header(self, request) -> str:
        return "Token"
