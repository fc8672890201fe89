"""What migrations call to let the database guard the stages of a workflow, and what it holds of one (law 1)."""

from collections.abc import Iterable

from django.db import connection, migrations

Rows = Iterable[tuple[str, str, str, bool]]


def write_steps(workflow: str, rows: Rows) -> migrations.RunSQL:
    """Lets the database know the steps of a workflow: (step, source, target, both sides), as `Workflow.rows` gives."""
    values = ", ".join(
        f"('{workflow}', '{step}', '{source}', '{target}', {both})" for step, source, target, both in sorted(rows)
    )
    forget = f"DELETE FROM core_step WHERE workflow = '{workflow}'"
    return migrations.RunSQL(
        f"{forget}; INSERT INTO core_step (workflow, step, source, target, both_sides) VALUES {values}", forget
    )


def guard_stage(table: str, workflow: str) -> list[migrations.RunSQL]:
    """No row of this table begins or moves at a stage but by a step of its workflow, signed by both where both must."""
    guard = f"FOR EACH ROW WHEN (%s) EXECUTE FUNCTION core_guard_stage('{workflow}')"
    return [
        migrations.RunSQL(
            f"CREATE TRIGGER {table}_stage_begins BEFORE INSERT ON {table} {guard % 'true'};"
            f"CREATE TRIGGER {table}_stage_moves BEFORE UPDATE ON {table} {guard % 'OLD.stage <> NEW.stage'};",
            f"DROP TRIGGER {table}_stage_moves ON {table}; DROP TRIGGER {table}_stage_begins ON {table};",
        )
    ]


def known_steps(workflow: str) -> set[tuple[str, str, str, bool]]:
    """The steps that the database knows of a workflow."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT step, source, target, both_sides FROM core_step WHERE workflow = %s", [workflow])
        return set(cursor.fetchall())
