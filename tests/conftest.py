"""Real PostgreSQL and Redis for every test; the tests connect as the application role, like the product does."""

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

REFERENCE_DATA = ("projects_priorityarea", "projects_theme", "projects_countrygroup", "projects_country")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(worker_id: str = "") -> None:
    """The databases are made by `django_db_setup` itself."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database of its own, made and migrated by the owner role, served by the application role."""
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
        call_command("migrate", database="owner", verbosity=0)
        call_command("createcachetable", database="owner", verbosity=0)
        with acting_as(Audience.JOINT):
            call_command("load_framework", verbosity=0)
    yield
    for alias in ("default", "owner"):
        connections[alias].close()


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
    """Real commits, for races, workers and browsers; every row but the reference data is gone afterwards."""
    with django_db_blocker.unblock():
        yield
        connection.close()
        with roles.connect(connections["owner"].settings_dict) as owner:
            _empty(owner)


def _empty(owner) -> None:
    tables = owner.execute(
        "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = 'public'"
        " AND tablename NOT IN ('django_migrations', 'django_content_type', 'auth_permission', 'projects_membership',"
        " 'reporting_cycle') AND NOT tablename = ANY (%s)",
        [list(REFERENCE_DATA)],
    ).fetchone()[0]
    owner.execute(f"TRUNCATE {tables}")
