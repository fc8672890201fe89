#!/usr/bin/env python3
"""Run a management command, with servers of one's own where the environment names none."""

import os
import sys

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db.utils import OperationalError

from rcf_tracker.embedded import services
from rcf_tracker.processes import CannotStart


def main() -> None:
    """Run the command; what a person can put right is told in a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rcf_tracker.settings")
    try:
        if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
            execute_from_command_line(sys.argv)
        else:
            with services():
                execute_from_command_line(sys.argv)
    except (CannotStart, ImproperlyConfigured) as fault:
        sys.exit(f"manage.py: {fault}")
    except OperationalError as fault:
        if not is_unreachable(fault):
            raise
        sys.exit(f"manage.py: the database does not answer; check DATABASE_URL and the server: {fault}".strip())


def is_unreachable(fault: OperationalError) -> bool:
    """Whether no connection could be made at all, as opposed to a statement that failed."""
    cause = fault.__cause__
    return isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None


if __name__ == "__main__":
    main()
