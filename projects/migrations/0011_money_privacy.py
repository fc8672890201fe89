"""Money under row-level security and as private as its project; rates, which are joint by nature, in the joint chain."""

from django.db import migrations

from core.rls import as_private_as_its_project, chain, protect


class Migration(migrations.Migration):
    dependencies = [("projects", "0010_money"), ("core", "0002_chain")]

    operations = [
        *protect("projects_moneyline", "projects_moneylineevent"),
        *as_private_as_its_project("projects_moneyline"),
        *chain("project_id", "projects_moneylineevent"),
        *chain("pgh_obj_id", "projects_exchangerateevent"),
    ]
