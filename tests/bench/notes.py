"""What is measured beside the pages; each gives one sentence with its target."""

import os
import subprocess
import sys

from tests.bench import databases
from tests.bench.serving import COUNT, Client

CSV_ROWS, CSV_TIMES = 20_000, 5
AREAS = ("maritime-security", "capacity-building", "information-sharing", "multilateral-exercises")
KEEP_FIGURES = """
import django; django.setup()
from core import days; from core.audience import acting_as; from reporting import actions
with acting_as('JOINT'): actions.keep_figures(days.today())
"""
COUNT_OVERLAPS = """
import time, django; django.setup()
from core.audience import acting_as
from projects.models import Effort
from projects.overlaps import answered_and_open
with acting_as('JOINT'):
    took = []
    for _time in range(5):
        start = time.perf_counter(); n = sum(answered_and_open().values()); took.append(time.perf_counter() - start)
    print(Effort.objects.count(), n, sorted(took)[2])
"""


def keep_figures() -> None:
    """What the beat does in production every half minute."""
    _run(KEEP_FIGURES)


def overlaps() -> str:
    """All joint projects against all efforts of others, each pair once: how many are answered and how many are not."""
    efforts, pairs, seconds = _run(COUNT_OVERLAPS).split()
    return (
        f"Overlaps with {int(efforts):,} efforts: {int(pairs):,} pairs in {float(seconds):.2f} s (target: under 1 s)."
    )


def _run(code: str) -> str:
    """Runs Python in a process of its own, with the product's settings; gives what it prints."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "rcf_tracker.settings"}
    call = [sys.executable, "-c", code]
    return subprocess.run(
        call, cwd=databases.ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def constancy(client: Client) -> str:
    """Statements of the list with one row and with a hundred."""
    one = client.get("/projects/?q=RCF-2025-001", **COUNT).headers["X-Statements"]
    hundred = client.get("/projects/?q=RCF&size=100", **COUNT).headers["X-Statements"]
    return f"Statements of the list: {one} with few rows, {hundred} with 100 (target: the same, at most 8)."


def export(client: Client, projects: int) -> str:
    """The CSV of that area whose number of rows comes nearest to 20,000; of all when there are fewer."""
    paths = ["/projects/export/"] if projects <= CSV_ROWS else [f"/projects/export/?area={area}" for area in AREAS]
    rows = {path: client.get(path).body.count(b"\n") - 1 for path in paths}
    path = min(rows, key=lambda path: abs(rows[path] - CSV_ROWS))
    took = sorted(client.get(path).seconds for _time in range(CSV_TIMES))
    counted = client.get(path, **COUNT).headers["X-Statements"]
    per_20_000 = took[CSV_TIMES // 2] * CSV_ROWS / rows[path]
    return (
        f"CSV of {rows[path]:,} rows: {took[CSV_TIMES // 2]:.2f} s, {counted} statements;"
        f" {per_20_000:.2f} s for 20,000 rows (target: under 1.5 s)."
    )
