"""Where others work, where both of us do, and where they meet. Who asks sees joint projects and those of its side."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from projects.models import Overlap, OverlapAnswer

FORGET = "DELETE FROM projects_effortreach WHERE %(efforts)s::uuid[] IS NULL OR effort_id = ANY (%(efforts)s)"
REACH = """
INSERT INTO projects_effortreach (effort_id, country_id, area_id, starts_on, ends_on)
SELECT e.id, place.country_id, area.slug, min(place.starts_on), max(place.ends_on)
FROM projects_effort e
JOIN projects_priorityarea area ON area.slug = ANY (e.areas)
CROSS JOIN LATERAL (
    SELECT c.country_id, coalesce(c.starts_on, e.starts_on, DATE '0001-01-01') AS starts_on,
        coalesce(c.ends_on, e.ends_on, DATE '9999-12-31') AS ends_on
    FROM projects_effortcountry c WHERE c.effort_id = e.id
    UNION ALL
    SELECT m.country_id, greatest(m.since, e.starts_on), least(coalesce(m.until - 1, DATE '9999-12-31'), e.ends_on)
    FROM projects_membership m
    WHERE m.group_id = ANY (e.groups) AND m.kind = 'member'
    AND NOT EXISTS (SELECT FROM projects_effortcountry c WHERE c.effort_id = e.id AND c.country_id = m.country_id)
) AS place
WHERE (%(efforts)s::uuid[] IS NULL OR e.id = ANY (%(efforts)s)) AND place.starts_on <= place.ends_on
GROUP BY e.id, place.country_id, area.slug
"""


def keep_reach(efforts: Collection[UUID] | None = None, *, cursor: Any = None) -> None:
    """Makes anew where and when efforts work, all of them by default.

    Called by every action that changes an effort, and after memberships of a group have changed. A country with years
    of its own keeps to them; a member of a group is reached while it is a member.
    """
    ids = None if efforts is None else list(efforts)
    cursor = cursor or connection.cursor()
    for statement in (FORGET, REACH):
        cursor.execute(statement, {"efforts": ids})


def answered_and_open() -> dict[str, int]:
    """How many pairs of a joint project and an effort overlap: those that somebody answered, and those still open."""
    pairs = Overlap.objects.joint().values("project", "effort").distinct().count()
    here = Overlap.objects.joint().filter(project=OuterRef("project"), effort=OuterRef("effort"))
    answered = OverlapAnswer.objects.joint().filter(Exists(here)).count()
    return {"answered": answered, "unanswered": pairs - answered}
