"""What hinders the projects for measuring, or may."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Model

from core.bilingual import TextState
from projects.enums import RiskAnswer, Severity, Stage
from projects.models import Issue, Project, Risk

STATES = {f"text_{language}": {"state": TextState.CONFIRMED.value} for language in ("en", "ko")}


def hindrances(
    project: Project, number: int, today: date, rng: random.Random, part: Callable[[Project], dict[str, Any]]
) -> Iterator[Model]:
    """A risk for one project in five, an issue for one in ten that are active; one issue in five is open."""
    if number % 5 == 0:
        yield Risk(
            **part(project),
            text_en="Crews may leave before they teach others.",
            text_ko="교육을 전수하기 전에 요원이 떠날 수 있음.",
            text_states=STATES,
            probability=rng.randint(1, 5),
            impact=rng.randint(1, 5),
            answer=RiskAnswer.REDUCE,
        )
    if number % 10 == 3 and project.stage == Stage.ACTIVE:
        raised = today - timedelta(days=rng.randint(30, 60))
        resolved = {"resolved_on": today, "resolution_en": "Released.", "resolution_ko": "통관 완료."}
        yield Issue(
            **part(project),
            text_en="Spare parts wait at customs.",
            text_ko="예비 부품이 세관에 묶여 있음.",
            text_states=STATES,
            severity=rng.choice(Severity.values),
            raised_on=raised,
            due_on=raised + timedelta(days=45),
            **(resolved if rng.random() < 0.8 else {}),
        )
