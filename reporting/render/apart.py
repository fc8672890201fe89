"""Work in a process that lives for one request: it can be stopped, capped, and gives its memory back."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO

GIBIBYTE = 2**30


class TookTooLong(Exception):
    """The process was stopped before it had answered."""


def ask(
    script: Path,
    request: dict,
    content: bytes = b"",
    *,
    beat: Callable[[], None] | None = None,
    timeout: float,
    memory: int,
) -> tuple[dict, bytes, int, str]:
    """Run a script once: a line of JSON and bytes in, the same out; with them its exit status and what it complained.

    It inherits nothing of this process: no environment, no open file, no folder of its own. `timeout` is in seconds,
    `memory` in bytes of address space; `beat` is called about once a second. Raises TookTooLong.
    """
    sent = json.dumps({**request, "parent": os.getpid(), "memory": memory}).encode() + b"\n" + content
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-I", str(script)], stdin=pipe, stdout=pipe, stderr=pipe, env={}, cwd=script.parent
    ) as child:
        # communicate() does not go on with its input after a timeout (Python 3.11): who reads late would wait forever.
        Thread(target=_feed, args=(child.stdin, sent), daemon=True).start()
        child.stdin = None
        try:
            out, noise = _wait(child, beat, time.monotonic() + timeout)
        finally:
            child.kill()
    head, _newline, answered = out.partition(b"\n")
    return json.loads(head or b"{}"), answered, child.returncode, noise.decode(errors="replace")


def _feed(pipe: IO[bytes], sent: bytes) -> None:
    with suppress(BrokenPipeError), pipe:
        pipe.write(sent)


def _wait(child: subprocess.Popen, beat: Callable[[], None] | None, deadline: float) -> tuple[bytes, bytes]:
    while True:
        try:
            return child.communicate(timeout=min(1, max(0.01, deadline - time.monotonic())))
        except subprocess.TimeoutExpired:
            if time.monotonic() >= deadline:
                raise TookTooLong from None
        if beat:
            beat()
