"""A tasking has an owner, and is done once that says how."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_parts_as_private"),
        ("reporting", "0008_given_up"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="consideration",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="consideration",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="consideration",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="consideration",
            name="done_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="consideration",
            name="done_post",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="consideration",
            name="done_side",
            field=models.CharField(blank=True, choices=[("US", "US"), ("ROK", "ROK")], max_length=3),
        ),
        migrations.AddField(
            model_name="consideration",
            name="how_en",
            field=models.TextField(blank=True, max_length=2000, verbose_name="how it was carried out, English"),
        ),
        migrations.AddField(
            model_name="consideration",
            name="how_ko",
            field=models.TextField(blank=True, max_length=2000, verbose_name="how it was carried out, Korean"),
        ),
        migrations.AddField(
            model_name="consideration",
            name="owner",
            field=models.CharField(
                choices=[("US", "US"), ("ROK", "ROK"), ("both", "Both sides")],
                default="both",
                max_length=4,
                verbose_name="who carries the tasking out",
            ),
        ),
        migrations.AddField(
            model_name="considerationevent",
            name="done_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="considerationevent",
            name="done_post",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="considerationevent",
            name="done_side",
            field=models.CharField(blank=True, choices=[("US", "US"), ("ROK", "ROK")], max_length=3),
        ),
        migrations.AddField(
            model_name="considerationevent",
            name="how_en",
            field=models.TextField(blank=True, max_length=2000, verbose_name="how it was carried out, English"),
        ),
        migrations.AddField(
            model_name="considerationevent",
            name="how_ko",
            field=models.TextField(blank=True, max_length=2000, verbose_name="how it was carried out, Korean"),
        ),
        migrations.AddField(
            model_name="considerationevent",
            name="owner",
            field=models.CharField(
                choices=[("US", "US"), ("ROK", "ROK"), ("both", "Both sides")],
                default="both",
                max_length=4,
                verbose_name="who carries the tasking out",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consideration",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reporting_considerationevent" ("at", "body", "compiled_revision", "considered_on", "done_at", "done_post", "done_side", "edition_id", "how_en", "how_ko", "id", "outcome", "owner", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "question_id", "reason_en", "reason_ko", "revision", "side", "tasking_en", "tasking_ko", "text_states") VALUES (NEW."at", NEW."body", NEW."compiled_revision", NEW."considered_on", NEW."done_at", NEW."done_post", NEW."done_side", NEW."edition_id", NEW."how_en", NEW."how_ko", NEW."id", NEW."outcome", NEW."owner", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."post", NEW."question_id", NEW."reason_en", NEW."reason_ko", NEW."revision", NEW."side", NEW."tasking_en", NEW."tasking_ko", NEW."text_states"); RETURN NULL;',
                    hash="52832eaaef508cdde06023d4427cd87831990dd8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9d954",
                    table="reporting_consideration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consideration",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reporting_considerationevent" ("at", "body", "compiled_revision", "considered_on", "done_at", "done_post", "done_side", "edition_id", "how_en", "how_ko", "id", "outcome", "owner", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "question_id", "reason_en", "reason_ko", "revision", "side", "tasking_en", "tasking_ko", "text_states") VALUES (NEW."at", NEW."body", NEW."compiled_revision", NEW."considered_on", NEW."done_at", NEW."done_post", NEW."done_side", NEW."edition_id", NEW."how_en", NEW."how_ko", NEW."id", NEW."outcome", NEW."owner", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."post", NEW."question_id", NEW."reason_en", NEW."reason_ko", NEW."revision", NEW."side", NEW."tasking_en", NEW."tasking_ko", NEW."text_states"); RETURN NULL;',
                    hash="12d88a8122713498575a55f0a48a7ef2747f6c6a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3965a",
                    table="reporting_consideration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consideration",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reporting_considerationevent" ("at", "body", "compiled_revision", "considered_on", "done_at", "done_post", "done_side", "edition_id", "how_en", "how_ko", "id", "outcome", "owner", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "question_id", "reason_en", "reason_ko", "revision", "side", "tasking_en", "tasking_ko", "text_states") VALUES (OLD."at", OLD."body", OLD."compiled_revision", OLD."considered_on", OLD."done_at", OLD."done_post", OLD."done_side", OLD."edition_id", OLD."how_en", OLD."how_ko", OLD."id", OLD."outcome", OLD."owner", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."post", OLD."question_id", OLD."reason_en", OLD."reason_ko", OLD."revision", OLD."side", OLD."tasking_en", OLD."tasking_ko", OLD."text_states"); RETURN NULL;',
                    hash="8bb84ddfcf96bb6efe431213663e42a2c9a96df6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_96908",
                    table="reporting_consideration",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="consideration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_side", ""), ("how_en", ""), ("how_ko", "")),
                    models.Q(
                        ("done_at__isnull", False),
                        models.Q(("done_side", ""), _negated=True),
                        models.Q(
                            models.Q(("how_en", ""), _negated=True),
                            models.Q(("how_ko", ""), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="consideration_done_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="consideration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_at__isnull", True),
                    models.Q(("tasking_en", ""), _negated=True),
                    models.Q(("tasking_ko", ""), _negated=True),
                    _connector="OR",
                ),
                name="consideration_done_was_tasked",
            ),
        ),
    ]
