"""The one spelling of a document that is frozen or signed, and its fingerprint."""

import hashlib
import unicodedata
from json.encoder import encode_basestring
from typing import Any

LARGEST = 2**53
"""The largest whole number that every reader of JSON understands alike."""


def canonical(document: dict) -> bytes:
    """The one spelling of a document: its text composed (NFC), then written by RFC 8785 (JCS) as UTF-8."""
    return jcs(_composed(document))


def fingerprint(document: dict) -> str:
    """The SHA-256 of the canonical spelling, in hexadecimal: what a signature and a seal bind."""
    return hashlib.sha256(canonical(document)).hexdigest()


def jcs(value: Any) -> bytes:
    """A value of JSON by RFC 8785: names sorted by UTF-16, numbers as ECMAScript writes them, nothing else.

    Raises ValueError for what JSON cannot say alike everywhere: not a number, infinity, whole numbers beyond 2**53,
    half a surrogate pair.
    """
    parts: list[str] = []
    _write(value, parts)
    return "".join(parts).encode()


def _write(value: Any, parts: list[str]) -> None:
    if isinstance(value, str):
        parts.append(encode_basestring(value))
    elif value is None or isinstance(value, bool):
        parts.append({None: "null", True: "true", False: "false"}[value])
    elif isinstance(value, int | float):
        parts.append(_number(value))
    elif isinstance(value, dict):
        for i, (name, one) in enumerate(sorted(value.items(), key=_by_utf_16)):
            parts += ("," if i else "{", encode_basestring(name), ":")
            _write(one, parts)
        parts.append("}" if value else "{}")
    elif isinstance(value, list | tuple):
        for i, one in enumerate(value):
            parts.append("," if i else "[")
            _write(one, parts)
        parts.append("]" if value else "[]")
    else:
        raise TypeError(f"JSON has no {type(value).__name__}")


def _by_utf_16(item: tuple[str, Any]) -> bytes:
    return item[0].encode("utf-16-be")


def _number(value: float) -> str:
    """A number as ECMAScript writes it: the fewest digits that say it, with an exponent from 1e21 and below 1e-6."""
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError(f"{value} is too large a number for JSON.")
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"JSON has no {value}.")
    if value == 0:
        return "0"
    sign, digits, point = _digits(value)
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if digits[1:] else ""
    return f"{sign}{digits[0]}{fraction}e{point - 1:+d}"


def _digits(value: float) -> tuple[str, str, int]:
    """The sign, the fewest digits that name this number, and where the point stands among them."""
    mantissa, _e, exponent = repr(abs(value)).partition("e")
    whole, _point, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    return "-" if value < 0 else "", digits.rstrip("0"), point


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_composed(name): _composed(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_composed(one) for one in value]
    return value
