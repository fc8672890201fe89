"""Law 1, held by the database: whose signature counts, on what, and that no stage moves without both.

`core_step` is the database's own copy of the workflows' tables; apps fill it in their migrations by `write_steps` of
core/steps.py, and a test compares it with the code.
"""

from django.db import migrations

from core.rls import application_role, chain

TIES = """
ALTER TABLE core_question ADD CONSTRAINT core_question_one_text
    UNIQUE (id, workflow, subject_id, step, revision, text_sha256);
ALTER TABLE core_concurrence ADD CONSTRAINT core_concurrence_answers_its_question
    FOREIGN KEY (question_id, workflow, subject_id, step, revision, text_sha256)
    REFERENCES core_question (id, workflow, subject_id, step, revision, text_sha256);
ALTER TABLE core_concurrence ADD CONSTRAINT core_concurrence_signs_for_its_side
    FOREIGN KEY (signer_id, side) REFERENCES contacts_user (id, side);
"""
NO_TIES = """
ALTER TABLE core_concurrence DROP CONSTRAINT core_concurrence_signs_for_its_side;
ALTER TABLE core_concurrence DROP CONSTRAINT core_concurrence_answers_its_question;
ALTER TABLE core_question DROP CONSTRAINT core_question_one_text;
"""

# What was signed stays as it was signed. An answer is taken back only while its question is open; the words of its
# reason may be translated, never changed. Signing takes the same lock as ending the question, so neither overtakes.
KEPT = """
CREATE FUNCTION core_keep_signature() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_open boolean;
BEGIN
    SELECT state = 'open' INTO is_open FROM core_question WHERE id = NEW.question_id FOR UPDATE;
    IF TG_OP = 'INSERT' THEN
        IF NOT is_open OR NEW.withdrawn_at IS NOT NULL THEN
            RAISE EXCEPTION 'only an open question is answered' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (to_jsonb(NEW) - '{withdrawn_at,reason_en,reason_ko,text_states}'::text[])
            <> (to_jsonb(OLD) - '{withdrawn_at,reason_en,reason_ko,text_states}'::text[])
        OR (OLD.reason_en <> '' AND NEW.reason_en <> OLD.reason_en)
        OR (OLD.reason_ko <> '' AND NEW.reason_ko <> OLD.reason_ko)
        OR (NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at AND (OLD.withdrawn_at IS NOT NULL OR NOT is_open))
    THEN
        RAISE EXCEPTION 'a signature is never changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER core_concurrence_kept BEFORE INSERT OR UPDATE ON core_concurrence
    FOR EACH ROW EXECUTE FUNCTION core_keep_signature();

CREATE FUNCTION core_keep_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' AND (to_jsonb(NEW) - '{reason_en,reason_ko,text_states}'::text[])
            <> (to_jsonb(OLD) - '{reason_en,reason_ko,text_states}'::text[]) THEN
        RAISE EXCEPTION 'an ended question is never changed' USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.workflow, NEW.subject_id, NEW.step, NEW.number) <> (OLD.workflow, OLD.subject_id, OLD.step, OLD.number) THEN
        RAISE EXCEPTION 'a question keeps its subject' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER core_question_kept BEFORE UPDATE ON core_question
    FOR EACH ROW EXECUTE FUNCTION core_keep_question();
"""
NOT_KEPT = """
DROP TRIGGER core_question_kept ON core_question; DROP FUNCTION core_keep_question();
DROP TRIGGER core_concurrence_kept ON core_concurrence; DROP FUNCTION core_keep_signature();
"""

# A stage moves along a step of its workflow and to a next revision; where both sides must decide, only with a standing
# consent of each side to the very revision that it leaves.
STAGES = """
CREATE TABLE core_step (
    workflow text NOT NULL, step text NOT NULL, source text NOT NULL, target text NOT NULL, both_sides boolean NOT NULL,
    PRIMARY KEY (workflow, step, source)
);
CREATE FUNCTION core_guard_stage() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    signed integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM core_step WHERE workflow = TG_ARGV[0] AND source = '' AND target = NEW.stage) THEN
            RAISE EXCEPTION 'a % does not begin at the stage %', TG_ARGV[0], NEW.stage
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.revision <= OLD.revision THEN
        RAISE EXCEPTION 'a stage moves to a next revision' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM core_step WHERE workflow = TG_ARGV[0] AND source = OLD.stage AND target = NEW.stage
               AND NOT both_sides) THEN
        RETURN NEW;
    END IF;
    SELECT count(DISTINCT c.side) INTO signed FROM core_step s
        JOIN core_question q ON q.workflow = s.workflow AND q.step = s.step
            AND q.subject_id = OLD.id::text AND q.revision = OLD.revision AND q.state IN ('open', 'carried')
        JOIN core_concurrence c ON c.question_id = q.id AND c.withdrawn_at IS NULL
            AND c.answer IN ('concur', 'concerns')
        WHERE s.workflow = TG_ARGV[0] AND s.source = OLD.stage AND s.target = NEW.stage
        GROUP BY q.id ORDER BY 1 DESC LIMIT 1;
    IF coalesce(signed, 0) < 2 THEN
        RAISE EXCEPTION 'the stage % needs the signature of each side', NEW.stage USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_decisions"), ("contacts", "0003_person")]

    operations = [
        migrations.RunSQL(TIES, NO_TIES),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(STAGES, "DROP FUNCTION core_guard_stage(); DROP TABLE core_step"),
        migrations.RunSQL(
            f'REVOKE INSERT, UPDATE, DELETE ON core_step FROM "{application_role()}";'
            f'REVOKE DELETE ON core_question, core_concurrence, core_concern FROM "{application_role()}"',
            migrations.RunSQL.noop,
        ),
        *chain("subject_id", "core_questionevent", "core_concurrenceevent", "core_concernevent"),
    ]
