"""Measures and prints; see `--help`."""

import argparse
import os
import sys
from pathlib import Path

from rcf_tracker.embedded import LOCAL, services
from rcf_tracker.processes import make_folder
from tests.bench import databases, notes, reports, signing
from tests.bench.pages import LEAD, POC, ROK_LEAD, Page, pages
from tests.bench.serving import Client, Server, gunicorn, measure
from tests.bench.tables import LANGUAGES, Run, show, show_figure, show_growth

FORGET = {"X-Forget": "work"}


def main() -> int:
    arguments = parsed()
    print(f"The bare view reads 50 rows by an index with one statement; every page is a multiple of it. {machine()}")
    runs = []
    with services():
        databases.manage("collectstatic", "--noinput")
        for projects in [] if is_of_report(arguments.only) else arguments.projects:
            with databases.at(projects), gunicorn(arguments.port, logs() / f"bench-{projects}.log") as server:
                runs.append(run(projects, server, arguments.only))
            show(runs[-1])
        if len(runs) > 1:
            show_growth(runs[0], runs[-1])
        if not arguments.no_report:
            show_report(arguments.only)
    return 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--projects", type=int, nargs="+", default=[10_000, 100_000], metavar="N")
    parser.add_argument("--only", nargs="+", metavar="WORDS", help="measure what has one of these in its name")
    parser.add_argument("--port", type=int, default=8977)
    parser.add_argument("--no-report", action="store_true", help="leave out the annual report")
    return parser.parse_args()


def logs() -> Path:
    return make_folder(LOCAL / "logs")


def machine() -> str:
    return f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, gunicorn with 2 workers."


def run(projects: int, server: Server, only: list[str] | None) -> Run:
    """Every page in both languages, then what is done once; memory at the end, when the workers have done all of it.

    `only` are words of which one is in the name of what is measured.
    """

    def wanted(name: str) -> bool:
        return not only or any(words in name for words in only)

    notes.keep_figures()
    clients, found = {name: Client(server.port) for name in (POC, LEAD, ROK_LEAD)}, Run(projects)
    for name, client in clients.items():
        client.sign_in(name)
    for language in LANGUAGES:
        for client in clients.values():
            client.cookies["django_language"] = language
        for page in pages(clients[POC], projects):
            if wanted(page.name):
                client, headers = clients[page.user].another(), FORGET if page.forget else {}
                found.pages[page.name, language] = page, measure(client, page.path, **headers)
        if wanted(signing.FIRST) or wanted(signing.SECOND):
            for name, measured in signing.signatures(clients[LEAD].another(), clients[ROK_LEAD].another()).items():
                found.pages[name, language] = Page(name, "", signing.TARGET), measured
    if wanted("overlaps"):
        found.notes.append(notes.overlaps())
    if wanted("statements of the list"):
        found.notes.append(notes.constancy(clients[POC]))
    if wanted("CSV"):
        found.notes.append(notes.export(clients[POC], projects))
    megabytes = ", ".join(f"{size / 1e6:.0f} MB" for size in server.memory())
    found.notes.append(f"Memory of the workers after all this: {megabytes} (target: under 150 MB each).")
    return found


def is_of_report(only: list[str] | None) -> bool:
    """Whether nothing but the annual report is asked for."""
    return bool(only) and all(any(words in name for name in reports.NAMES) for words in only or [])


def show_report(only: list[str] | None) -> None:
    """The rows of the annual report, with how busy the machine is: a figure of a busy one is no miss yet."""
    for number, one in enumerate(reports.rows(only)):
        if number == 0:
            load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
            print(f"\n{'annual report':<52}{'figure':>8}{'target':>15}  (load {load})")
        show_figure(one)


if __name__ == "__main__":
    sys.exit(main())
