"""Kinds, stages and states of projects (docs/reference/roles.md)."""

from datetime import date

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    PROJECT = "project", _("Project")
    INITIATIVE = "initiative", _("Initiative")


class Stage(TextChoices):
    OPPORTUNITY = "opportunity", _("Opportunity")
    CONCEPT = "concept", _("Concept")
    REVIEW = "review", _("Review")
    DECIDED = "decided", _("Decided")
    ACTIVE = "active", _("Active")
    COMPLETED = "completed", _("Completed")
    SUSPENDED = "suspended", _("Suspended")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")


LIFE = (Stage.OPPORTUNITY, Stage.CONCEPT, Stage.REVIEW, Stage.DECIDED, Stage.ACTIVE, Stage.COMPLETED)
"""The stages in the order in which a project lives; the others leave that order."""
LEFT = {Stage.SUSPENDED: Stage.ACTIVE, Stage.DECLINED: Stage.REVIEW, Stage.CANCELLED: Stage.DECIDED}
"""The stages outside the order, with the last one that a project certainly reached."""
ENDED = (Stage.COMPLETED, Stage.DECLINED, Stage.CANCELLED)
"""The stages in which the agreed text no longer changes."""
PRIVATE_STAGES = (Stage.OPPORTUNITY, Stage.CONCEPT)


class Health(TextChoices):
    ON_TRACK = "on-track", _("On track")
    AT_RISK = "at-risk", _("At risk")
    OFF_TRACK = "off-track", _("Off track")


STALE = "stale"
"""Shown instead of a reported health once it is too old to be believed; never stored."""
SHOWN_HEALTH = [*Health.choices, (STALE, _("Stale"))]


class MembershipKind(TextChoices):
    MEMBER = "member", _("Member")
    ASSOCIATE = "associate", _("Associate member")
    OBSERVER = "observer", _("Observer")


class OrganisationRole(TextChoices):
    """Roles of the international activity standard (IATI 2.03, code list OrganisationRole)."""

    FUNDING = "funding", _("Funding")
    ACCOUNTABLE = "accountable", _("Accountable")
    EXTENDING = "extending", _("Extending")
    IMPLEMENTING = "implementing", _("Implementing")


class Owner(TextChoices):
    """Who answers for a milestone, a risk or an issue."""

    US = "US", _("US")
    ROK = "ROK", _("ROK")
    BOTH = "both", _("Both sides")


# --- results ---


class Probability(IntegerChoices):
    """How likely it is that a risk comes true."""

    RARE = 1, _("Very unlikely")
    UNLIKELY = 2, _("Unlikely")
    POSSIBLE = 3, _("Possible")
    LIKELY = 4, _("Likely")
    NEARLY_CERTAIN = 5, _("Nearly certain")


class Impact(IntegerChoices):
    """How much it would hinder the project."""

    NEGLIGIBLE = 1, _("Negligible")
    MINOR = 2, _("Minor")
    MODERATE = 3, _("Moderate")
    MAJOR = 4, _("Major")
    SEVERE = 5, _("Severe")


class RiskAnswer(TextChoices):
    """What is done about a risk."""

    AVOID = "avoid", pgettext_lazy("answer to a risk", "Avoid")
    REDUCE = "reduce", pgettext_lazy("answer to a risk", "Reduce")
    TRANSFER = "transfer", pgettext_lazy("answer to a risk", "Transfer")
    ACCEPT = "accept", pgettext_lazy("answer to a risk", "Accept")


class RiskState(TextChoices):
    OPEN = "open", pgettext_lazy("state of a risk", "Open")
    CLOSED = "closed", pgettext_lazy("state of a risk", "Closed")
    HAPPENED = "happened", pgettext_lazy("state of a risk", "Happened")


class Severity(TextChoices):
    LOW = "low", pgettext_lazy("severity", "Low")
    MEDIUM = "medium", pgettext_lazy("severity", "Medium")
    HIGH = "high", pgettext_lazy("severity", "High")


class Direction(TextChoices):
    """Which way an indicator is to go."""

    UP = "up", _("Higher is better")
    DOWN = "down", _("Lower is better")


# --- partners ---


class Channel(TextChoices):
    """How a partner country asked."""

    LETTER = "letter", _("By letter")
    MEETING = "meeting", _("At a meeting")
    EXERCISE = "exercise", _("At an exercise")
    OTHER = "other", _("In another way")


class Consent(TextChoices):
    """Whether a partner country lets the report name it."""

    NOT_ASKED = "not-asked", pgettext_lazy("consent", "Not asked")
    PENDING = "pending", pgettext_lazy("consent", "Asked, no answer yet")
    GIVEN = "given", pgettext_lazy("consent", "Given")
    REFUSED = "refused", pgettext_lazy("consent", "Refused")


ANSWERED = (Consent.GIVEN, Consent.REFUSED)


class ExportControl(TextChoices):
    """Where the export-control question of a link between businesses stands."""

    NOT_ASSESSED = "not-assessed", _("Not assessed")
    NOT_CONTROLLED = "not-controlled", _("Not controlled")
    NEEDED = "licence-needed", _("Licence needed")
    GRANTED = "licence-granted", _("Licence granted")
    REFUSED = "licence-refused", _("Licence refused")


# --- efforts of others ---


class EffortStatus(TextChoices):
    """Where an effort of others stands; it follows from its dates."""

    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    ENDED = "ended", _("Ended")

    @classmethod
    def on(cls, day: date, start: date | None, end: date | None) -> "EffortStatus":
        """The status on a day; an open start or end never passes."""
        if start and start > day:
            return cls.PLANNED
        return cls.ENDED if end and end < day else cls.RUNNING


class Finding(TextChoices):
    """How a project stands to an effort of others in the same country and area at the same time."""

    COMPLEMENTS = "complements", _("Complements")
    DUPLICATES = "duplicates", _("Duplicates")
    GAP = "gap", _("Fills a gap")


OVER = ("completed", "declined", "cancelled")
"""Stages after which nobody works on a project."""


class Contribution(TextChoices):
    """How a side contributes."""

    CASH = "cash", _("Cash")
    IN_KIND = "in-kind", _("In kind")


# --- scoring ---


class RankingStage(TextChoices):
    """Whether the leads of both sides have fixed the order of a year."""

    OPEN = "open", pgettext_lazy("order", "Open")
    FIXED = "fixed", pgettext_lazy("order", "Fixed by both sides")


# --- money and documents ---


class DocumentCategory(TextChoices):
    CONCEPT = "concept", pgettext_lazy("document", "Concept note")
    AGREEMENT = "agreement", pgettext_lazy("document", "Agreement")
    LETTER = "letter", pgettext_lazy("document", "Letter")
    MINUTES = "minutes", pgettext_lazy("document", "Minutes")
    REPORT = "report", pgettext_lazy("document", "Report")
    PHOTO = "photo", pgettext_lazy("document", "Photo")
    OTHER = "other", pgettext_lazy("document", "Other")


class DocumentLanguage(TextChoices):
    """In which language a document is written."""

    ENGLISH = "en", _("English")
    KOREAN = "ko", pgettext_lazy("language", "Korean")
    BOTH = "both", _("English and Korean")
    OTHER = "other", pgettext_lazy("language", "Other")
