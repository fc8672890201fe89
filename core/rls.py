"""Row-level security: the SQL that migrations call, and the check that refuses to serve without it (law 2)."""

from django.apps import apps
from django.conf import settings
from django.db import connection, migrations

from core.audience import SETTING

READABLE = f"audience = ANY (string_to_array(current_setting('{SETTING}', true), ','))"


class Unsafe(Exception):
    """The database would not keep the two sides apart; the sentence says why."""


def application_role() -> str:
    """The role that requests and jobs connect with; it owns nothing."""
    return settings.DATABASES["default"]["USER"]


def protect(*tables: str) -> list[migrations.RunSQL]:
    """Puts tables with an `audience` column under row-level security, for their owner too; sharing is one way."""
    return [
        migrations.RunSQL(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
            f"CREATE POLICY {table}_audience ON {table} USING ({READABLE}) WITH CHECK ({READABLE});"
            f"CREATE TRIGGER {table}_shared_once BEFORE UPDATE OF audience ON {table} FOR EACH ROW"
            " WHEN (OLD.audience <> NEW.audience AND NEW.audience <> 'JOINT')"
            " EXECUTE FUNCTION core_refuse_taking_back();",
            f"DROP TRIGGER {table}_shared_once ON {table}; DROP POLICY {table}_audience ON {table};"
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
        )
        for table in tables
    ]


def as_private_as_its_project(*tables: str) -> list[migrations.RunSQL]:
    """A part always has the audience of its project; checked at commit, so that sharing can change both."""
    return as_private_as("projects_project", "project", *tables)


def as_private_as(parent: str, name: str, *tables: str) -> list[migrations.RunSQL]:
    """A row always has the audience of the row that its column `<name>_id` names; the parent is unique on both."""
    return [
        migrations.RunSQL(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_as_private_as_{name} FOREIGN KEY ({name}_id, audience)"
            f" REFERENCES {parent} (id, audience) DEFERRABLE INITIALLY DEFERRED;",
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_as_private_as_{name};",
        )
        for table in tables
    ]


def chain(subject: str, *tables: str) -> list[migrations.RunSQL]:
    """Appends each row of these event tables to the hash chain of its audience; `subject` names its subject's column.

    The application role may add to an event table and read it, nothing else.
    """
    return [
        migrations.RunSQL(
            f"CREATE TRIGGER {table}_chain AFTER INSERT ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION core_append_entry('{subject}');"
            f'REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM "{application_role()}";',
            f"DROP TRIGGER {table}_chain ON {table};",
        )
        for table in tables
    ]


def protected_tables() -> list[str]:
    """The tables of all models that have an audience, but those whose constraint admits joint rows alone.

    A view, which no model manages, has the protection of the tables that it reads (`refuse_unsafe` sees to that).
    """
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.managed
        and any(field.name == "audience" for field in model._meta.fields)
        and not hasattr(getattr(model, "pgh_tracked_model", model), "always_joint")
    )


def refuse_unsafe() -> None:
    """Raises Unsafe when the connected role could pass by row-level security, or a table has none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, is_super, bypasses = cursor.fetchone()
        if is_super or bypasses:
            raise Unsafe(f"The role {role} bypasses row-level security. Connect as the application role instead.")
        cursor.execute(
            "SELECT c.relname, pg_has_role(c.relowner, 'MEMBER'), c.relrowsecurity AND c.relforcerowsecurity,"
            " (SELECT bool_and(pg_get_expr(p.polqual, c.oid) LIKE %s) FROM pg_policy p WHERE p.polrelid = c.oid)"
            " FROM pg_class c"
            " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY (%s)",
            [f"%{SETTING}%", protected_tables()],
        )
        found = {name: flags for name, *flags in cursor.fetchall()}
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace"
            " AND NOT coalesce(reloptions @> '{security_invoker=true}', false)"
        )
        if wide_open := cursor.fetchone():
            raise Unsafe(f"The view {wide_open[0]} reads with its owner's rights. Make it with security_invoker.")
    for table in protected_tables():
        if table not in found:
            raise Unsafe(f"The table {table} is missing. Run the migrations with the owner role.")
        owned, forced, asks_for_audience = found[table]
        if owned:
            raise Unsafe(f"The role {role} owns {table} or acts as its owner. Connect as the application role instead.")
        if not (forced and asks_for_audience):
            raise Unsafe(f"The table {table} is not under forced row-level security. Run the migrations again.")
