"""Servers of one's own: PostgreSQL and Redis under `.local/`, for each address that the environment does not give.

`python -m rcf_tracker.embedded status|urls|stop` tells of them and stops them.
"""

import argparse
import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rcf_tracker.embedded_postgres import Postgres
from rcf_tracker.embedded_redis import Redis
from rcf_tracker.processes import CannotStart, kept_secret, locked, make_folder

LOCAL = Path(__file__).resolve().parent.parent / ".local"


@contextmanager
def services(local: Path = LOCAL) -> Iterator[Callable[[], None]]:
    """Start, or find running, what DATABASE_URL and REDIS_URL do not name, and set the environment accordingly.

    Gives a function that starts again what has died, for processes that stay.
    The last process that uses the servers stops them, also those that a killed process left behind.
    """
    servers = _wanted(local)
    before = dict(os.environ)
    make_folder(local, mode=0o711)
    use = os.open(local / "in_use", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with locked(local / "lock"):
            fcntl.flock(use, fcntl.LOCK_SH)
            for server in servers:
                server.start()
                os.environ.update(server.urls())
        _fill_in(local)
        yield lambda: _revive(servers, local)
    finally:
        with locked(local / "lock"):
            if _is_last(use):
                for server in servers:
                    server.stop()
            os.close(use)
        os.environ.clear()
        os.environ.update(before)


def _wanted(local: Path) -> list[Postgres | Redis]:
    servers: list[Postgres | Redis] = []
    if not os.environ.get("DATABASE_URL"):
        servers.append(Postgres(local))
    if not os.environ.get("REDIS_URL"):
        servers.append(Redis(local))
    return servers


def _revive(servers: list[Postgres | Redis], local: Path) -> None:
    with locked(local / "lock"):
        for server in servers:
            if server.is_gone():
                server.start()


def _is_last(use: int) -> bool:
    """Whether no other process uses the servers. Asked and answered while the start lock is held."""
    try:
        fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _fill_in(local: Path) -> None:
    """Defaults for the remaining variables that the settings require."""
    os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost")
    os.environ.setdefault("EMAIL_URL", "console:")
    os.environ.setdefault("HTTPS", "no")
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = kept_secret(local / "secret_key", 50)
    if not os.environ.get("MEDIA_ROOT"):
        os.environ["MEDIA_ROOT"] = str(make_folder(local / "archive"))


def main(arguments: list[str] | None = None, local: Path = LOCAL) -> int:
    """Tell a person about the servers, or stop them."""
    parser = argparse.ArgumentParser(prog="python -m rcf_tracker.embedded", description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["status", "urls", "stop"])
    command = parser.parse_args(arguments).command
    running = True
    for server in (Postgres(local), Redis(local)):
        name = type(server).__name__
        if command == "stop":
            server.stop()
        elif not server.is_running():
            print(f"{name} is not running.")
            running = False
        elif command == "status":
            print(f"{name} is running; its log is {server.log}.")
        else:
            for variable, url in server.urls().items():
                print(f"{variable}='{url}'")
    return 0 if running else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotStart as fault:
        sys.exit(f"embedded: {fault}")
