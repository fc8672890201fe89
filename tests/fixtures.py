"""The database of the tests, served to them as the application role, and its people and projects."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from core.audience import Audience, acting_as
from tests.cast import make_cast
from tests.database import empty_tables, make
from tests.factories import make_project as build_project


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database of its own, see tests/database.py."""
    with django_db_blocker.unblock():
        make()
    yield


@cache
def collect_static() -> None:
    """Once for a process and those it forks."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Pages name their styles by what the build made; the processes under test serve the same files."""
    collect_static()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The language of the last page that a test asked for is not the next test's."""
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db) -> SimpleNamespace:
    """The people of the tests, see tests/cast.py."""
    with acting_as(Audience.JOINT):
        return make_cast()


@pytest.fixture
def make_project(cast):
    """Makes projects by the real actions, see tests/factories.py."""
    return build_project


@pytest.fixture
def no_limit_reached_before(db) -> None:
    """Whoever asked too often in another test may ask anew."""
    caches["default"].clear()


@pytest.fixture
def api(client, cast, no_limit_reached_before):
    """The API as one of the cast uses it: api("us_poc").get(...)."""

    def signed_in(name: str) -> Client:
        client.force_login(getattr(cast, name))
        return client

    return signed_in


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """The cast and what a test makes really committed, for races, workers and browsers; emptied afterwards."""
    with django_db_blocker.unblock():
        with acting_as(Audience.JOINT):
            people = make_cast()
        yield people
        empty_tables()


@pytest.fixture
def as_us(db) -> Iterator[None]:
    """The whole test acts for the US side."""
    with acting_as(Audience.US):
        yield


@pytest.fixture
def at(monkeypatch):
    """Sets the clock."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_clock
