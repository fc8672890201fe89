"""Typed readers of the environment. A missing or malformed variable raises one sentence that says how to fix it."""

import os
from collections.abc import Iterable
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

DATABASE_EXAMPLE = "postgresql://rcf_app:secret@127.0.0.1:5432/rcf"
REDIS_EXAMPLE = "redis://:secret@127.0.0.1:6379/0"
SITE_EXAMPLE = "https://tracker.example.gov"
EMAIL_EXAMPLE = "smtp+tls://user:secret@mail.example.gov:587"
YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off", ""}
# Django names these connection settings itself; everything else in the query is an option of libpq.
PLACE = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
REQUIRED: Any = object()


def text(name: str, default: Any = REQUIRED, *, example: str = "a value") -> Any:
    """The variable as it stands, without surrounding blanks; an empty one counts as missing."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is REQUIRED:
        raise ImproperlyConfigured(f"{name} is missing: set it in the environment, for example {name}={example}")
    return default


def integer(name: str, default: Any = REQUIRED, *, least: int | None = None, most: int | None = None) -> Any:
    """A whole number, within the bounds when they are given."""
    example = str(default if isinstance(default, int) else least or 1)
    value = text(name, default, example=example)
    if value is default:
        return default
    try:
        number = int(value)
    except ValueError:
        raise _malformed(name, "is not a whole number", example) from None
    if (least is not None and number < least) or (most is not None and number > most):
        raise _malformed(name, f"is not between {_bound(least)} and {_bound(most)}", example)
    return number


def flag(name: str, default: bool = False) -> bool:
    """Yes or no; unset gives the default."""
    if name not in os.environ:
        return default
    value = os.environ[name].strip().lower()
    if value in YES | NO:
        return value in YES
    raise _malformed(name, "is neither yes nor no", "1 (yes) or 0 (no)")


def words(name: str, default: Any = REQUIRED, *, example: str = "tracker.example.gov,127.0.0.1") -> Any:
    """A comma list, blanks and empty entries dropped."""
    value = text(name, default, example=example)
    if value is default:
        return list(default)
    return [word.strip() for word in value.split(",") if word.strip()]


def url(name: str, default: Any = REQUIRED) -> Any:
    """A PostgreSQL address as an entry of Django's DATABASES; `?host=/dir` names a socket directory."""
    value = text(name, default, example=DATABASE_EXAMPLE)
    if value is default:
        return default
    parts = _split(name, value, {"postgresql", "postgres"}, DATABASE_EXAMPLE)
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": _host(parts),
        "PORT": str(parts.port or ""),
        "OPTIONS": {},
    }
    for key, given in parse_qsl(parts.query, keep_blank_values=True):
        if key in PLACE:
            database[PLACE[key]] = given
        else:
            database["OPTIONS"][key] = given
    for key, noun in {"NAME": "database", "USER": "role"}.items():
        if not database[key]:
            raise _malformed(name, f"names no {noun}", DATABASE_EXAMPLE)
    return database


def redis_url(name: str, default: Any = REQUIRED) -> Any:
    """A Redis address over TCP, checked and handed on as it stands."""
    value = text(name, default, example=REDIS_EXAMPLE)
    if value is default:
        return default
    parts = _split(name, value, {"redis", "rediss"}, REDIS_EXAMPLE)
    if not parts.hostname:
        raise _malformed(name, "names no host", REDIS_EXAMPLE)
    if not (parts.path.strip("/") or "0").isdigit():
        raise _malformed(name, "ends in something other than a database number", REDIS_EXAMPLE)
    return value


def site_url(name: str, default: Any = REQUIRED) -> Any:
    """The address under which people open the tracker, without a path: mails made in the background link to it."""
    value = text(name, default, example=SITE_EXAMPLE)
    parts = _split(name, value, {"http", "https"}, SITE_EXAMPLE)
    if not parts.hostname or parts.path.strip("/") or parts.query:
        raise _malformed(name, "is not a host with at most a port", SITE_EXAMPLE)
    return f"{parts.scheme}://{parts.netloc}"


def email_url(name: str, default: Any = REQUIRED) -> dict[str, Any]:
    """Django's EMAIL_* settings; `console:` prints messages, `smtp+tls:` upgrades, `smtps:` is encrypted throughout."""
    value = text(name, default, example=EMAIL_EXAMPLE)
    parts = _split(name, value, {"console", "smtp", "smtps", "smtp+tls"}, EMAIL_EXAMPLE)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if not parts.hostname:
        raise _malformed(name, "names no host", EMAIL_EXAMPLE)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
    }


def _split(name: str, value: str, schemes: Iterable[str], example: str) -> SplitResult:
    """The parts of an address, or a sentence; never the value itself, which may hold a password."""
    fault = "is not an address (is a special character in it not percent-encoded?)"
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise _malformed(name, fault, example) from None
    if parts.scheme not in schemes or ":" not in value:
        raise _malformed(name, f"does not start with {' or '.join(f'{s}:' for s in sorted(schemes))}", example)
    return parts


def _host(parts: SplitResult) -> str:
    """The host name, or the socket directory written percent-encoded in its place (whose case matters)."""
    raw = parts.netloc.rpartition("@")[2].partition(":")[0]
    return unquote(raw) if raw.lower().startswith("%2f") else parts.hostname or ""


def _malformed(name: str, fault: str, example: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} {fault}: set it, for example, to {name}={example}")


def _bound(value: int | None) -> str:
    return "any number" if value is None else str(value)
