"""Kinds, stages and states of projects (docs/reference/roles.md)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
    """Who answers for a milestone."""

    US = "US", _("US")
    ROK = "ROK", _("ROK")
    BOTH = "both", _("Both sides")
