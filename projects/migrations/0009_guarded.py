"""No project's stage moves but by a step of its workflow, with both signatures where both sides must (law 1)."""

from django.db import migrations

from core.steps import guard_stage, write_steps

STEPS = [
    ("begin", "", "opportunity", False),
    ("cancel", "active", "cancelled", True),
    ("cancel", "decided", "cancelled", True),
    ("cancel", "suspended", "cancelled", True),
    ("complete", "active", "completed", True),
    ("decide", "review", "decided", True),
    ("decline", "review", "declined", False),
    ("develop", "opportunity", "concept", False),
    ("propose", "concept", "review", False),
    ("reconsider", "declined", "review", True),
    ("reopen", "completed", "active", True),
    ("restore", "cancelled", "decided", True),
    ("resume", "suspended", "active", True),
    ("return", "review", "concept", False),
    ("start", "decided", "active", False),
    ("suspend", "active", "suspended", True),
]

# What a signature binds to is a revision: the agreed text of a row never changes without a next one. A shared project
# begins a new series, under another reference.
TEXT = """
CREATE FUNCTION projects_refuse_silent_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the agreed text changes with the next revision' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER projects_project_text_has_a_revision BEFORE UPDATE ON projects_project FOR EACH ROW
    WHEN (NEW.revision <= OLD.revision AND NEW.reference = OLD.reference AND ROW(
            NEW.title_en, NEW.title_ko, NEW.summary_en, NEW.summary_ko, NEW.objective_en, NEW.objective_ko, NEW.kind,
            NEW.area_id, NEW.secondary_areas, NEW.themes, NEW.us_post_id, NEW.rok_post_id, NEW.planned_start,
            NEW.planned_end
        ) IS DISTINCT FROM ROW(
            OLD.title_en, OLD.title_ko, OLD.summary_en, OLD.summary_ko, OLD.objective_en, OLD.objective_ko, OLD.kind,
            OLD.area_id, OLD.secondary_areas, OLD.themes, OLD.us_post_id, OLD.rok_post_id, OLD.planned_start,
            OLD.planned_end
        ))
    EXECUTE FUNCTION projects_refuse_silent_edit();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0008_life"), ("core", "0004_concurrence")]

    operations = [
        write_steps("project", STEPS),
        *guard_stage("projects_project", "project"),
        migrations.RunSQL(
            TEXT,
            "DROP TRIGGER projects_project_text_has_a_revision ON projects_project;"
            "DROP FUNCTION projects_refuse_silent_edit()",
        ),
    ]
