"""Notices and their mails under row-level security; one mail for each notice; how many are unread."""

from django.db import migrations

from core.audience import SETTING
from core.rls import protect

# Asked while the reader is looked up, before the transaction has an audience: it looks with the reader's own and sets
# back what was set before. Who belongs to no side is told nothing.
UNREAD = f"""
CREATE FUNCTION contacts_unread(reader bigint, side text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    before text := coalesce(current_setting('{SETTING}', true), '');
    found integer;
BEGIN
    IF side = '' THEN
        RETURN 0;
    END IF;
    PERFORM set_config('{SETTING}', 'JOINT,' || side, true);
    SELECT count(*) INTO found FROM (
        SELECT FROM contacts_notice WHERE recipient_id = reader AND read_at IS NULL LIMIT 100) AS unread;
    PERFORM set_config('{SETTING}', before, true);
    RETURN found;
END $$;
"""

ONE_MAIL = """
CREATE FUNCTION contacts_refuse_second_mail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was mailed is not mailed again' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER contacts_notice_mailed_once BEFORE UPDATE OF mail_id ON contacts_notice FOR EACH ROW
    WHEN (OLD.mail_id IS NOT NULL AND NEW.mail_id IS DISTINCT FROM OLD.mail_id)
    EXECUTE FUNCTION contacts_refuse_second_mail();
CREATE TRIGGER contacts_outgoing_ends_once BEFORE UPDATE ON contacts_outgoing FOR EACH ROW
    WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION contacts_refuse_second_mail();
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0006_notices"), ("core", "0002_chain")]

    operations = [
        *protect("contacts_notice", "contacts_outgoing"),
        migrations.RunSQL(UNREAD, "DROP FUNCTION contacts_unread(bigint, text)"),
        migrations.RunSQL(
            ONE_MAIL,
            "DROP TRIGGER contacts_outgoing_ends_once ON contacts_outgoing;"
            "DROP TRIGGER contacts_notice_mailed_once ON contacts_notice;"
            "DROP FUNCTION contacts_refuse_second_mail()",
        ),
    ]
