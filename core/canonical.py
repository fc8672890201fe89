"""The one spelling of a document that is frozen or signed, and its fingerprint."""

import hashlib
import json
import unicodedata


def canonical(document: dict) -> bytes:
    """The one spelling of a document: sorted keys, no spaces, NFC, UTF-8."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return unicodedata.normalize("NFC", text).encode()


def fingerprint(document: dict) -> str:
    """The SHA-256 of the canonical spelling, in hexadecimal: what a signature and a seal bind."""
    return hashlib.sha256(canonical(document)).hexdigest()
