"""Scores are sealed by their audience; the database alone opens them, both sides' at once, and lets none change after."""

from django.db import migrations

from core.audience import SETTING
from core.rls import application_role, as_private_as, as_private_as_its_project, chain, protect

ROLE = application_role()
# The application may write what a lead types and that it is submitted. It may never say whom a score is visible to.
RIGHTS = f"""
REVOKE UPDATE ON projects_scoresheet, projects_score FROM "{ROLE}";
GRANT UPDATE (revision, submitted_at, submitted_by_id, post) ON projects_scoresheet TO "{ROLE}";
GRANT UPDATE (value, reason) ON projects_score TO "{ROLE}";
REVOKE UPDATE, DELETE ON projects_sealed, projects_standing FROM "{ROLE}";
"""

SHEET = """
CREATE FUNCTION projects_keep_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.submitted_at IS NOT NULL OR EXISTS (SELECT FROM projects_sealed s WHERE s.project_id = NEW.project_id
                                                   AND s.year = NEW.year AND s.side = NEW.side) THEN
            RAISE EXCEPTION 'a score sheet begins as a draft, once' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.submitted_at IS NOT NULL THEN
        IF TG_OP = 'DELETE' OR to_jsonb(OLD) - '{audience,revision}'::text[]
                               <> to_jsonb(NEW) - '{audience,revision}'::text[] THEN
            RAISE EXCEPTION 'a submitted score never changes' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.submitted_at IS NOT NULL AND (
            NOT EXISTS (SELECT FROM projects_criterion c WHERE c.year = NEW.year)
            OR EXISTS (SELECT FROM (SELECT number FROM projects_criterion c WHERE c.year = NEW.year) wanted
                       FULL JOIN (SELECT number, value, reason FROM projects_score s WHERE s.sheet_id = NEW.id) given
                       USING (number) WHERE wanted.number IS NULL OR given.value IS NULL OR given.reason = '')) THEN
        RAISE EXCEPTION 'a score is submitted whole' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER projects_scoresheet_kept BEFORE INSERT OR UPDATE OR DELETE ON projects_scoresheet
    FOR EACH ROW EXECUTE FUNCTION projects_keep_sheet();
"""

SCORE = """
CREATE FUNCTION projects_keep_score() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM projects_scoresheet s WHERE s.submitted_at IS NOT NULL
               AND s.id = CASE TG_OP WHEN 'DELETE' THEN OLD.sheet_id ELSE NEW.sheet_id END)
       AND (TG_OP <> 'UPDATE' OR to_jsonb(OLD) - 'audience' <> to_jsonb(NEW) - 'audience') THEN
        RAISE EXCEPTION 'a submitted score never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER projects_score_kept BEFORE INSERT OR UPDATE OR DELETE ON projects_score
    FOR EACH ROW EXECUTE FUNCTION projects_keep_score();
"""

CRITERION = """
CREATE FUNCTION projects_keep_criterion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM projects_sealed s WHERE (TG_OP <> 'DELETE' AND s.year = NEW.year)
                                                OR (TG_OP <> 'INSERT' AND s.year = OLD.year)) THEN
        RAISE EXCEPTION 'the criteria of a year do not change once a side has submitted'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER projects_criterion_kept BEFORE INSERT OR UPDATE OR DELETE ON projects_criterion
    FOR EACH ROW EXECUTE FUNCTION projects_keep_criterion();
"""

# A side sees its own sheet alone, so neither can say of the other that it submitted, nor that anything is open.
TOLD = """
CREATE FUNCTION projects_keep_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'projects_sealed' AND NOT EXISTS (
            SELECT FROM projects_scoresheet s WHERE s.project_id = NEW.project_id AND s.year = NEW.year
            AND s.side = to_jsonb(NEW) ->> 'side' AND s.submitted_at IS NOT NULL)
       OR TG_TABLE_NAME = 'projects_standing' AND 2 <> (
            SELECT count(*) FROM projects_scoresheet s WHERE s.project_id = NEW.project_id AND s.year = NEW.year
            AND s.audience = 'JOINT') THEN
        RAISE EXCEPTION 'this score was not submitted' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER projects_sealed_kept BEFORE INSERT ON projects_sealed
    FOR EACH ROW EXECUTE FUNCTION projects_keep_told();
CREATE TRIGGER projects_standing_kept BEFORE INSERT ON projects_standing
    FOR EACH ROW EXECUTE FUNCTION projects_keep_told();
"""

# The side that submits second does not see the other's rows, so the owner opens them, with an audience of its own that
# ends with the procedure. Whoever calls it, it opens both sheets when both are submitted and does nothing else. The
# revision begins anew: how often a draft was saved is its side's own.
OPEN = f"""
CREATE PROCEDURE projects_open_scores(of_project uuid, of_year integer, INOUT opened boolean DEFAULT false)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    callers text := coalesce(current_setting('{SETTING}', true), '');
BEGIN
    PERFORM set_config('{SETTING}', 'JOINT,US,ROK', true);
    PERFORM FROM projects_project WHERE id = of_project FOR UPDATE;
    SELECT count(*) = 2 INTO opened FROM projects_scoresheet WHERE project_id = of_project AND year = of_year
        AND submitted_at IS NOT NULL AND audience <> 'JOINT';
    IF opened THEN
        UPDATE projects_scoresheet SET audience = 'JOINT', revision = 1
            WHERE project_id = of_project AND year = of_year AND submitted_at IS NOT NULL;
        UPDATE projects_score SET audience = 'JOINT' WHERE sheet_id IN (SELECT id FROM projects_scoresheet
            WHERE project_id = of_project AND year = of_year AND audience = 'JOINT') AND audience <> 'JOINT';
    END IF;
    PERFORM set_config('{SETTING}', callers, true);
END $$;
REVOKE EXECUTE ON PROCEDURE projects_open_scores(uuid, integer, boolean) FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE projects_open_scores(uuid, integer, boolean) TO "{ROLE}";
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0012_scoring"), ("core", "0002_chain")]

    operations = [
        *protect("projects_scoresheet", "projects_score", "projects_scoresheetevent", "projects_scoreevent"),
        *as_private_as_its_project("projects_sealed", "projects_standing"),
        *as_private_as("projects_scoresheet", "sheet", "projects_score"),
        *chain("project_id", "projects_scoresheetevent", "projects_scoreevent", "projects_sealedevent"),
        *chain("pgh_obj_id", "projects_criterionevent", "projects_rankingevent"),
        migrations.RunSQL(SHEET, "DROP FUNCTION projects_keep_sheet CASCADE"),
        migrations.RunSQL(SCORE, "DROP FUNCTION projects_keep_score CASCADE"),
        migrations.RunSQL(CRITERION, "DROP FUNCTION projects_keep_criterion CASCADE"),
        migrations.RunSQL(TOLD, "DROP FUNCTION projects_keep_told CASCADE"),
        migrations.RunSQL(OPEN, "DROP PROCEDURE projects_open_scores"),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
