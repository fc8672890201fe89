"""The history of cycles and editions is part of the joint chain; a presented project is a joint one."""

from django.db import migrations

from core.rls import as_private_as_its_project, chain


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial"), ("projects", "0002_privacy"), ("core", "0002_chain")]

    operations = [
        *as_private_as_its_project("reporting_presentation"),
        *chain("pgh_obj_id", "reporting_cycleevent"),
        *chain("cycle_id", "reporting_presentationevent", "reporting_editionevent"),
    ]
