"""Keeps a few long-running processes alive, and leaves none behind."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from rcf_tracker.processes import command_of, wait_until, write_private

PATIENCE = 25  # Seconds in which a worker may finish what it has begun.
LONGEST_PAUSE = 30
STEADY = 60  # A process that lived so many seconds starts anew with a short pause.


class Child:
    """A process that is started again, after a growing pause, whenever it ends."""

    def __init__(self, name: str, command: list[str], log: Path, environment: dict[str, str]) -> None:
        self.name, self.command, self.log, self.environment = name, command, log, environment
        self.process: subprocess.Popen | None = None
        self.started = 0.0
        self.due = 0.0
        self.pause = 1.0

    def start(self) -> None:
        """Start it, in a session of its own so that all it begets can be ended with it."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started = time.monotonic()

    def keep_alive(self) -> bool:
        """Start it when it is due; True when it was started."""
        if self.process is not None:
            if self.process.poll() is None:
                return False
            self._note_end()
        if time.monotonic() < self.due:
            return False
        self.start()
        return True

    def ask_to_stop(self) -> None:
        """Let it finish what it does."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self) -> None:
        """End it and all that it begot."""
        if self.process:
            end_group(self.process.pid)
            self.process.wait()

    def _note_end(self) -> None:
        process, self.process = self.process, None
        end_group(process.pid)
        lived = time.monotonic() - self.started
        self.pause = 1.0 if lived > STEADY else min(self.pause * 2, LONGEST_PAUSE)
        self.due = time.monotonic() + (0 if lived > STEADY else self.pause)
        say(f"{self.name} ended ({_how(process.returncode)}); it is started again. Its log is {self.log}.")


class Supervisor:
    """Starts children, keeps them alive until told to stop, and remembers them on disk should it be killed itself."""

    def __init__(self, children: list[Child], record: Path) -> None:
        self.children, self.record = children, record

    def tend(self) -> None:
        """One round: start what is due."""
        if any([child.keep_alive() for child in self.children]):
            alive = {child.name: child.process.pid for child in self.children if child.process}
            write_private(self.record, json.dumps(alive))

    def stop(self) -> None:
        """Ask all to stop, wait, then end what is left."""
        for child in self.children:
            child.ask_to_stop()
        running = [child.process for child in self.children if child.process]
        wait_until(lambda: all(process.poll() is not None for process in running), seconds=PATIENCE)
        for child in self.children:
            child.end()
        self.record.unlink(missing_ok=True)


def end_leftovers(record: Path, word: str) -> None:
    """End the processes that a killed supervisor left behind: those on its record whose command holds the word."""
    try:
        numbers = json.loads(record.read_text(encoding="utf-8")).values()
    except (OSError, ValueError, AttributeError):
        return
    for number in numbers:
        if word in command_of(number):
            end_group(number)
            wait_until(lambda number=number: word not in command_of(number), seconds=5)
    record.unlink(missing_ok=True)


def end_group(number: int) -> None:
    """Kill a session of processes, by the number of the one that leads it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(number, signal.SIGKILL)


def say(line: str) -> None:
    """Tell the person at the terminal, at once."""
    print(line, flush=True)


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    return signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"


def python(*arguments: str) -> list[str]:
    """A command that runs this Python."""
    return [sys.executable, *arguments]
