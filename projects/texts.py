"""The texts of a project's parts that reach the report, and where each kind of them stands."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.bilingual import Bilingual
from projects.models import Document, Indicator, Issue, MoneyLine, OverlapAnswer, PartnerVoice, Project, Risk


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
