"""The two governments. They are named here and nowhere else."""

from datetime import date, timedelta

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

    @property
    def fiscal_month(self) -> int:
        """The month with which its fiscal year begins (31 U.S.C. 1102; National Finance Act of the ROK, article 2)."""
        return 10 if self is Side.US else 1

    def fiscal_year_on(self, day: date) -> int:
        """The fiscal year of a day; one that begins in October has the name of the year in which it ends."""
        return day.year + 1 if 1 < self.fiscal_month <= day.month else day.year

    def fiscal_span(self, year: int) -> tuple[date, date]:
        """The first and the last day of a fiscal year."""
        month = self.fiscal_month
        first, after = (date(one - 1 if month > 1 else one, month, 1) for one in (year, year + 1))
        return first, after - timedelta(days=1)


def in_order(language: str) -> list[Side]:
    """Both sides as a reader of `language` meets them: each language puts its own government first."""
    return [Side.ROK, Side.US] if language.startswith("ko") else [Side.US, Side.ROK]


def languages_in_order(language: str) -> list[str]:
    """The two languages of every text that reaches the report, the reader's own first."""
    return [side.language for side in in_order(language)]
