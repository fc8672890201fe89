"""The database of the tests: made and migrated by the owner role, served as the application role."""

from functools import cache

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from rcf_tracker import roles

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
    "projects_ranking",
    "projects_criterion",
    "reporting_cycle",
)
"""What every test finds: reference data, and what the frameworks keep of themselves."""


@cache
def make() -> str:
    """Makes the database with its reference data and gives its name; once for a process and those it forks."""
    owner = settings.DATABASES["owner"]
    name = f"test_{owner['NAME']}"
    create(name)
    with roles.connect({**owner, "NAME": name}, autocommit=True) as admin:
        roles.grant(admin, settings.DATABASES["default"]["USER"], owner["USER"])
    use(name)
    call_command("migrate", database="owner", verbosity=0)
    call_command("createcachetable", database="owner", verbosity=0)
    call_command("load_framework", verbosity=0)
    connections["owner"].close()
    return name


def create(name: str, template: str = "template0") -> None:
    """Makes a database, empty or like another one, in the place of any of that name."""
    with roles.connect({**settings.DATABASES["owner"], "NAME": "postgres"}, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        make_like = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        admin.execute(make_like + sql.SQL(" ENCODING 'UTF8'"))


def use(name: str) -> None:
    """Lets both roles of this process connect to this database."""
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    connections["default"].settings_dict["OPTIONS"].pop("pool", None)


def empty_tables() -> None:
    """Removes every committed row but the reference data."""
    connections["default"].close()
    with roles.connect(connections["owner"].settings_dict) as owner:
        tables = owner.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
            " WHERE schemaname = 'public' AND NOT tablename = ANY (%s)",
            [list(KEPT)],
        ).fetchone()[0]
        owner.execute(f"TRUNCATE {tables}")
