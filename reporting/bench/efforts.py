"""Efforts of others for measuring: several countries and areas each, over the years before and after today."""

import random
import uuid
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Model

from projects.models import Effort, EffortCountry, PriorityArea
from reporting.bench.rows import AREA_WEIGHTS, COUNTRIES

ANSWERS = """
INSERT INTO projects_overlapanswer (id, audience, project_id, effort_id, answer, reason_en, reason_ko, text_states,
    by_id, side, at, revision)
SELECT gen_random_uuid(), o.audience, o.project_id, o.effort_id, 'complements', 'Adds training to equipment.', '',
    '{}', p.updated_by_id, p.side, p.updated_at, 1
FROM (SELECT DISTINCT audience, project_id, effort_id FROM projects_overlap) AS o
JOIN projects_project p ON p.id = o.project_id
WHERE mod(hashtext(o.project_id::text || o.effort_id::text), 50) = 0
ON CONFLICT DO NOTHING
"""
"""Answers one overlap in fifty; the demonstration has answered some of its own, and their keys are by chance."""


def registry(count: int, today: date, seed: int) -> Iterator[Model]:
    """The same rows for the same seed: each effort, then its countries."""
    rng = random.Random(seed)
    countries = [code for weight, codes in COUNTRIES.items() for code in codes for _time in range(weight)]
    areas = list(PriorityArea.objects.values_list("pk", flat=True))
    leads = ("JP", "AU", "NZ")
    for number in range(1, count + 1):
        start = today + timedelta(days=rng.randint(-8 * 365, 365))
        effort = Effort(
            id=uuid.UUID(int=rng.getrandbits(128), version=4),
            slug=f"effort-{number}",
            name_en=f"Measured effort {number}",
            name_ko=f"측정용 활동 {number}",
            lead_country_id=leads[number % len(leads)],
            areas=list(dict.fromkeys(rng.choices(areas, AREA_WEIGHTS, k=rng.choice((1, 1, 2))))),
            starts_on=start,
            ends_on=start + timedelta(days=rng.randint(180, 1800)),
            source="Made for measuring",
        )
        yield effort
        for code in dict.fromkeys(rng.choices(countries, k=rng.choice((1, 1, 2, 3)))):
            yield EffortCountry(id=uuid.UUID(int=rng.getrandbits(128), version=4), effort=effort, country_id=code)
