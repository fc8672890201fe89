"""What a compile kept and gave up again may go; what became a revision of its edition never does (law 6)."""

from django.db import migrations

from core.rls import application_role

KEPT = """
CREATE FUNCTION reporting_keep_compiled() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_snapshot bigint;
BEGIN
    IF TG_TABLE_NAME = 'reporting_snapshot' THEN of_snapshot := OLD.id; ELSE of_snapshot := OLD.snapshot_id; END IF;
    IF EXISTS (SELECT FROM reporting_snapshot s JOIN reporting_edition e ON e.id = s.edition_id
               WHERE s.id = of_snapshot AND s.revision <= e.compiled_revision) THEN
        RAISE EXCEPTION 'what was compiled is kept' USING ERRCODE = 'check_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER reporting_snapshot_kept BEFORE DELETE ON reporting_snapshot
    FOR EACH ROW EXECUTE FUNCTION reporting_keep_compiled();
CREATE TRIGGER reporting_artifact_kept BEFORE DELETE ON reporting_artifact
    FOR EACH ROW EXECUTE FUNCTION reporting_keep_compiled();
"""
NOT_KEPT = """
DROP TRIGGER reporting_artifact_kept ON reporting_artifact;
DROP TRIGGER reporting_snapshot_kept ON reporting_snapshot;
DROP FUNCTION reporting_keep_compiled();
"""
TABLES = "reporting_snapshot, reporting_artifact"


class Migration(migrations.Migration):
    dependencies = [("reporting", "0007_calendar")]

    operations = [
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(
            f'GRANT DELETE ON {TABLES} TO "{application_role()}"',
            f'REVOKE DELETE ON {TABLES} FROM "{application_role()}"',
        ),
    ]
