"""Kinds of people and bodies."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person does here (docs/reference/roles.md)."""

    POC = "poc", _("Point of contact")
    LEAD = "lead", _("Lead point of contact")
    STAFF = "staff", _("Secretariat staff")
    LEADERSHIP = "leadership", _("Leadership")
    ADMINISTRATOR = "administrator", _("Administrator")


WORKING = (Role.POC, Role.LEAD, Role.STAFF)
"""Who works on projects; the others look."""


class OrganisationKind(TextChoices):
    """What an organisation is."""

    MINISTRY = "ministry", _("Ministry or department")
    COMMAND = "command", _("Command or service")
    AGENCY = "agency", _("Agency")
    INTERNATIONAL = "international", _("International or regional body")
    INDUSTRY = "industry", _("Industry")
    ACADEMIA = "academia", _("Research or education")


class Language(TextChoices):
    """The two languages of the product."""

    ENGLISH = "en", "English"
    KOREAN = "ko", "한국어"


class Event(TextChoices):
    """What people are told of, in the order in which they choose how."""

    ASKED = "asked", _("A question waits for your side’s signature")
    ANSWERED = "answered", _("The other side has answered")
    CARRIED = "carried", _("Both sides have decided")
    VOIDED = "voided", _("An edit made signatures void")
    REMINDED = "reminded", _("Your side has not signed yet")
    OVERDUE = "overdue", _("A signature is overdue")
    CONCERN_CLOSED = "concern-closed", _("A concern was closed")
    SHARED = "shared", _("The other side shared a project")
    MOVED = "moved", _("A project moved to another stage")
    SCORED = "scored", _("The other side has submitted its scores")
    SCORES_OPEN = "scores-open", _("The scores of both sides are open")
    REMARKED = "remarked", _("Somebody added a remark for both sides")
    HEALTH = "health", _("The health of a project changed")
    STALE = "stale", _("A project of your post needs an update")
    OVERLAP = "overlap", _("Efforts of others overlap with a project of your post")
    DEADLINE = "deadline", _("A day of the year’s calendar comes near")
    MISSING = "missing", _("Something is missing for the year’s report")
    HANDED_OVER = "handed-over", _("A post was given to you")
    DEPUTY = "deputy", _("You act for a post")
    TENURE_ENDS = "tenure-ends", _("A tenure ends and nobody follows")


class How(TextChoices):
    """How somebody is told by mail; in the product everybody is told at once."""

    AT_ONCE = "at-once", _("At once")
    DAILY = "daily", _("Once a day")
    OFF = "off", _("Not by mail")


class MailState(TextChoices):
    """Where a mail stands; `dropped` was no longer needed when its turn came."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


OPEN_MAIL = (MailState.WAITING, MailState.SENDING)
