"""The database of the tests, served to them as the application role, and its people and projects."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from core.audience import Audience, acting_as
from rcf_tracker import roles
from tests.cast import make_cast
from tests.factories import make_project as build_project

KEPT = (
    "django_migrations",
    "core_step",
    "django_content_type",
    "auth_permission",
    "projects_priorityarea",
    "projects_theme",
    "projects_countrygroup",
    "projects_country",
    "projects_membership",
    "projects_effort",
    "projects_effortcountry",
    "projects_effortreach",
    "reporting_cycle",
)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database of its own, made and migrated by the owner role."""
    application, owner = settings.DATABASES["default"], settings.DATABASES["owner"]
    name = f"test_{owner['NAME']}"
    with roles.connect({**owner, "NAME": "postgres"}, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
    with roles.connect({**owner, "NAME": name}, autocommit=True) as admin:
        roles.grant(admin, application["USER"], owner["USER"])
    with django_db_blocker.unblock():
        for alias in ("default", "owner"):
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        connections["default"].settings_dict["OPTIONS"].pop("pool", None)
        call_command("migrate", database="owner", verbosity=0)
        call_command("createcachetable", database="owner", verbosity=0)
        call_command("load_framework", verbosity=0)
        connections["owner"].close()
    yield


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Pages name their styles by what the build made; the processes under test serve the same files."""
    call_command("collectstatic", interactive=False, verbosity=0)


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
def committed(django_db_setup, django_db_blocker):
    """The cast and what a test makes really committed, for races, workers and browsers; emptied afterwards."""
    with django_db_blocker.unblock():
        with acting_as(Audience.JOINT):
            people = make_cast()
        yield people
        empty_tables()


def empty_tables() -> None:
    """Removes every committed row but the reference data."""
    connection.close()
    with roles.connect(connections["owner"].settings_dict) as owner:
        tables = owner.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
            " WHERE schemaname = 'public' AND NOT tablename = ANY (%s)",
            [list(KEPT)],
        ).fetchone()[0]
        owner.execute(f"TRUNCATE {tables}")
