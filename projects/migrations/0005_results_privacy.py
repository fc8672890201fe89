"""Results and partners under row-level security, as private as their project, their history chained."""

from django.db import migrations

from core.rls import as_private_as_its_project, chain, protect

TABLES = [
    f"projects_{name}" for name in ("risk", "issue", "indicator", "indicatorvalue", "partnervoice", "businesslink")
]
EVENTS = [f"{table}event" for table in TABLES]


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_results")]

    operations = [
        *protect(*TABLES, *EVENTS),
        *as_private_as_its_project(*TABLES),
        *chain("project_id", *EVENTS),
    ]
