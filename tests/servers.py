"""The product's own processes on the tests' database: gunicorn, a Celery worker, beat, and a browser."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

from rcf_tracker import processes
from rcf_tracker.supervisor import end_group
from tests.cast import PASSWORD

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120
"""Seconds that a slow machine may take for anything; no promise of the product."""
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def wait_until(holds: Callable[[], bool], *, what: str) -> None:
    """Waits for a condition, and fails with what was waited for."""
    assert processes.wait_until(holds, seconds=PATIENCE), f"waited {PATIENCE} s in vain: {what}"


def database_url(alias: str) -> str:
    """The address of the tests' database as the environment of a process names it."""
    at = connections[alias].settings_dict
    return (
        f"postgresql://{quote(at['USER'])}:{quote(at['PASSWORD'])}@/{at['NAME']}"
        f"?host={quote(at['HOST'] or '', safe='')}&port={at['PORT'] or ''}"
    )


@pytest.fixture(scope="session")
def server_environment(django_db_setup, tmp_path_factory) -> dict[str, str]:
    """What the product's processes find in their environment."""
    return {
        **os.environ,
        "DATABASE_URL": database_url("default"),
        "MEDIA_ROOT": str(tmp_path_factory.mktemp("archive")),
        "ALLOWED_HOSTS": "127.0.0.1",
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture(scope="session")
def gunicorn(server_environment, tmp_path_factory) -> Iterator[str]:
    """The address of the product, served by its production server."""
    address = f"127.0.0.1:{processes.free_port()}"
    with open(tmp_path_factory.mktemp("logs") / "gunicorn.log", "wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "rcf_tracker.wsgi", "--bind", address, "--threads", "4"],
            cwd=ROOT,
            env=server_environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        wait_until(lambda: answers(f"http://{address}/healthz"), what=f"gunicorn, see {log.name}")
        yield f"http://{address}"
        server.terminate()
        server.wait(PATIENCE)


def answers(url: str) -> bool:
    try:
        return urllib.request.urlopen(url, timeout=2).status == 200
    except OSError:
        return False


@pytest.fixture
def site(gunicorn, committed) -> str:
    """The address of the product, with the cast committed."""
    return gunicorn


class Worker:
    """A real Celery worker that can be killed and started again."""

    def __init__(self, environment: dict[str, str], log: Path):
        self.environment, self.log = environment, log
        self.start()

    def start(self) -> None:
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "rcf_tracker", "worker", *self.options()],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(lambda: b" ready." in self.log.read_bytes(), what=f"the worker, see {self.log}")

    def options(self) -> list[str]:
        schedule = str(self.log.with_suffix(".beat"))
        return ["--beat", "--schedule", schedule, "--concurrency", "1", "--loglevel", "INFO", "--without-gossip"]

    def kill(self) -> None:
        """kill -9 to the worker and all its children, as a crash of its machine."""
        self._end()
        self.log.write_bytes(b"")

    def stop(self) -> None:
        """Asks it to end, waits, and ends what is left, as the supervisor does."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        self._end()

    def _end(self) -> None:
        end_group(self.process.pid)
        self.process.wait()


@pytest.fixture
def worker(server_environment, committed, tmp_path) -> Iterator[Worker]:
    """A running worker with its beat."""
    running = Worker(server_environment, tmp_path / "worker.log")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver runs a loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def signed_in(site, chromium) -> Iterator[Callable[..., Page]]:
    """Opens a browser window of its own in which a person is signed in; fails on any complaint of the browser."""
    windows, complaints = [], []

    def open_for(username: str, *, language: str = "en", width: int = 1440) -> Page:
        window = chromium.new_context(
            locale=language, viewport={"width": width, "height": 900}, base_url=site, accept_downloads=True
        )
        windows.append(window)
        page = window.new_page()
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/accounts/login/")
        page.fill("[name=login]", username)
        page.fill("[name=password]", PASSWORD)
        page.click("form:has([name=login]) button[type=submit]")
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        return page

    yield open_for
    for window in windows:
        window.close()
    unexpected = [text for text in complaints if "status of 4" not in text]
    assert not unexpected, unexpected
