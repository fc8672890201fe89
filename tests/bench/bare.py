"""What every page is compared with: a view that reads 50 rows by an index with one statement and renders them."""

from collections import Counter

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines

from tests.bench import BARE
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
