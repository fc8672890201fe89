"""The demonstration: servers, data, pages, worker and beat in one terminal, until Ctrl-C. `make demo` runs this."""

import fcntl
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from rcf_tracker import env
from rcf_tracker.embedded import LOCAL, services
from rcf_tracker.processes import CannotStart, is_free, kept_secret, make_folder
from rcf_tracker.supervisor import Child, Supervisor, end_leftovers, python, say

ROOT = Path(__file__).resolve().parent.parent
STEPS = {
    "Tables": ["migrate", "--database", "owner", "--verbosity", "0"],
    "Cache table": ["createcachetable", "--database", "owner", "--verbosity", "0"],
    "Pages' styles and fonts": ["collectstatic", "--noinput", "--verbosity", "0"],
    "Framework: areas, countries, groups": ["load_framework"],
    "Demonstration data": ["demo_data"],
}
ACCOUNTS = ("us.poc", "us.lead", "us.staff", "us.leader", "rok.poc", "rok.lead", "rok.staff", "rok.leader", "admin")
SECONDS_TO_BE_READY = 90


def main() -> int:
    """Run the demonstration until it is asked to stop; what a person can put right is told in a sentence."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        port = env.integer("PORT", 8000, least=1, most=65535)
        make_folder(LOCAL, mode=0o711)
        with only_one(), services() as revive:
            run(port, revive)
    except KeyboardInterrupt:
        say("Stopped.")
    except (CannotStart, ImproperlyConfigured) as fault:
        print(f"demo: {fault}", file=sys.stderr)
        return 1
    return 0


def run(port: int, revive: Callable[[], None]) -> None:
    """Prepare the data, start the processes, and tend them until interrupted."""
    logs = make_folder(LOCAL / "logs")
    end_leftovers(LOCAL / "demo.json", "rcf_tracker")
    refuse_taken(port)
    os.environ["DEMO"] = "yes"
    os.environ["DEMO_PASSWORD"] = os.environ.get("DEMO_PASSWORD") or kept_secret(LOCAL / "demo_password", 12)
    env.url("DATABASE_OWNER_URL")
    for number, (title, command) in enumerate(STEPS.items(), start=1):
        say(f"  {number}/{len(STEPS)} {title} ...")
        prepare(command)
    supervisor = Supervisor(children(port, logs), LOCAL / "demo.json")
    try:
        supervisor.tend()
        wait_until_ready(port, supervisor, logs)
        say(greeting(port, logs))
        while True:
            time.sleep(1)
            supervisor.tend()
            try:
                revive()
            except CannotStart as fault:
                say(f"demo: {fault} It is tried again.")
    finally:
        # A second Ctrl-C must not leave half of it running.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        say("\nStopping: the worker finishes what it has begun ...")
        supervisor.stop()


@contextmanager
def only_one() -> Iterator[None]:
    """Refuse a second demonstration in the same folder."""
    descriptor = os.open(LOCAL / "demo.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotStart("the demonstration already runs from this folder; stop it there with Ctrl-C.") from None
    try:
        yield
    finally:
        os.close(descriptor)


def refuse_taken(port: int) -> None:
    """Raise CannotStart when another program listens on the port."""
    if not is_free(port):
        raise CannotStart(
            f"port {port} of 127.0.0.1 is taken by another program: stop that one, "
            f"or choose another port, for example `make demo PORT={port + 1}`."
        )


def prepare(command: list[str]) -> None:
    """Run a management command to its end; its last line becomes the sentence when it fails."""
    done = subprocess.run(
        python(str(ROOT / "manage.py"), *command), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        log = LOCAL / "logs" / f"{command[0]}.log"
        log.write_text(done.stdout + done.stderr, encoding="utf-8")
        raise CannotStart(
            f"`manage.py {command[0]}` failed: {reason(done.stderr or done.stdout)} (the rest is in {log})"
        )


def reason(output: str) -> str:
    """The line of a failed command's output that tells most: the error itself, not its context."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["it gave no reason"]
    told = [
        line for line in lines if re.match(r"(manage\.py|Unknown command|[\w.]+(Error|Exception|Unsafe)\w*): ", line)
    ]
    return (told or lines)[-1]


def children(port: int, logs: Path) -> list[Child]:
    """The pages, the worker and its beat; none of them gets the owner's or the backup's address."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "DATABASE_SUPERUSER_URL"}
    }
    celery = python("-m", "celery", "-A", "rcf_tracker")
    commands = {
        "web": python("-m", "gunicorn", "rcf_tracker.wsgi", "--bind", f"127.0.0.1:{port}", "--chdir", str(ROOT)),
        "worker": [*celery, "--workdir", str(ROOT), "worker", "--concurrency", "2", "--loglevel", "WARNING"],
        "beat": [*celery, "--workdir", str(ROOT), "beat", "--scheduler", "celery.beat:Scheduler", "--pidfile="],
    }
    return [Child(name, command, logs / f"{name}.log", environment) for name, command in commands.items()]


def wait_until_ready(port: int, supervisor: Supervisor, logs: Path) -> None:
    """Wait for the pages to say that they and all they need are up."""
    say("  Starting pages, worker and beat ...")
    deadline = time.monotonic() + SECONDS_TO_BE_READY
    while not is_ready(port):
        if time.monotonic() > deadline:
            raise CannotStart(f"the pages did not become ready in {SECONDS_TO_BE_READY} s; their log is {logs}/web.log")
        time.sleep(0.3)
        supervisor.tend()


def is_ready(port: int) -> bool:
    """Whether /readyz answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def greeting(port: int, logs: Path) -> str:
    """What a person needs to sign in."""
    return "\n".join([
        "",
        f"  The tracker is at  http://127.0.0.1:{port}",
        f"  Accounts           {'  '.join(ACCOUNTS[:4])}",
        f"                     {'  '.join(ACCOUNTS[4:8])}",
        f"                     {ACCOUNTS[8]}",
        f"  Password of each   {os.environ['DEMO_PASSWORD']}",
        f"  Logs               {logs}",
        "  Illustrative data only. Ctrl-C stops all of it; `make demo` starts it again where it stopped.",
        "",
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
