"""A question begins open, and is carried only by a standing consent of each side."""

from django.db import migrations

CARRIED = """
CREATE OR REPLACE FUNCTION core_keep_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' THEN
            RAISE EXCEPTION 'a question begins open' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'open' AND (to_jsonb(NEW) - '{reason_en,reason_ko,text_states}'::text[])
            <> (to_jsonb(OLD) - '{reason_en,reason_ko,text_states}'::text[]) THEN
        RAISE EXCEPTION 'an ended question is never changed' USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.workflow, NEW.subject_id, NEW.step, NEW.number) <> (OLD.workflow, OLD.subject_id, OLD.step, OLD.number) THEN
        RAISE EXCEPTION 'a question keeps its subject' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'carried' AND OLD.state = 'open' AND (
        SELECT count(DISTINCT side) FROM core_concurrence WHERE question_id = NEW.id AND withdrawn_at IS NULL
            AND answer IN ('concur', 'concerns')) < 2 THEN
        RAISE EXCEPTION 'a question is carried by the signature of each side' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER core_question_begins BEFORE INSERT ON core_question
    FOR EACH ROW EXECUTE FUNCTION core_keep_question();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0004_concurrence")]

    operations = [migrations.RunSQL(CARRIED, "DROP TRIGGER core_question_begins ON core_question")]
