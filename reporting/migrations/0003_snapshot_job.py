"""A compile that is tried again goes on with the snapshot of its first attempt."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_history")]

    operations = [
        migrations.AddField(model_name="snapshot", name="job", field=models.UUIDField(null=True, unique=True)),
    ]
