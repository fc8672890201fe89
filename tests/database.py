"""The database of the tests: made and migrated by the owner role, served as the application role."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import Connection, sql

from rcf_tracker import roles

ROOT = Path(__file__).resolve().parent.parent
OF_THE_FRAMEWORKS = ("django_migrations", "core_step", "django_content_type", "auth_permission")
"""What the frameworks keep of themselves."""
REFERENCE = (
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
"""The reference data that every test finds."""


@cache
def make() -> str:
    """Makes the database with its reference data and gives its name; once for a process and those it forks.

    It is a copy of one that is kept for as long as the product's sources stay as they are.
    """
    owner = settings.DATABASES["owner"]
    name, kept, sources = f"test_{owner['NAME']}", f"kept_{owner['NAME']}", digest()
    with roles.connect({**owner, "NAME": "postgres"}, autocommit=True) as admin:
        comment = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        if admin.execute(comment, [kept]).fetchone() != (sources,):
            create(kept)
            fill(kept)
            admin.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(kept), sources))
    create(name, kept)
    use(name)
    reference_at_first()
    return name


def digest() -> str:
    """A digest of all that decides how a new database looks."""
    folders = [ROOT / app for app in ("core", "contacts", "projects", "reporting", "rcf_tracker")]
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".toml"))
    found = sha256(settings.DATABASES["default"]["USER"].encode())
    for path in [*files, Path(__file__)]:
        found.update(path.read_bytes())
    return found.hexdigest()


def fill(name: str) -> None:
    """Migrates an empty database and loads the reference data."""
    use(name)
    call_command("migrate", database="owner", verbosity=0)
    call_command("createcachetable", database="owner", verbosity=0)
    call_command("load_framework", verbosity=0)
    for alias in ("default", "owner"):
        connections[alias].close()


def create(name: str, template: str = "template0") -> None:
    """Makes a database, empty or like another one, in the place of any of that name; with the rights of the roles."""
    owner = settings.DATABASES["owner"]
    with roles.connect({**owner, "NAME": "postgres"}, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        make_like = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        admin.execute(make_like + sql.SQL(" ENCODING 'UTF8'"))
    with roles.connect({**owner, "NAME": name}, autocommit=True) as admin:
        roles.grant(admin, settings.DATABASES["default"]["USER"], owner["USER"])


def use(name: str) -> None:
    """Lets both roles of this process connect to this database."""
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    connections["default"].settings_dict["OPTIONS"].pop("pool", None)


def empty_tables() -> None:
    """Removes every committed row but the reference data, which is as it was at first."""
    connections["default"].close()
    with roles.connect(connections["owner"].settings_dict) as owner:
        truncate(owner, but=OF_THE_FRAMEWORKS + REFERENCE)
        if reference(owner) == reference_at_first():
            return
        truncate(owner, but=OF_THE_FRAMEWORKS)
    call_command("load_framework", verbosity=0)
    connections["default"].close()
    with roles.connect(connections["owner"].settings_dict) as owner:
        truncate(owner, but=OF_THE_FRAMEWORKS + REFERENCE)


def truncate(owner: Connection, *, but: tuple[str, ...]) -> None:
    tables = owner.execute(
        "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
        " WHERE schemaname = 'public' AND NOT tablename = ANY (%s)",
        [list(but)],
    ).fetchone()[0]
    owner.execute(f"TRUNCATE {tables}")


def reference(owner: Connection) -> list[str]:
    """A digest of each table of reference data, without the keys that chance gave its rows."""
    keys = "ARRAY['id', 'effort_id']"
    rows = "SELECT md5(string_agg(one, '' ORDER BY one)) FROM (SELECT (to_jsonb(t) - {})::text one FROM {} t) found"
    return [owner.execute(rows.format(keys, table)).fetchone()[0] for table in REFERENCE]


@cache
def reference_at_first() -> list[str]:
    with roles.connect(connections["owner"].settings_dict) as owner:
        return reference(owner)
