"""How many statements a page takes, without those that only a test's own transaction adds."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

OF_THE_TEST = (
    "SAVEPOINT",
    "RELEASE SAVEPOINT",
    "SELECT coalesce(current_setting",
    "SELECT set_config('rcf.audience', '',",
)


def statements(client: Client, address: str, form: dict[str, str] | None = None) -> int:
    """The statements of a GET that succeeds, or of a form that leads on; session, user and audience included."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address) if form is None else client.post(address, form)
    assert answer.status_code == (200 if form is None else 302), address
    return sum(not query["sql"].startswith(OF_THE_TEST) for query in captured.captured_queries)
