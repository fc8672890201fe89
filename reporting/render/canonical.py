"""The one spelling of a snapshot, and its fingerprint."""

import hashlib
import json
import unicodedata


def canonical(snapshot: dict) -> bytes:
    """The one spelling of a snapshot: sorted keys, no spaces, NFC, UTF-8."""
    text = json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return unicodedata.normalize("NFC", text).encode()


def fingerprint(snapshot: dict) -> str:
    """The SHA-256 of the canonical spelling, in hexadecimal: what the colophon prints and a seal binds."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()
