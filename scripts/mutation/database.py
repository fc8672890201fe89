"""What the database guards, each with the statements that take it away and put it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections
from psycopg import sql

from rcf_tracker import roles

DECISIONS = ("core_question", "core_concurrence", "core_concern", "core_step")
TRIGGERS = """
SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgname NOT LIKE 'pgtrigger%%' ORDER BY 1, 2
"""
CONSTRAINTS = """
SELECT c.relname, k.conname, pg_get_constraintdef(k.oid), k.contype = 'f' FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype IN ('c', 'u', 'f') AND (c.relname = ANY (%s) OR k.conname LIKE '%%_as_private_as_%%')
AND k.conname NOT LIKE '%%_check' AND (k.contype <> 'f' OR array_length(k.conkey, 1) > 1) ORDER BY 1, 2
"""
INDEXES = """
SELECT tablename, indexname, indexdef FROM pg_indexes
WHERE tablename = ANY (%s) AND indexdef LIKE 'CREATE UNIQUE%%WHERE%%' ORDER BY 1, 2
"""
POLICIES = """
SELECT c.relname, p.polname, pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid ORDER BY 1, 2
"""
RIGHTS = """
SELECT c.relname, has_column_privilege(%s, c.oid, 'audience', 'UPDATE'), has_table_privilege(%s, c.oid, 'INSERT')
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
"""


@dataclass(frozen=True)
class Guard:
    """A policy, trigger, constraint or unique index of a table."""

    mode: str
    table: str
    name: str
    take_away: str
    put_back: str

    def __str__(self) -> str:
        return f"{self.table}  {self.name}"


def guards() -> list[Guard]:
    """All of them, but those that guard what the application role has no right to do at all."""
    with owner() as cursor:
        policies = cursor.execute(POLICIES).fetchall()
        triggers = cursor.execute(TRIGGERS).fetchall()
        constraints = cursor.execute(CONSTRAINTS, [list(DECISIONS)]).fetchall()
        indexes = cursor.execute(INDEXES, [list(DECISIONS)]).fetchall()
        role = connections["default"].settings_dict["USER"]
        rights = {table: may for table, *may in cursor.execute(RIGHTS, [role, role]).fetchall()}
    found = []
    for table, name, using, check in policies:
        may_move, may_insert = rights[table]
        for part, was in (("USING", using), *([("WITH CHECK", check)] if may_move or may_insert else [])):
            change = f"ALTER POLICY {name} ON {table} {part} ({{}})"
            found.append(Guard("tables", table, f"policy, {part}", change.format("true"), change.format(was)))
    for table, name in triggers:
        if not name.endswith("_shared_once") or rights[table][0]:
            mode = "tables" if name.endswith(("_shared_once", "_chain")) else "engine"
            switch = f"ALTER TABLE {table} {{}} TRIGGER {name}"
            found.append(Guard(mode, table, f"trigger {name}", switch.format("DISABLE"), switch.format("ENABLE")))
    for table, name, definition, is_key in constraints:
        drop = f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE"
        make = f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
        mode = "tables" if is_key and "_as_private_as_" in name else "engine"
        if name != "core_question_one_text":  # what a signature's foreign key refers to, which falls with it
            found.append(Guard(mode, table, f"constraint {name}", drop, make))
    found += [Guard("engine", table, f"index {name}", f"DROP INDEX {name}", made) for table, name, made in indexes]
    return found


@contextmanager
def owner() -> Iterator:
    """A cursor of the owner role on the tests' database; it reads all rows, among which a key put back looks."""
    with roles.connect(connections["owner"].settings_dict, autocommit=True) as connection:
        connection.execute("SELECT set_config('rcf.audience', 'JOINT,US,ROK', false)")
        yield connection.cursor()


@contextmanager
def without(guard: Guard) -> Iterator[None]:
    """A database without this guard, for the time of the block."""
    with owner() as cursor:
        cursor.execute(sql.SQL(guard.take_away))
    try:
        yield
    finally:
        with owner() as cursor:
            cursor.execute(sql.SQL(guard.put_back))
