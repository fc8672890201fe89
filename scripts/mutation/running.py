"""Runs tests in a process of their own, which inherits all that is imported and prepared here."""

import json
import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connections

from scripts.mutation import switches
from tests import conftest, database

LOG = switches.ROOT / ".local/logs/mutants.log"
REACH = switches.ROOT / ".local/mutants.json"
TESTS = switches.ROOT / "tests"
LONGEST = 900
"""Seconds after which tests that still run count as red."""
WITH_PROCESSES = {
    "test_browser.py", "test_embedded.py", "test_supervisor.py", "test_production_shape.py", "test_demo_data.py",
    "test_bench_data.py", "test_env.py", "test_first_administrator.py",
}  # fmt: skip
"""They start processes of the product, in which no switch is turned, or fill databases."""
ASKED_BY_NAME = {"test_walk.py", "test_every_table.py", "test_stateful.py"}


class Watcher:
    """What a run of pytest tells: its first red test; and of each test how long it took and what it reached."""

    def __init__(self) -> None:
        self.red, self.tests = "", {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        seen = self.tests.setdefault(report.nodeid, {"seconds": 0.0, "reached": []})
        seen["seconds"] += report.duration
        if report.when == "teardown":
            seen["reached"] = sorted(switches.reached)
            switches.reached.clear()
        if report.failed:
            self.red = self.red or report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.red = self.red or f"{report.nodeid}: not collected"


def run(arguments: list[str], begin: Callable[[], None] = lambda: None, *, seconds: int = LONGEST) -> dict:
    """Runs tests after `begin`: {"red": the first red test or "", "tests": {its name: seconds and switches}}."""
    connections.close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _run_and_tell(arguments, begin, writer, seconds)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    _child, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        _clear_away()
        return {"red": f"ended by signal {os.WTERMSIG(status)}", "tests": {}}
    return json.loads(told)


def _clear_away() -> None:
    """What a test that was ended had committed would turn every test of the next mutant red."""
    if connections["default"].settings_dict["NAME"] == database.make():
        database.empty_tables()


def _run_and_tell(arguments: list[str], begin: Callable[[], None], writer: int, seconds: int) -> None:
    kept, told = conftest._running, {"red": "it cannot begin", "tests": {}}
    try:
        conftest._running = ExitStack()  # the servers outlive this process
        signal.alarm(seconds)
        log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(log, 1)
        os.dup2(log, 2)
        watcher = Watcher()
        begin()
        switches.reached.clear()
        status = pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", "-rN", *arguments], plugins=[watcher])
        red = watcher.red or (f"pytest ended with {status}" if status else "")
        told = {"red": red, "tests": watcher.tests}
    finally:
        os.write(writer, b"")
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(json.dumps(told).encode())
        os._exit(0 if kept else 1)


def reach() -> dict[str, dict]:
    """Of each test how long it takes and which switches it reaches; from a run of all, kept while the sources stay."""
    sources = "".join(map(str, switches.switches)) + "".join(map(Path.read_text, sorted(TESTS.glob("*.py"))))
    digest = sha256(sources.encode()).hexdigest()
    if REACH.exists() and (kept := json.loads(REACH.read_text()))["digest"] == digest:
        return kept["tests"]
    print("Runs every test once, to learn what each of them reaches.", flush=True)
    left_out = WITH_PROCESSES | ASKED_BY_NAME
    files = [f"tests/{path.name}" for path in sorted(TESTS.glob("test_*.py")) if path.name not in left_out]
    told = run(files, seconds=3600)
    if told["red"]:
        print(f"Red before anything is taken away: {told['red']}", flush=True)
    REACH.write_text(json.dumps({"digest": digest, "tests": told["tests"]}))
    return told["tests"]
