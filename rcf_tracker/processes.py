"""Small facts about processes and folders that the development servers rely on."""

import fcntl
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class CannotStart(Exception):
    """A server cannot be started; the message is one sentence for the person at the terminal."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on a file; the system releases it when the process dies, however it dies."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def free_port() -> int:
    """A port on the loopback address that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address now."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def make_folder(path: Path, mode: int = 0o700) -> Path:
    """The folder, made if missing; raises CannotStart when it cannot be written."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=mode)
        probe = path / ".writable"
        probe.write_bytes(b"\0" * 4096)
        probe.unlink()
    except OSError as fault:
        with suppress(OSError, UnboundLocalError):
            probe.unlink()
        raise CannotStart(f"The folder {path} cannot be written: {fault.strerror or fault}.") from None
    return path


def write_private(path: Path, content: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        raise CannotStart(f"The file {path} cannot be written: {fault.strerror or fault}.") from None


def kept_secret(path: Path, size: int) -> str:
    """The secret kept in this private file, made up at the first call."""
    if not path.exists() or not path.read_text(encoding="utf-8").strip():
        write_private(path, secrets.token_urlsafe(size))
    return path.read_text(encoding="utf-8").strip()


def command_of(process_id: int) -> str:
    """The command line of a process; empty when it is gone or a zombie."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{process_id}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    told = subprocess.run(
        ["ps", "-o", "stat=,command=", "-p", str(process_id)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return "" if told.startswith("Z") else told


def wait_until(holds: Callable[[], bool], seconds: float = 5) -> bool:
    """Ask again and again until it holds; False when the time is up."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
