"""Signatures on the PDFs of sealed editions: made with the certificate that is configured, read without a network.

Nothing configured, nothing is signed. Each call has a process of its own that signs or reads (render/pades.py).
"""

import logging
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _

from reporting.render import RenderFailed
from reporting.render.apart import GIBIBYTE, TookTooLong, ask

log = logging.getLogger(__name__)
PADES = Path(__file__).resolve().parent / "render" / "pades.py"
MARK = b"/ByteRange"
"""Every signature of a PDF says it in plain bytes."""
SIGNING, READING = 120, 20
"""Seconds after which signing one file, and reading one, is given up."""
REFUSALS = {
    "closed": _(
        "The signing certificate does not open: its passphrase is wrong, or it is no PKCS#12 file."
        " Put it right, then try again."
    ),
    "unfit": _(
        "The signing certificate is not fit for signing: it needs the right to sign and an RSA key of 2048 bits or"
        " more. Replace it, then try again."
    ),
    "expired": _("The signing certificate of %(by)s expired on %(day)s. Renew it, then try again."),
    "early": _("The signing certificate of %(by)s is valid from %(day)s only. Try again then."),
}


@dataclass(frozen=True)
class Signature:
    """What a signature of a PDF says, and what it is worth. Its moment is the signer's own word.

    `by` is the subject of the signer's certificate (RFC 4514), empty where the signature cannot be read.
    """

    by: str
    at: datetime | None
    is_intact: bool
    is_whole: bool
    """Whether nothing was added to the file after it."""
    is_trusted: bool


UNREADABLE = Signature("", None, False, False, False)


def check() -> None:
    """Raises RenderFailed with a sentence where a certificate is configured that cannot sign."""
    if credential := _configured():
        _signing({"act": "check", **credential})


def check_trusted() -> None:
    """Raises RenderFailed with a sentence where the certificates to trust are named and cannot be had."""
    if settings.SIGNING_TRUSTED:
        pem = _content("SIGNING_TRUSTED").decode(errors="replace")
        if not _ask({"act": "trust", "trusted": pem}, timeout=READING).get("certificates"):
            raise RenderFailed(_("SIGNING_TRUSTED holds no certificate in PEM form. Put it right."))


def signed(content: bytes, *, at: datetime, beat: Callable[[], None] | None = None) -> bytes:
    """A PDF with a PAdES signature (B-B) over all of it, as of a moment; as it is where no certificate is configured.

    The same bytes, moment and certificate give the same bytes. Raises RenderFailed.
    """
    credential = _configured()
    if credential is None:
        return content
    return _signing({"act": "sign", "at": at.isoformat(), **credential}, content, beat=beat)


def signatures(content: bytes) -> list[Signature]:
    """The signatures of a file that somebody holds; none where it is no signed PDF."""
    if not (content.startswith(b"%PDF") and MARK in content):
        return []
    return _read({"paths": []}, content, timeout=READING)[0]


def signatures_of(paths: Sequence[Path]) -> list[list[Signature]]:
    """The signatures of each of these files of the archive."""
    return _read({"paths": list(map(str, paths))}, timeout=READING * len(paths)) if paths else []


def _configured() -> dict[str, Any] | None:
    """The certificate with its key, and its passphrase, as they are now in their files."""
    if not settings.SIGNING_CERTIFICATE:
        return None
    certificate = b64encode(_content("SIGNING_CERTIFICATE")).decode()
    passphrase = None
    if settings.SIGNING_PASSPHRASE_FILE:
        passphrase = _content("SIGNING_PASSPHRASE_FILE").decode(errors="replace").rstrip("\r\n")
    return {"certificate": certificate, "passphrase": passphrase}


def _content(name: str) -> bytes:
    try:
        return Path(getattr(settings, name)).read_bytes()
    except OSError as error:
        sentence = _("%(name)s cannot be read: %(reason)s. Put it right, then try again.")
        raise RenderFailed(sentence, name=name, reason=error.strerror or error) from error


def _signing(request: dict[str, Any], content: bytes = b"", beat: Callable[[], None] | None = None) -> bytes:
    try:
        said, made, status, noise = ask(PADES, request, content, beat=beat, timeout=SIGNING, memory=2 * GIBIBYTE)
    except TookTooLong as late:
        raise RenderFailed(_("The report took too long to sign and was stopped.")) from late
    if said.get("refused"):
        raise RenderFailed(REFUSALS[said["refused"]], **said["params"])
    if status or (content and not made):
        last = noise.strip().splitlines()[-1:] or [f"{status}"]
        raise RenderFailed(_("The report could not be signed: %(noise)s"), noise=last[0])
    return made


def _read(request: dict[str, Any], content: bytes = b"", *, timeout: float) -> list[list[Signature]]:
    said = _ask({**request, "act": "read", "trusted": _trusted()}, content, timeout=timeout)
    if "signatures" not in said:
        return [[UNREADABLE]] * max(1, len(request["paths"]))
    return [[_signature(one) for one in file] for file in said["signatures"]]


def _trusted() -> str:
    """The certificates to trust, as PEM; none, and a line in the log, where they cannot be read."""
    try:
        return _content("SIGNING_TRUSTED").decode(errors="replace") if settings.SIGNING_TRUSTED else ""
    except RenderFailed as failure:
        log.error("%s", failure)
        return ""


def _ask(request: dict[str, Any], content: bytes = b"", *, timeout: float) -> dict[str, Any]:
    try:
        return ask(PADES, request, content, timeout=timeout, memory=2 * GIBIBYTE)[0]
    except TookTooLong:
        return {}


def _signature(said: dict[str, Any]) -> Signature:
    return Signature(**{**said, "at": said["at"] and datetime.fromisoformat(said["at"])})
