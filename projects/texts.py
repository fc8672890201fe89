"""The texts about a project that reach the report: of its parts, and what the sides said when they decided."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from core.bilingual import Bilingual
from core.models import Concern, Concurrence, Question, QuestionState
from projects.models import (
    Document,
    Indicator,
    Issue,
    MoneyLine,
    OverlapAnswer,
    PartnerVoice,
    Project,
    Risk,
    StageChange,
)
from projects.workflow import PROJECT


@dataclass(frozen=True)
class Kind:
    """One kind of part with texts in two languages; its rows have a `revision`."""

    model: type[Bilingual]
    page: str
    """The name of the address on which its texts stand side by side."""

    def rows(self, project: Project, user: Any) -> QuerySet:
        """Those of this project that this user may see."""
        return self.model.objects.visible_to(user).filter(project=project)


KINDS = {
    "risk": Kind(Risk, "projects:results"),
    "issue": Kind(Issue, "projects:results"),
    "indicator": Kind(Indicator, "projects:results"),
    "voice": Kind(PartnerVoice, "projects:partners"),
    "money": Kind(MoneyLine, "projects:money"),
    "document": Kind(Document, "projects:documents"),
    "overlap": Kind(OverlapAnswer, "projects:partners"),
}
"""By the word that stands for it in an address."""


@dataclass(frozen=True)
class Said:
    """What a side said when it asked, answered or moved a project: it stays, and the side adds the other language."""

    model: type[Bilingual]
    side: str = "side"
    """The column of the side that said it."""
    about: str = "subject_id"
    """The column of the project that it is about."""
    standing: dict[str, Any] = field(default_factory=dict)
    """What holds of those that still count: of answers that stand, and of questions that did not become void."""

    def rows(self, project: Project, user: Any) -> QuerySet:
        """Those about this project that this user may see."""
        found = self.model.objects.visible_to(user)
        return found.filter(project=project) if self.about == "project_id" else found.filter(subject_id=str(project.pk))

    def side_of(self, row: Any) -> str:
        return getattr(row, self.side)


SAID_PAGE = "projects:decisions"
COUNTS = [QuestionState.OPEN, QuestionState.CARRIED]
SAID = {
    "question": Said(Question, "asked_side", standing={"workflow": PROJECT.name, "state__in": COUNTS}),
    "answer": Said(
        Concurrence, standing={"workflow": PROJECT.name, "withdrawn_at": None, "question__state__in": COUNTS}
    ),
    "concern": Said(Concern, standing={"concurrence__withdrawn_at": None, "question__state__in": COUNTS}),
    "stage": Said(StageChange, about="project_id"),
}
"""By the word that stands for it in an address."""


def page_of(word: str) -> str:
    """The name of the address on which the texts of a kind, of a part or of what was said, stand side by side."""
    return KINDS[word].page if word in KINDS else SAID_PAGE
