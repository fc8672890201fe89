"""Documents under row-level security; each says for itself who may read it, so none is tied to its project's audience."""

from django.db import migrations

from core.rls import chain, protect


class Migration(migrations.Migration):
    dependencies = [("projects", "0014_files")]

    operations = [
        *protect("projects_document", "projects_documentevent"),
        *chain("project_id", "projects_documentevent"),
    ]
