"""A part of a job is as private as the job that waits for it."""

from django.db import migrations, models

from core.rls import as_private_as


class Migration(migrations.Migration):
    dependencies = [("core", "0007_job_parts")]

    operations = [
        migrations.AddConstraint(
            model_name="job",
            constraint=models.UniqueConstraint(fields=("id", "audience"), name="job_parts_refer_to_its_audience"),
        ),
        *as_private_as("core_job", "part_of", "core_job"),
    ]
