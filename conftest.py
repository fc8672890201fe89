"""Starts PostgreSQL and Redis for the tests, unless the environment names them, before any setting is read."""

import os
from contextlib import ExitStack

import django

from rcf_tracker.embedded import services

_running = ExitStack()
_running.enter_context(services())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rcf_tracker.settings")
django.setup()


def pytest_unconfigure() -> None:
    """Stop the servers, unless another process uses them."""
    _running.close()
