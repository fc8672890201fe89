"""The three database roles and their rights: owner (migrations), application (owns nothing), backup (reads all)."""

import sys
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql

from rcf_tracker import env

SUPERUSER_EXAMPLE = "postgresql://postgres:secret@127.0.0.1:5432/postgres"


def prepare(
    superuser: dict[str, Any],
    *,
    application: dict[str, Any],
    owner: dict[str, Any],
    backup: dict[str, Any] | None = None,
    may_create_databases: bool = False,
) -> None:
    """Create or correct the roles and the database that the addresses name; safe to repeat at any time.

    Every address is a dict as `env.url` returns it. Only development and tests let the owner create databases.
    """
    creation = "CREATEDB" if may_create_databases else "NOCREATEDB"
    with connect(superuser, autocommit=True) as connection:
        _ensure_role(connection, owner, f"NOSUPERUSER NOBYPASSRLS NOCREATEROLE {creation}")
        _ensure_role(connection, application, "NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB")
        # Just-in-time compilation costs more than it saves on the short statements of a page.
        connection.execute(sql.SQL("ALTER ROLE {} SET jit = off").format(sql.Identifier(application["USER"])))
        if backup:
            _ensure_role(connection, backup, "NOSUPERUSER BYPASSRLS NOCREATEROLE NOCREATEDB")
        _ensure_database(connection, application["NAME"], owner["USER"])
    with connect({**superuser, "NAME": application["NAME"]}) as connection:
        grant(connection, application["USER"], owner["USER"], backup["USER"] if backup else None)


def grant(connection: psycopg.Connection, application: str, owner: str, backup: str | None = None) -> None:
    """Give the roles their rights in the connected database, as its owner or a superuser.

    Rights on tables come from default privileges, so what a migration takes away stays taken away.
    """
    names = {
        "database": sql.Identifier(connection.info.dbname),
        "application": sql.Identifier(application),
        "owner": sql.Identifier(owner),
    }
    statements = [
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {application}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
        "GRANT USAGE ON SCHEMA public TO {application}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
        " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {application}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {application}",
    ]
    if backup:
        names["backup"] = sql.Identifier(backup)
        statements += [
            "GRANT CONNECT ON DATABASE {database} TO {backup}",
            "GRANT USAGE ON SCHEMA public TO {backup}",
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT ON TABLES TO {backup}",
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT ON SEQUENCES TO {backup}",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {backup}",
            "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {backup}",
        ]
    for statement in statements:
        connection.execute(sql.SQL(statement).format(**names))


def connect(database: dict[str, Any], **options: Any) -> psycopg.Connection:
    """Open a connection to an address as `env.url` returns it."""
    return psycopg.connect(
        host=database["HOST"] or None,
        port=database["PORT"] or None,
        user=database["USER"],
        password=database["PASSWORD"] or None,
        dbname=database["NAME"],
        connect_timeout=10,
        **database["OPTIONS"],
        **options,
    )


def _ensure_role(connection: psycopg.Connection, database: dict[str, Any], attributes: str) -> None:
    role = sql.Identifier(database["USER"])
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [database["USER"]]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {}").format(role))
    connection.execute(sql.SQL("ALTER ROLE {} LOGIN " + attributes).format(role))  # type: ignore[arg-type]
    if database["PASSWORD"]:
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(database["PASSWORD"])))


def _ensure_database(connection: psycopg.Connection, name: str, owner: str) -> None:
    found = connection.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [name]).fetchone()
    names = {"name": sql.Identifier(name), "owner": sql.Identifier(owner)}
    if found is None:
        connection.execute(
            sql.SQL("CREATE DATABASE {name} OWNER {owner} ENCODING 'UTF8' TEMPLATE template0").format(**names)
        )
    elif found[0] != owner:
        connection.execute(sql.SQL("ALTER DATABASE {name} OWNER TO {owner}").format(**names))


def main() -> int:
    """Prepare what the three addresses in the environment name, signed in as DATABASE_SUPERUSER_URL."""
    try:
        env.text("DATABASE_SUPERUSER_URL", example=SUPERUSER_EXAMPLE)
        prepare(
            env.url("DATABASE_SUPERUSER_URL"),
            application=env.url("DATABASE_URL"),
            owner=env.url("DATABASE_OWNER_URL"),
            backup=env.url("DATABASE_BACKUP_URL", default=None),
            may_create_databases=env.flag("DATABASE_OWNER_MAY_CREATE"),
        )
    except ImproperlyConfigured as fault:
        print(f"roles: {fault}", file=sys.stderr)
        return 1
    except psycopg.Error as fault:
        print(f"roles: the database server refused: {str(fault).strip()}", file=sys.stderr)
        return 1
    print("Roles and database are ready.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
