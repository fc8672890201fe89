"""Every check that needs no test to run: lint, types, contracts, migrations, translations, API schema, settings."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("core", "contacts", "projects", "reporting", "rcf_tracker", "templates", "locale")
CATALOGUE = Path("locale/ko/LC_MESSAGES/django.po")
# What an installation sets; no server answers at these addresses, and none is asked.
PRODUCTION = {
    "SECRET_KEY": "for-checks-only-Zk3vQ9mW7xT2bN8cR5yL1dF6hJ4gS0pA-uEoIi",
    "DATABASE_URL": "postgresql://rcf_app@127.0.0.1:1/rcf",
    "DATABASE_OWNER_URL": "postgresql://rcf_owner@127.0.0.1:1/rcf",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "tracker.example.gov",
    "MEDIA_ROOT": tempfile.gettempdir(),
    "EMAIL_URL": "smtp+tls://mail.example.gov:587",
    "HTTPS": "yes",
    "DEMO": "no",
}


def main() -> int:
    """Run all checks, tell the outcome of each, and fail when one does."""
    python = sys.executable
    manage = [python, "manage.py"]
    checks: list[tuple[str, Callable[[], str]]] = [
        ("Lint", command(python, "-m", "ruff", "check", ".")),
        ("Format", command(python, "-m", "ruff", "format", "--check", ".")),
        ("Types", command(python, "-m", "mypy", environment=PRODUCTION)),
        ("Import contracts", command(python, "-c", "from importlinter.cli import lint_imports_command as c; c()")),
        ("Migrations complete", command(*manage, "makemigrations", "--check", "--dry-run")),
        ("Translations complete", untranslated),
        ("Workflows drawn", command(python, "scripts/workflows_page.py", "--check",
                                    environment={**PRODUCTION, "PYTHONPATH": ".",
                                                 "DJANGO_SETTINGS_MODULE": "rcf_tracker.settings"})),
        ("API schema", command(*manage, "spectacular", "--validate", "--fail-on-warn", "--file", os.devnull)),
        ("Deployment settings", command(*manage, "check", "--deploy", "--fail-level", "WARNING",
                                        environment=PRODUCTION)),
    ]  # fmt: skip
    failed = [title for title, check in checks if not passes(title, check)]
    print(f"{len(checks) - len(failed)} of {len(checks)} checks passed.")
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


def passes(title: str, check: Callable[[], str]) -> bool:
    """Run one check and print its outcome; an empty complaint is a pass."""
    begun = time.monotonic()
    complaint = check()
    print(f"{'FAIL' if complaint else 'ok':4}  {title} ({time.monotonic() - begun:.1f} s)", flush=True)
    if complaint:
        print(f"{complaint.rstrip()}\n", flush=True)
    return not complaint


def command(*arguments: str, environment: dict[str, str] | None = None) -> Callable[[], str]:
    """A check that runs a program and complains with its output when it fails."""

    def check() -> str:
        done = subprocess.run(
            arguments, cwd=ROOT, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
        )
        return (done.stdout + done.stderr).strip() or f"exit code {done.returncode}" if done.returncode else ""

    return check


def untranslated() -> str:
    """Complain about each text without a confirmed Korean translation, and each broken placeholder."""
    catalogue = ROOT / CATALOGUE
    if not catalogue.exists():
        return f"{CATALOGUE} is missing"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCES:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        outside = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        gather = [sys.executable, "-m", "django", "makemessages", "--locale", "ko", "--no-obsolete"]
        done = subprocess.run(gather, cwd=copy, env=outside, capture_output=True, text=True, check=False)
        if done.returncode:
            return done.stdout + done.stderr
        with (copy / CATALOGUE).open("rb") as file:
            messages = [message for message in read_po(file, locale="ko") if message.id]
    complaints = "\n".join(lack for message in messages if (lack := lacks(message)))
    return complaints or command("msgfmt", "--check-format", "-o", os.devnull, str(catalogue))()


def lacks(message: Message) -> str:
    """What is wrong with one entry of the catalogue; empty when nothing is."""
    texts = [message.string] if isinstance(message.string, str) else list(message.string)
    fault = "fuzzy" if message.fuzzy else "" if all(texts) else "missing"
    place = message.locations[0][0] if message.locations else "?"
    return fault and f"{place}: {fault}: {message.id!r}"


if __name__ == "__main__":
    sys.exit(main())
