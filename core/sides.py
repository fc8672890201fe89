"""The two governments. They are named here and nowhere else."""

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    """One of the two equal sides."""

    US = "US", _("US")
    ROK = "ROK", _("ROK")

    @property
    def other(self) -> "Side":
        return Side.ROK if self is Side.US else Side.US

    @property
    def language(self) -> str:
        return "en" if self is Side.US else "ko"

    @property
    def time_zone(self) -> str:
        return "America/New_York" if self is Side.US else "Asia/Seoul"

    @property
    def capital(self) -> str:
        return gettext("Washington") if self is Side.US else gettext("Seoul")

    @property
    def ministry(self) -> str:
        return gettext("U.S. Department of Defense") if self is Side.US else gettext("ROK Ministry of National Defense")


def in_order(language: str) -> list[Side]:
    """Both sides as a reader of `language` meets them: each language puts its own government first."""
    return [Side.ROK, Side.US] if language.startswith("ko") else [Side.US, Side.ROK]


def languages_in_order(language: str) -> list[str]:
    """The two languages of every text that reaches the report, the reader's own first."""
    return [side.language for side in in_order(language)]
