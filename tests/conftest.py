"""Brings up PostgreSQL and Redis where the environment names none, then Django, then the fixtures."""

import os
from contextlib import ExitStack

import django

from rcf_tracker.embedded import services

_running = ExitStack()
_running.enter_context(services())
os.environ |= {"DJANGO_SETTINGS_MODULE": "rcf_tracker.settings", "DEMO": "1", "HTTPS": "no", "EMAIL_URL": "console:"}
django.setup()

pytest_plugins = ["tests.fixtures", "tests.servers", "tests.compiling"]


def pytest_unconfigure() -> None:
    """Stops what was started."""
    from django.db import connections

    connections.close_all()
    for connection in connections.all(initialized_only=True):
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    _running.close()
