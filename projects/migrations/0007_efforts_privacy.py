"""Answers as private as their project, history chained, and the view of who works in the same place at the same time.

A migration that changes the type of a column which the view reads drops it first and makes it again.
"""

from django.db import migrations

from core.rls import application_role, as_private_as_its_project, chain, protect

OVERLAP = """
CREATE VIEW projects_overlap WITH (security_invoker = true) AS
SELECT p.id AS project_id, p.audience, r.effort_id, r.country_id, r.area_id,
    greatest(r.starts_on, coalesce(p.actual_start, p.planned_start)) AS starts_on,
    least(r.ends_on, coalesce(p.actual_end, p.planned_end)) AS ends_on,
    a.id AS answer_id
FROM projects_project p
JOIN projects_priorityarea area ON area.slug = ANY (array_append(p.secondary_areas, p.area_id))
JOIN projects_projectcountry c ON c.project_id = p.id
JOIN projects_effortreach r ON r.country_id = c.country_id AND r.area_id = area.slug
    AND r.starts_on <= coalesce(p.actual_end, p.planned_end, DATE '9999-12-31')
    AND r.ends_on >= coalesce(p.actual_start, p.planned_start, DATE '0001-01-01')
LEFT JOIN projects_overlapanswer a
    ON a.audience = p.audience AND a.project_id = p.id AND a.effort_id = r.effort_id
WHERE p.stage NOT IN ('declined', 'cancelled');
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0006_efforts")]

    operations = [
        *protect("projects_overlapanswer", "projects_overlapanswerevent"),
        *as_private_as_its_project("projects_overlapanswer"),
        *chain("project_id", "projects_overlapanswerevent"),
        *chain("pgh_obj_id", "projects_effortevent"),
        *chain("effort_id", "projects_effortcountryevent"),
        migrations.RunSQL(
            OVERLAP + f'GRANT SELECT ON projects_overlap TO "{application_role()}";'
            f'REVOKE INSERT, UPDATE, DELETE ON projects_overlap FROM "{application_role()}"',
            "DROP VIEW projects_overlap",
        ),
    ]
