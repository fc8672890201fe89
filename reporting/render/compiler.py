"""A report as PDF, made in a process that lives for one compile."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_noop as _

from core.canonical import canonical, fingerprint
from reporting.render.apart import GIBIBYTE, TookTooLong, ask
from reporting.render.failures import RenderFailed, failure_for

CHILD = Path(__file__).resolve().parent / "child.py"
ASSETS = {"land": "land.svg", "places": "places.json"}


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
    memory: int = 3 * GIBIBYTE,
) -> bytes:
    """The report as PDF/A-3a and PDF/UA-1 in one file, with the snapshot attached. The same input gives the same bytes.

    `beat` is called about once a second while the compile runs; what it raises ends the compile.
    `timeout` is in seconds, `memory` in bytes of address space. Without a `seal` the report is a draft.
    """
    if seal and seal["sha256"] != fingerprint(snapshot):
        raise RenderFailed(_("This snapshot is not the one that was sealed."))
    request = {
        "fonts": str(fonts),
        "inputs": inputs(snapshot, language=language, paper=paper, seal=seal, assets=assets),
    }
    try:
        answer, content, status, noise = ask(CHILD, request, beat=beat, timeout=timeout, memory=memory)
    except TookTooLong as late:
        raise RenderFailed(_("The report took too long to compile and was stopped.")) from late
    if not content:
        raise failure_for(answer, status, noise, snapshot, fonts)
    return content


def inputs(snapshot: dict, *, language: str, paper: str, seal: dict | None, assets: Path) -> dict[str, str]:
    """What Typst is given as `sys.inputs`. Raises RenderFailed when the map is missing."""
    content = canonical(snapshot)
    return {
        "content": content.decode(),
        "seal": json.dumps({**(seal or {}), "sha256": sha256(content).hexdigest()}),
        "language": language,
        "paper": paper,
        **{key: _asset(assets / name) for key, name in ASSETS.items()},
    }


def _asset(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise RenderFailed(_("The map of the report is missing: %(path)s. Build it again."), path=path) from error
