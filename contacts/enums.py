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
