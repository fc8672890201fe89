"""Indexes for each sort of the list of projects."""

import datetime

from django.db import migrations, models
from django.db.models.functions import Coalesce, NullIf

TITLE_EN = Coalesce(NullIf(models.F("title_en"), models.Value("")), models.F("title_ko"))
TITLE_KO = Coalesce(NullIf(models.F("title_ko"), models.Value("")), models.F("title_en"))
PLANNED_END = Coalesce(models.F("planned_end"), models.Value(datetime.date(9999, 12, 31)))


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_privacy")]

    operations = [
        migrations.AddIndex("project", models.Index(fields=["reference", "id"], name="project_by_reference")),
        migrations.AddIndex("project", models.Index(TITLE_EN, models.F("id"), name="project_by_title_en")),
        migrations.AddIndex("project", models.Index(TITLE_KO, models.F("id"), name="project_by_title_ko")),
        migrations.AddIndex("project", models.Index(PLANNED_END, models.F("id"), name="project_by_planned_end")),
    ]
