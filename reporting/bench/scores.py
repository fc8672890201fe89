"""What both sides have scored of the projects for measuring: all that were decided, and some that are in review."""

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Model

from core.sides import Side
from projects.enums import Stage
from projects.models import Project, Sealed, Standing
from projects.scoring import running

CRITERIA = 5
SUBMITTED = (0.3, 0.3)
"""How often each side has submitted a score of a project in review."""


class Scores:
    """Makes what both sides see of a project's scores."""

    def __init__(self, today: date, rng: random.Random):
        ranking = running(today)
        self.year, self.rng = ranking.year if ranking else today.year, rng
        self.at = datetime.combine(today, time(8), UTC)

    def of(self, project: Project, decided_on: date | None, new_id: Callable[[], uuid.UUID]) -> Iterator[Model]:
        """Both scores and their standing for a decided project; for one in review, of either side or of none."""
        common: dict[str, Any] = {"project": project, "year": self.year}
        for side, share in zip(Side, SUBMITTED, strict=True):
            if decided_on or (project.stage == Stage.REVIEW and self.rng.random() < share):
                post = {"en": f"{side} lead", "ko": f"{side} 책임관"}
                about = {"submitted_at": self.at, "post": post, "project_revision": project.revision}
                yield Sealed(id=new_id(), **common, side=side, **about)
        if decided_on:
            yield self._standing(new_id(), project.reference, common)

    def _standing(self, pk: uuid.UUID, reference: str, common: dict[str, Any]) -> Standing:
        us, rok = ([self.rng.randint(1, 5) for _n in range(CRITERIA)] for _side in Side)
        ours, theirs = Decimal(sum(us)), Decimal(sum(rok))
        return Standing(
            id=pk,
            **common,
            reference=reference,
            us_total=ours,
            rok_total=theirs,
            mean=(ours + theirs) / 2,
            lowest=min(ours, theirs),
            spread=max(abs(a - b) for a, b in zip(us, rok, strict=True)),
            apart=abs(ours - theirs),
            opened_at=self.at,
        )
