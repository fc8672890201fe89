"""One person has one open account, and an account's side never changes (law 1)."""

from django.core.management.base import CommandError
from django.db import migrations, models
from django.db.models.functions import Coalesce, Lower, NullIf

PERSON = Lower(
    models.Func(
        Coalesce(NullIf("email", models.Value("")), "username"),
        models.Value(r"\+[^@]*@"),
        models.Value("@"),
        function="regexp_replace",
    )
)
ONE_SIDE = """
CREATE FUNCTION contacts_refuse_another_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the side of an account never changes' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER contacts_user_keeps_its_side BEFORE UPDATE OF side ON contacts_user FOR EACH ROW
    WHEN (OLD.side <> NEW.side) EXECUTE FUNCTION contacts_refuse_another_side();
"""


def refuse_duplicates(apps, schema_editor):
    """Names the accounts of one person, before the database would refuse them with fewer words."""
    users = apps.get_model("contacts", "User").objects.using(schema_editor.connection.alias).filter(is_active=True)
    accounts: dict[str, list[str]] = {}
    for person, username in users.order_by("username").values_list("person", "username"):
        accounts.setdefault(person, []).append(username)
    doubled = [f"{person}: {', '.join(names)}" for person, names in accounts.items() if len(names) > 1]
    if doubled:
        listed = "\n".join(doubled)
        raise CommandError(
            "One person has one account. These mailboxes have more; close all but one of each, then migrate again.\n"
            + listed
        )


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_history")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="person",
            field=models.GeneratedField(
                expression=PERSON, output_field=models.CharField(max_length=254), db_persist=True
            ),
        ),
        migrations.RunPython(refuse_duplicates, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(is_active=True),
                name="user_once_for_each_person",
                violation_error_code="unique",
                violation_error_message=("Another account has this address. One person has one account, on one side."),
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(fields=["id", "side"], name="user_signs_for_its_side"),
        ),
        migrations.RunSQL(
            ONE_SIDE,
            "DROP TRIGGER contacts_user_keeps_its_side ON contacts_user; DROP FUNCTION contacts_refuse_another_side()",
        ),
    ]
