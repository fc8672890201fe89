"""How much waits for a person is as private as the person's side; it is read with the account, before any audience."""

from django.db import migrations

from core.audience import SETTING
from core.rls import protect

# As contacts_unread does (0007): it looks with the reader's own audience and sets back what was set before.
WAITING = f"""
ALTER TABLE contacts_waiting ADD CONSTRAINT contacts_waiting_is_of_its_persons_side
    FOREIGN KEY (user_id, audience) REFERENCES contacts_user (id, side) ON DELETE CASCADE;
CREATE FUNCTION contacts_waiting_for(reader bigint, side text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    before text := coalesce(current_setting('{SETTING}', true), '');
    found integer;
BEGIN
    IF side = '' THEN
        RETURN 0;
    END IF;
    PERFORM set_config('{SETTING}', 'JOINT,' || side, true);
    SELECT things INTO found FROM contacts_waiting WHERE audience = side AND user_id = reader;
    PERFORM set_config('{SETTING}', before, true);
    RETURN coalesce(found, 0);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0009_waiting")]

    operations = [
        *protect("contacts_waiting"),
        migrations.RunSQL(
            WAITING,
            "DROP FUNCTION contacts_waiting_for(bigint, text);"
            "ALTER TABLE contacts_waiting DROP CONSTRAINT contacts_waiting_is_of_its_persons_side",
        ),
    ]
