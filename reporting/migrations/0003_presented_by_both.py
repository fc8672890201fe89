"""A project stands among those presented only while both sides' last decision says so (law 1)."""

from django.db import migrations

GUARD = """
CREATE FUNCTION reporting_guard_presentation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one reporting_presentation := coalesce(NEW, OLD);
    decided text;
BEGIN
    SELECT split_part(step, '.', 1) INTO decided FROM core_question
        WHERE workflow = 'project' AND subject_id = one.project_id::text AND state = 'carried'
        AND step IN ('present.' || one.cycle_id, 'hold-back.' || one.cycle_id)
        ORDER BY number DESC LIMIT 1;
    IF decided IS DISTINCT FROM (CASE TG_OP WHEN 'DELETE' THEN 'hold-back' ELSE 'present' END) THEN
        RAISE EXCEPTION 'what is presented needs the signature of each side' USING ERRCODE = 'check_violation';
    END IF;
    RETURN one;
END $$;
CREATE TRIGGER reporting_presentation_decided BEFORE INSERT OR UPDATE OR DELETE ON reporting_presentation
    FOR EACH ROW EXECUTE FUNCTION reporting_guard_presentation();
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_history"), ("core", "0005_carried")]

    operations = [
        migrations.RunSQL(
            GUARD,
            "DROP TRIGGER reporting_presentation_decided ON reporting_presentation;"
            "DROP FUNCTION reporting_guard_presentation()",
        ),
    ]
