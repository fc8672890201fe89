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


class EditionState(TextChoices):
    """How far an edition has come."""

    DRAFT = "draft", _("Draft")


class Waits(TextChoices):
    """What somebody is to do about something that waits for them."""

    SIGN = "sign", pgettext_lazy("work", "Sign")
    SCORE = "score", pgettext_lazy("work", "Score")
    TALK = "talk", pgettext_lazy("work", "Talk to the other side")
    CONCERN = "concern", pgettext_lazy("work", "Close a concern")
    EDIT = "edit", pgettext_lazy("work", "Edit as asked")
    ANSWER = "answer", pgettext_lazy("work", "Answer overlaps")
    UPDATE = "update", pgettext_lazy("work", "Update")
    TRANSLATE = "translate", pgettext_lazy("work", "Translate")
    CONFIRM = "confirm", pgettext_lazy("work", "Confirm texts")
    SHARE = "share", pgettext_lazy("work", "Share")
    HAND_OVER = "hand-over", pgettext_lazy("work", "Hand over")
    CYCLE = "cycle", pgettext_lazy("work", "The cycle")
