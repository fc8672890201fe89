"""A report as PDF, made in a process that lives for one compile."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_noop as _

from core.canonical import canonical, fingerprint
from reporting.render.failures import RenderFailed, failure_for

CHILD = Path(__file__).resolve().parent / "child.py"
ASSETS = {"land": "land.svg", "places": "places.json"}
GIBIBYTE = 2**30


def pdf(
    snapshot: dict,
    *,
    language: Literal["en", "ko", "both"],
    paper: Literal["a4", "us-letter"] = "a4",
    fonts: Path,
    assets: Path,
    seal: dict | None = None,
    beat: Callable[[], None] | None = None,
    timeout: float = 120,
    memory: int = 2 * GIBIBYTE,
) -> bytes:
    """The report as PDF/A-3a and PDF/UA-1 in one file, with the snapshot attached. The same input gives the same bytes.

    `beat` is called about once a second while the compile runs; what it raises ends the compile.
    `timeout` is in seconds, `memory` in bytes of address space. Without a `seal` the report is a draft.
    """
    sha256 = fingerprint(snapshot)
    if seal and seal["sha256"] != sha256:
        raise RenderFailed(_("This snapshot is not the one that was sealed."))
    request = {
        "parent": os.getpid(),
        "memory": memory,
        "fonts": str(fonts),
        "inputs": {
            "content": canonical(snapshot).decode(),
            "seal": json.dumps({**(seal or {}), "sha256": sha256}),
            "language": language,
            "paper": paper,
            **{key: _asset(assets / name) for key, name in ASSETS.items()},
        },
    }
    answer, content, status, noise = _ask(json.dumps(request).encode(), beat, timeout)
    if not content:
        raise failure_for(answer, status, noise, snapshot, fonts)
    return content


def _asset(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise RenderFailed(_("The map of the report is missing: %(path)s. Build it again."), path=path) from error


def _ask(request: bytes, beat: Callable[[], None] | None, timeout: float) -> tuple[dict, bytes, int, str]:
    """Run the child once. It inherits nothing of this process: no environment, no open file, no folder of its own."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-I", str(CHILD)], stdin=pipe, stdout=pipe, stderr=pipe, env={}, cwd=CHILD.parent
    ) as child:
        try:
            out, noise = _wait(child, request, beat, time.monotonic() + timeout)
        finally:
            child.kill()
    head, _newline, content = out.partition(b"\n")
    return json.loads(head or b"{}"), content, child.returncode, noise.decode(errors="replace")


def _wait(
    child: subprocess.Popen, request: bytes | None, beat: Callable[[], None] | None, deadline: float
) -> tuple[bytes, bytes]:
    while True:
        try:
            return child.communicate(request, timeout=min(1, max(0.01, deadline - time.monotonic())))
        except subprocess.TimeoutExpired:
            request = None  # communicate() remembers what is still to be written
        if time.monotonic() >= deadline:
            raise RenderFailed(_("The report took too long to compile and was stopped."))
        if beat:
            beat()
