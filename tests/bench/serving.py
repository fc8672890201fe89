"""The product as production serves it, and a client of it."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from statistics import median, quantiles
from typing import Self
from urllib.parse import urlencode

from rcf_tracker.processes import wait_until
from tests.bench import BARE
from tests.bench.databases import PASSWORD, ROOT

WARM_UP, PAIRS = 12, 60
COUNT = {"X-Bench": "count"}
CLIENTS, SECONDS = 8, 4.0
OF_OWNER = ("DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "DATABASE_SUPERUSER_URL")


@contextmanager
def gunicorn(port: int, log: Path) -> Iterator["Server"]:
    """The production command with two workers, on the database of the environment."""
    environment = {name: value for name, value in os.environ.items() if name not in OF_OWNER}
    environment |= {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "WEB_WORKERS": "2", "ALLOWED_HOSTS": "127.0.0.1"}
    command = [sys.executable, "-m", "gunicorn", "rcf_tracker.wsgi", "--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        server = Server(port, process.pid)
        if not wait_until(server.answers, seconds=60):
            raise SystemExit(f"gunicorn does not answer; its log is {log}")
        yield server
    finally:
        process.terminate()
        process.wait()


@dataclass
class Server:
    port: int
    pid: int

    def answers(self) -> bool:
        try:
            return Client(self.port).get("/healthz").status == 200
        except OSError:
            return False

    def memory(self) -> list[int]:
        return memory_of_children(self.pid)


def memory_of_children(pid: int) -> list[int]:
    """Resident memory of each child of a process, in bytes."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    status = [Path(f"/proc/{child}/status").read_text() for child in children]
    return [int(text.split("VmRSS:")[1].split()[0]) * 1024 for text in status]


@dataclass
class Answer:
    status: int
    seconds: float
    body: bytes
    headers: dict[str, str]


@dataclass
class Client:
    """A browser that keeps its connection and its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def sign_in(self, username: str) -> None:
        if self.get("/accounts/login/").status != 200:
            raise SystemExit("The page to sign in does not answer.")
        if self.post("/accounts/login/", {"login": username, "password": PASSWORD}).status != 302:
            raise SystemExit(f"{username} cannot sign in")

    def post(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        form = {**form, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._ask("POST", path, urlencode(form), headers)

    def another(self) -> "Client":
        """The same person with a connection of its own."""
        return Client(self.port, dict(self.cookies))

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        start = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        took = time.perf_counter() - start
        self._keep_cookies(response)
        return Answer(response.status, took, content, dict(response.headers.items()))

    def _keep_cookies(self, response: HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value


@dataclass(frozen=True)
class Measured:
    """What one page took, in seconds, beside the bare view measured in turn with it."""

    median: float
    p95: float
    bare: float
    statements: int
    repeated: int
    size: int
    per_second: float | None = None

    @property
    def multiple(self) -> float:
        return self.median / self.bare

    @classmethod
    def of(cls, took: Sequence[float], bare: Sequence[float], counted: Answer, per_second: float | None = None) -> Self:
        """`counted` was asked for its statements."""
        return cls(
            median=median(took),
            p95=quantiles(took, n=20)[-1],
            bare=median(bare),
            statements=int(counted.headers["X-Statements"]),
            repeated=int(counted.headers["X-Repeated"]),
            size=len(counted.body),
            per_second=per_second,
        )


def measure(client: Client, path: str, **headers: str) -> Measured:
    """Asks for the page and the bare view in turn, then for the page from eight clients at once."""
    counted = client.get(path, **COUNT, **headers)
    if counted.status != 200:
        raise SystemExit(f"{path} answers {counted.status}")
    bare = client.another()
    for _time in range(WARM_UP):
        client.get(path, **headers), bare.get(BARE)
    pairs = ((client.get(path, **headers).seconds, bare.get(BARE).seconds) for _pair in range(PAIRS))
    took, bare_took = zip(*pairs, strict=True)
    return Measured.of(took, bare_took, counted, throughput(client, path, **headers))


def throughput(client: Client, path: str, **headers: str) -> float:
    """Answers in a second to eight clients that ask again as soon as they are answered."""
    counts = [0] * CLIENTS
    end = time.perf_counter() + SECONDS

    def ask(number: int) -> None:
        mine = client.another()
        while time.perf_counter() < end:
            mine.get(path, **headers)
            counts[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS
