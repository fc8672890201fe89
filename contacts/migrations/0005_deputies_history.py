"""The history of deputies is part of the joint chain; it is about the post."""

from django.db import migrations

from core.rls import chain


class Migration(migrations.Migration):
    dependencies = [("contacts", "0004_deputies"), ("core", "0002_chain")]

    operations = chain("post_id", "contacts_deputyevent")
