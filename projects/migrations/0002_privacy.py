"""Every table with private rows under row-level security, parts as private as their project, history chained."""

from django.db import migrations

from core.rls import as_private_as_its_project, chain, protect

PARTS = ["projectcountry", "projectorganisation", "milestone", "progressupdate", "stagechange"]
TRACKED = ["project", *PARTS, "remark"]
UNTRACKED = ["projectrevision", "referenceseries", "formerreference", "privatetext"]


def tables(*names: str, suffix: str = "") -> list[str]:
    return [f"projects_{name}{suffix}" for name in names]


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial"), ("core", "0002_chain")]

    operations = [
        *protect(*tables(*TRACKED, *UNTRACKED), *tables(*TRACKED, suffix="event")),
        *as_private_as_its_project(*tables(*PARTS, "privatetext", "jointtext")),
        *chain("pgh_obj_id", "projects_projectevent"),
        *chain("project_id", *tables(*PARTS, "remark", suffix="event")),
    ]
