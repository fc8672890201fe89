"""What the projects for measuring are measured by."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Model

from core.bilingual import TextState
from projects.models import Indicator, IndicatorValue, Project

STATES = {
    f"{name}_{language}": {"state": TextState.CONFIRMED.value}
    for name in ("title", "unit")
    for language in ("en", "ko")
}


def measures(project: Project, number: int, today: date, part: Callable[[Project], dict[str, Any]]) -> Iterator[Model]:
    """An indicator with two periods for one project in five; one in four of these lacks its last value."""
    if number % 5 != 2:
        return
    indicator = Indicator(
        **part(project),
        title_en="Crews trained",
        title_ko="교육을 마친 승조원 조",
        unit_en="crews",
        unit_ko="개 조",
        text_states=STATES,
        baseline=2,
        baseline_on=today - timedelta(days=400),
    )
    yield indicator
    for back, actual in ((400, 5), (200, None if number % 20 == 2 else 9)):
        start = today - timedelta(days=back)
        end = start + timedelta(days=190)
        target = 6 if back == 400 else 10
        yield IndicatorValue(
            **part(project), indicator=indicator, period_start=start, period_end=end, target=target, actual=actual
        )
