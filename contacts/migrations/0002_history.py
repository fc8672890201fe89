"""The history of the directory is part of the joint chain."""

from django.db import migrations

from core.rls import chain

EVENTS = [f"contacts_{name}event" for name in ("organisation", "pointofcontact", "post", "tenure")]


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial"), ("core", "0002_chain")]

    operations = chain("pgh_obj_id", *EVENTS, "contacts_userevent")
