"""Measures and prints; see `--help`."""

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from rcf_tracker.embedded import LOCAL, services
from rcf_tracker.processes import make_folder
from tests.bench import databases, reports
from tests.bench.pages import Page, pages
from tests.bench.serving import Client, Measured, Server, gunicorn, measure

LANGUAGES = ("en", "ko")
REPORT_OF = 1_000
CSV_ROWS, CSV_TIMES = 20_000, 5
AREAS = ("maritime-security", "capacity-building", "information-sharing", "multilateral-exercises")


@dataclass
class Run:
    """What was measured at one size."""

    projects: int
    pages: dict[tuple[str, str], tuple[Page, Measured]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def main() -> int:
    arguments = parsed()
    print(f"The bare view reads 50 rows by an index with one statement; every page is a multiple of it. {machine()}")
    runs = []
    with services():
        databases.manage("collectstatic", "--noinput")
        for projects in arguments.projects:
            with databases.at(projects), gunicorn(arguments.port, logs() / f"bench-{projects}.log") as server:
                runs.append(run(projects, server))
            show(runs[-1])
        if len(runs) > 1:
            show_growth(runs[0], runs[-1])
        if not arguments.no_report:
            show_report()
    return 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--projects", type=int, nargs="+", default=[10_000, 100_000], metavar="N")
    parser.add_argument("--port", type=int, default=8977)
    parser.add_argument("--no-report", action="store_true", help="leave out the annual report")
    return parser.parse_args()


def logs() -> Path:
    return make_folder(LOCAL / "logs")


def machine() -> str:
    return f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, gunicorn with 2 workers."


def run(projects: int, server: Server) -> Run:
    """Every page in both languages, then the export; memory at the end, when the workers have done all of it."""
    keep_figures()
    client, found = Client(server.port), Run(projects)
    client.sign_in("us.poc")
    for language in LANGUAGES:
        client.cookies["django_language"] = language
        for page in pages(client):
            found.pages[page.name, language] = page, measure(client, page.path)
    found.notes += [overlaps(), constancy(client), export(client, projects)]
    megabytes = ", ".join(f"{size / 1e6:.0f} MB" for size in server.memory())
    found.notes.append(f"Memory of the workers after all this: {megabytes} (target: under 150 MB each).")
    return found


def keep_figures() -> None:
    """What the beat does in production every half minute."""
    code = (
        "import django; django.setup()\n"
        "from core.audience import acting_as; from django.utils import timezone; from reporting import actions\n"
        "with acting_as('JOINT'): actions.keep_figures(timezone.localdate())"
    )
    subprocess.run([sys.executable, "-c", code], cwd=databases.ROOT, env=environment(), check=True)


def overlaps() -> str:
    """All joint projects against all efforts of others: each pair once, in one statement."""
    code = (
        "import time, django; django.setup()\n"
        "from core.audience import acting_as\n"
        "from projects.models import Effort, Overlap\n"
        "with acting_as('JOINT'):\n"
        "    pairs, took = Overlap.objects.joint().values('project', 'effort').distinct(), []\n"
        "    for _time in range(3):\n"
        "        start = time.perf_counter(); n = pairs.count(); took.append(time.perf_counter() - start)\n"
        "    print(Effort.objects.count(), n, sorted(took)[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=databases.ROOT, env=environment(), check=True, capture_output=True, text=True
    )
    efforts, pairs, seconds = done.stdout.split()
    return (
        f"Overlaps with {int(efforts):,} efforts: {int(pairs):,} pairs in {float(seconds):.2f} s (target: under 1 s)."
    )


def environment() -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "rcf_tracker.settings"}


def constancy(client: Client) -> str:
    """Statements of the list with one row and with a hundred."""
    one = client.get("/projects/?q=RCF-2025-001", **{"X-Bench": "count"}).headers["X-Statements"]
    hundred = client.get("/projects/?q=RCF&size=100", **{"X-Bench": "count"}).headers["X-Statements"]
    return f"Statements of the list: {one} with few rows, {hundred} with 100 (target: the same, at most 8)."


def export(client: Client, projects: int) -> str:
    """The CSV of that area whose number of rows comes nearest to 20,000; of all when there are fewer."""
    paths = ["/projects/export/"] if projects <= CSV_ROWS else [f"/projects/export/?area={area}" for area in AREAS]
    rows = {path: client.get(path).body.count(b"\n") - 1 for path in paths}
    path = min(rows, key=lambda path: abs(rows[path] - CSV_ROWS))
    took = sorted(client.get(path).seconds for _time in range(CSV_TIMES))
    counted = client.get(path, **{"X-Bench": "count"}).headers["X-Statements"]
    per_20_000 = took[CSV_TIMES // 2] * CSV_ROWS / rows[path]
    return (
        f"CSV of {rows[path]:,} rows: {took[CSV_TIMES // 2]:.2f} s, {counted} statements;"
        f" {per_20_000:.2f} s for 20,000 rows (target: under 1.5 s)."
    )


def show(found: Run) -> None:
    print(f"\n{found.projects:,} projects")
    head = f"{'page':<28}{'lang':<6}{'median':>9}{'p95':>9}{'bare':>8}{'multiple':>10}{'target':>8}"
    print(f"{head}{'8 clients':>11}{'statements':>12}{'repeated':>10}{'kB':>7}")
    for (name, language), (page, one) in found.pages.items():
        target = f"{page.target:.0f}" if page.target else ""
        missed = "  missed" if page.target and one.multiple > page.target else ""
        print(
            f"{name:<28}{language:<6}{one.median * 1000:>6.1f} ms{one.p95 * 1000:>6.1f} ms{one.bare * 1000:>5.1f} ms"
            f"{one.multiple:>10.1f}{target:>8}{one.per_second:>9.0f}/s{one.statements:>12}{one.repeated:>10}"
            f"{one.size / 1000:>7.0f}{missed}"
        )
    for language in LANGUAGES:
        first, last = found.pages["list of 50, filtered", language][1], found.pages["last page of it", language][1]
        print(f"Last page by first, {language}: {last.multiple / first.multiple:.2f} (target: at most 1.2).")
    print(*found.notes, sep="\n")


def show_growth(small: Run, large: Run) -> None:
    print(f"\nEach page at {large.projects:,} by itself at {small.projects:,}, both by their bare view (target: 1.2)")
    for key, (_page, one) in large.pages.items():
        ratio = one.multiple / small.pages[key][1].multiple
        print(f"{key[0]:<28}{key[1]:<6}{ratio:>6.2f}{'  missed' if ratio > 1.2 else ''}")


def show_report() -> None:
    with databases.at(REPORT_OF):
        found = reports.measure()
    print(f"\nAnnual report of {found['projects']:,} projects: snapshot read in {found['snapshot']:.2f} s")
    for language, before in reports.BARE_BEFORE.items():
        seconds = found[language]["seconds"]
        target = f"target: 1.2 times {before} s = {1.2 * before:.2f} s"
        print(f"PDF {language:<5}{seconds:>6.2f} s{found[language]['bytes'] / 1e6:>6.1f} MB  ({target})")
    print(f"Memory of the compile: {found['memory'] / 1e6:.0f} MB (target: under 500 MB).")


if __name__ == "__main__":
    sys.exit(main())
