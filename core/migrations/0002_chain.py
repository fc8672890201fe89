"""The hash chain of history, and row-level security for the core's own tables."""

from django.db import migrations

from core.rls import application_role, protect

# Both functions are pure, so that checking a chain computes exactly what writing it computed.
HASHES = """
CREATE FUNCTION core_row_hash(data jsonb, names text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(coalesce(jsonb_object_agg(key, value), '{}')::text, 'UTF8')), 'hex')
    FROM jsonb_each(data) WHERE key = ANY (names)
$$;
CREATE FUNCTION core_entry_hash(e core_entry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        e.previous_hash, e.audience, e.seq, extract(epoch FROM e.at), e."table", e.object_id, e.subject_id,
        e.operation, e.action, e.actor_id, e.side, e.post, e.changes, e.event_table, e.event_id, e.event_sha256,
        e.fields)::text, 'UTF8')), 'hex')
$$;
"""

# Runs as the owner, so that the application role can read the chain and write nothing into it. What a side did before
# sharing is not in the joint chain: the first joint entry of a row tells its whole content and nothing before it.
APPEND = """
CREATE FUNCTION core_append_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET timezone = 'UTC' SET search_path = public, pg_temp AS $$
DECLARE
    data jsonb := to_jsonb(NEW);
    before jsonb;
    context jsonb := coalesce(NEW.pgh_context, '{}');
    head core_chain;
    e core_entry;
BEGIN
    e.audience := coalesce(data ->> 'audience', 'JOINT');
    IF NEW.pgh_label <> 'insert' THEN
        EXECUTE format('SELECT to_jsonb(t) FROM %I t WHERE pgh_obj_id = $1 AND pgh_id < $2'
                       ' ORDER BY pgh_id DESC LIMIT 1', TG_TABLE_NAME)
            INTO before USING NEW.pgh_obj_id, NEW.pgh_id;
    END IF;
    e.operation := NEW.pgh_label;
    IF before ->> 'audience' <> e.audience THEN
        e.operation := 'share';
        before := NULL;
    END IF;
    SELECT coalesce(jsonb_object_agg(column_.key, jsonb_build_array(before -> column_.key, CASE
            WHEN NEW.pgh_label = 'delete' THEN NULL ELSE column_.value END)), '{}')
        INTO e.changes FROM jsonb_each(data) AS column_
        WHERE column_.key NOT LIKE 'pgh\\_%' AND column_.key NOT IN ('id', 'audience')
        AND (NEW.pgh_label = 'delete' OR column_.value IS DISTINCT FROM coalesce(before -> column_.key, 'null'));
    INSERT INTO core_chain AS c (audience, seq, hash) VALUES (e.audience, 1, '')
        ON CONFLICT (audience) DO UPDATE SET seq = c.seq + 1 RETURNING * INTO head;
    e.id := gen_random_uuid();
    e.seq := head.seq;
    e.at := NEW.pgh_created_at;
    e."table" := replace(TG_TABLE_NAME, 'event', '');
    e.object_id := NEW.pgh_obj_id::text;
    e.subject_id := data ->> TG_ARGV[0];
    e.action := coalesce(context ->> 'action', '');
    e.actor_id := (context ->> 'actor')::bigint;
    e.side := coalesce(context ->> 'side', '');
    e.post := coalesce(context -> 'post', '{}');
    e.event_table := TG_TABLE_NAME;
    e.event_id := NEW.pgh_id;
    e.fields := ARRAY(SELECT jsonb_object_keys(data) ORDER BY 1);
    e.event_sha256 := core_row_hash(data, e.fields);
    e.previous_hash := head.hash;
    e.hash := core_entry_hash(e);
    INSERT INTO core_entry SELECT e.*;
    UPDATE core_chain SET hash = e.hash WHERE audience = e.audience;
    RETURN NULL;
END $$;
"""

ONE_WAY = """
CREATE FUNCTION core_refuse_taking_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what became joint never turns private again' USING ERRCODE = 'check_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(ONE_WAY, "DROP FUNCTION core_refuse_taking_back()"),
        *protect("core_chain", "core_entry", "core_job", "core_submission"),
        migrations.RunSQL(
            HASHES, "DROP FUNCTION core_entry_hash(core_entry); DROP FUNCTION core_row_hash(jsonb, text[])"
        ),
        migrations.RunSQL(APPEND, "DROP FUNCTION core_append_entry()"),
        migrations.RunSQL(
            f'REVOKE INSERT, UPDATE, DELETE ON core_chain, core_entry FROM "{application_role()}"',
            migrations.RunSQL.noop,
        ),
    ]
