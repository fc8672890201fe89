"""What is compared with: a view that reads 50 rows by an index and renders them, and one that changes a row."""

from collections import Counter

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.template import engines
from django.views.decorators.csrf import csrf_protect

from reporting.waiting import own, side
from tests.bench import BARE, BARE_POST
from tests.bench.models import Row

TEMPLATE = """<!doctype html><html lang="en"><head><title>Bare</title></head><body><table>
{% for row in rows %}<tr><th>{{ row.reference }}</th><td>{{ row.title }}</td><td>{{ row.area }}</td>
<td>{{ row.countries }}</td><td>{{ row.stage }}</td><td>{{ row.health }}</td><td>{{ row.planned_end }}</td></tr>
{% endfor %}</table></body></html>"""


class BareView:
    """Answers before any other middleware: no session, no user, no audience."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.template = engines["django"].from_string(TEMPLATE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != BARE:
            return self.get_response(request)
        rows = Row.objects.order_by("-updated_at")[:50]
        return HttpResponse(self.template.render({"rows": rows}))


@csrf_protect
def sign(request: HttpRequest) -> HttpResponse:
    """The least that an honest form does: who is signed in changes one locked row, and is sent on."""
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    with transaction.atomic():
        row = Row.objects.select_for_update().order_by("-updated_at")[0]
        row.stage = request.POST["stage"]
        row.save(update_fields=["stage"])
    return HttpResponseRedirect(BARE)


class BareSignature:
    """Answers before any other middleware, with those alone that know the session, its user and a forged form."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.signed = SessionMiddleware(AuthenticationMiddleware(sign))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.signed(request) if request.path == BARE_POST else self.get_response(request)


class ForgetWork:
    """Lets the worker forget what waits when it is asked to: as after every change of anything."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "X-Forget" in request.headers:
            own._kept.cache_clear()
            side._kept.cache_clear()
        return self.get_response(request)


class CountStatements:
    """Tells how many statements a page took, and how many of them were the same again, when it is asked to."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "X-Bench" not in request.headers:
            return self.get_response(request)
        seen: Counter[str] = Counter()

        def count(execute, sql, params, many, context):
            seen[f"{sql} {params}"] += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-Statements"] = str(seen.total())
        response["X-Repeated"] = str(seen.total() - len(seen))
        return response
