"""Since when a stage or a state lasts is, where nobody says it, the day that counts for both sides."""

from django.db import migrations, models

import core.days


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0009_taskings"),
    ]

    operations = [
        migrations.AlterField(
            model_name="commitment",
            name="state_since",
            field=models.DateField(default=core.days.today),
        ),
        migrations.AlterField(
            model_name="commitmentevent",
            name="state_since",
            field=models.DateField(default=core.days.today),
        ),
        migrations.AlterField(
            model_name="edition",
            name="stage_since",
            field=models.DateField(default=core.days.today),
        ),
        migrations.AlterField(
            model_name="editionevent",
            name="stage_since",
            field=models.DateField(default=core.days.today),
        ),
    ]
