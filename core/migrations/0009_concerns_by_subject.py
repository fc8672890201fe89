"""Concerns of some subjects are found by an index whether closed or not: what was said of closed ones is told too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0008_parts_as_private")]

    operations = [
        migrations.AddIndex(model_name="concern", index=models.Index(fields=["subject_id"], name="concern_by_subject")),
        migrations.RemoveIndex(model_name="concern", name="concern_open_by_subject"),
    ]
