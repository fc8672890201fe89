"""No year's order is fixed or released but with both signatures, and none changes without a next revision (law 1)."""

from django.db import migrations

from core.rls import application_role
from core.steps import guard_stage, write_steps

STEPS = [("begin", "", "open", False), ("fix", "open", "fixed", True), ("release", "fixed", "open", True)]
ORDER = """
CREATE FUNCTION projects_refuse_reordering() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an order changes with its next revision, while it is open' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER projects_ranking_order_has_a_revision BEFORE UPDATE ON projects_ranking FOR EACH ROW
    WHEN (NEW."order" IS DISTINCT FROM OLD."order" AND (NEW.revision <= OLD.revision OR OLD.stage <> 'open'))
    EXECUTE FUNCTION projects_refuse_reordering();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0015_files_privacy"), ("core", "0004_concurrence")]

    operations = [
        write_steps("ranking", STEPS),
        *guard_stage("projects_ranking", "ranking"),
        migrations.RunSQL(
            ORDER,
            "DROP TRIGGER projects_ranking_order_has_a_revision ON projects_ranking;"
            "DROP FUNCTION projects_refuse_reordering()",
        ),
        migrations.RunSQL(f'REVOKE DELETE ON projects_ranking FROM "{application_role()}"', migrations.RunSQL.noop),
    ]
