"""What the database holds of editions: signed climb, private comments, seals that never change (laws 1, 2, 6 and 8)."""

from django.db import migrations

from core.rls import application_role, as_private_as, as_private_as_its_project, chain, protect
from core.steps import guard_stage, write_steps

STEPS = [
    ("begin", "", "draft", False),
    ("close", "draft", "rcwg", True),
    ("rcwg", "rcwg", "kidd", True),
    ("kidd", "kidd", "scm", True),
    ("scm", "scm", "sealed", True),
    ("return", "rcwg", "draft", False),
    ("return", "kidd", "draft", False),
    ("return", "scm", "draft", False),
]

# Editions that were compiled before they had a narrative get its sections, empty.
SECTIONS = """
SELECT set_config('rcf.audience', 'JOINT', true);
INSERT INTO reporting_section (edition_id, key, number, text_en, text_ko, text_states, revision, updated_side,
                               updated_post)
SELECT e.id, part.key, part.number, '', '', '{}', 1, '', '{}'
FROM reporting_edition e, (
    SELECT 'foreword' AS key, 1 AS number UNION ALL SELECT slug, 1 + number FROM projects_priorityarea
    UNION ALL SELECT 'outlook', 2 + (SELECT coalesce(max(number), 0) FROM projects_priorityarea)
) part;
SELECT set_config('rcf.audience', '', true)
"""

# What is sealed never changes, nor does what was compiled: a correction is another edition.
SEALED = """
CREATE FUNCTION reporting_keep_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a sealed edition never changes' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER reporting_edition_sealed BEFORE UPDATE OR DELETE ON reporting_edition
    FOR EACH ROW WHEN (OLD.stage = 'sealed') EXECUTE FUNCTION reporting_keep_sealed();

CREATE FUNCTION reporting_keep_section() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reporting_edition WHERE id = NEW.edition_id AND stage = 'sealed') THEN
        RAISE EXCEPTION 'a sealed edition never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_section_sealed BEFORE INSERT OR UPDATE ON reporting_section
    FOR EACH ROW EXECUTE FUNCTION reporting_keep_section();

CREATE FUNCTION reporting_keep_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM reporting_edition e JOIN reporting_snapshot s ON s.edition_id = e.id
                       WHERE e.id = NEW.edition_id AND s.id = NEW.snapshot_id AND e.stage = 'sealed'
                       AND s.revision = e.compiled_revision) THEN
            RAISE EXCEPTION 'a seal is on what both sides signed' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.files IS NOT NULL
        OR (to_jsonb(NEW) - '{files,closed_sha256}'::text[]) <> (to_jsonb(OLD) - '{files,closed_sha256}'::text[]) THEN
        RAISE EXCEPTION 'a seal is never changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_seal_kept BEFORE INSERT OR UPDATE ON reporting_seal
    FOR EACH ROW EXECUTE FUNCTION reporting_keep_seal();
"""
NOT_SEALED = """
DROP TRIGGER reporting_seal_kept ON reporting_seal; DROP FUNCTION reporting_keep_seal();
DROP TRIGGER reporting_section_sealed ON reporting_section; DROP FUNCTION reporting_keep_section();
DROP TRIGGER reporting_edition_sealed ON reporting_edition; DROP FUNCTION reporting_keep_sealed();
"""
ONE_AUDIENCE = """
ALTER TABLE reporting_comment ADD CONSTRAINT reporting_comment_as_private_as_answered
    FOREIGN KEY (answers_id, audience) REFERENCES reporting_comment (id, audience) DEFERRABLE INITIALLY DEFERRED
"""
KEPT = "reporting_edition, reporting_section, reporting_comment, reporting_consideration, reporting_seal"


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0005_artifact"),
        ("projects", "0018_document_has_an_audience"),
        ("core", "0006_waiting"),
    ]

    operations = [
        *protect("reporting_comment", "reporting_commentevent"),
        migrations.RunSQL(
            ONE_AUDIENCE, "ALTER TABLE reporting_comment DROP CONSTRAINT reporting_comment_as_private_as_answered"
        ),
        *as_private_as_its_project("reporting_evidence"),
        *as_private_as("projects_document", "document", "reporting_evidence"),
        *chain("section_id", "reporting_commentevent"),
        *chain("edition_id", "reporting_sectionevent", "reporting_considerationevent"),
        *chain("cycle_id", "reporting_commitmentevent"),
        *chain("commitment_id", "reporting_evidenceevent"),
        *chain("pgh_obj_id", "reporting_letterheadevent"),
        migrations.RunSQL(SECTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(SEALED, NOT_SEALED),
        write_steps("edition", STEPS),
        *guard_stage("reporting_edition", "edition"),
        migrations.RunSQL(
            f'REVOKE DELETE ON {KEPT} FROM "{application_role()}";'
            f'REVOKE UPDATE, DELETE ON reporting_snapshot, reporting_artifact FROM "{application_role()}"',
            migrations.RunSQL.noop,
        ),
    ]
