"""States of cycles, obligations and editions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Host(TextChoices):
    """Where the SCM of a cycle meets; the places alternate."""

    WASHINGTON = "washington", _("Washington")
    SEOUL = "seoul", _("Seoul")


class Obligation(TextChoices):
    """Whether at least one project is presented before the SCM of a year (the framework's own duty)."""

    MET = "met", _("Met")
    AT_RISK = "at-risk", pgettext_lazy("obligation", "At risk")
    UNMET = "unmet", _("Unmet")


class ReportLanguage(TextChoices):
    """The language forms of a report."""

    ENGLISH = "en", _("English")
    KOREAN = "ko", _("Korean")
    BOTH = "both", _("English and Korean side by side")


class FileFormat(TextChoices):
    """What a report is exported as; each from the same snapshot."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    XLSX = "xlsx", "XLSX"
    JSON = "json", "JSON"


class Paper(TextChoices):
    """The paper of each capital's printers."""

    A4 = "a4", "A4"
    LETTER = "us-letter", "US Letter"


FORMS: tuple[tuple[FileFormat, ReportLanguage, str], ...] = (
    *((FileFormat.PDF, language, paper) for paper in Paper for language in ReportLanguage),
    *((FileFormat.DOCX, language, "") for language in ReportLanguage),
    *((FileFormat.XLSX, language, "") for language in ReportLanguage),
    (FileFormat.JSON, ReportLanguage.BOTH, ""),
)
"""Every form in which a report is made: (format, language, paper)."""


def stem(language: str, paper: str) -> str:
    """What the address of a file says before its dot: "both", or "both-us-letter"."""
    return f"{language}-{paper}" if paper == Paper.LETTER else language


class EditionStage(TextChoices):
    """How far an edition has climbed: the body that considers it next, or sealed."""

    DRAFT = "draft", _("Draft")
    RCWG = "rcwg", _("Before the RCWG")
    KIDD = "kidd", _("Before the KIDD")
    SCM = "scm", _("Before the SCM")
    SEALED = "sealed", _("Sealed")


class Body(TextChoices):
    """Who considers an edition, in the order of the climb."""

    RCWG = "rcwg", "RCWG"
    KIDD = "kidd", "KIDD"
    SCM = "scm", "SCM"


class Outcome(TextChoices):
    """What a body made of an edition."""

    CONCURRED = "concur", _("Concurred")
    RETURNED = "return", _("Returned")


class CommitmentState(TextChoices):
    """How far a commitment is kept."""

    NOT_BEGUN = "not-begun", pgettext_lazy("commitment", "Not begun")
    UNDER_WAY = "under-way", pgettext_lazy("commitment", "Under way")
    KEPT = "kept", pgettext_lazy("commitment", "Implemented")
    DROPPED = "dropped", pgettext_lazy("commitment", "No longer pursued")


class Waits(TextChoices):
    """What somebody is to do about something that waits for them."""

    SIGN = "sign", pgettext_lazy("work", "Sign")
    SCORE = "score", pgettext_lazy("work", "Score")
    TALK = "talk", pgettext_lazy("work", "Talk to the other side")
    OVERDUE = "overdue", pgettext_lazy("work", "Overdue at your side")
    CONCERN = "concern", pgettext_lazy("work", "Close a concern")
    EDIT = "edit", pgettext_lazy("work", "Edit as asked")
    ANSWER = "answer", pgettext_lazy("work", "Answer")
    UPDATE = "update", pgettext_lazy("work", "Update")
    WRITE = "write", pgettext_lazy("work", "Write the report")
    TRANSLATE = "translate", pgettext_lazy("work", "Translate")
    CONFIRM = "confirm", pgettext_lazy("work", "Confirm texts")
    SHARE = "share", pgettext_lazy("work", "Share")
    HAND_OVER = "hand-over", pgettext_lazy("work", "Hand over")
    CYCLE = "cycle", pgettext_lazy("work", "The cycle")
