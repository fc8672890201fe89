"""What partner countries say, and links between businesses."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Organisation, User
from core.errors import Malformed
from projects import policies
from projects.actions.common import lock
from projects.actions.keeping import fresh_part, save_part
from projects.models import BusinessLink, PartnerVoice, Project


@transaction.atomic
def add_voice(project: Project, values: dict[str, Any], *, by: User) -> PartnerVoice:
    """Enters what one country of the project says, once for each. Raises NotAllowed or Malformed."""
    project = lock(project)
    policies.can_keep_partners(by, project).enforce()
    country = project.projectcountry_set.filter(country=values.get("country")).first()
    if country is None:
        raise Malformed({"country": _("Choose a country of this project.")})
    voice = PartnerVoice(project=project, audience=project.audience)
    return save_part(voice, values | {"country": country.country}, "add-voice", project, by)


@transaction.atomic
def revise_voice(voice: PartnerVoice, values: dict[str, Any], *, by: User, seen_revision: int) -> PartnerVoice:
    """Changes what a country says. Raises NotAllowed, Malformed, or StalePart when it changed after `seen_revision`."""
    project = lock(voice.project)
    policies.can_keep_partners(by, project).enforce()
    voice = fresh_part(voice, seen_revision)
    if values.get("country", voice.country_id) != voice.country_id:
        raise Malformed({"country": _("An entry stays with its country. Make one for the other country.")})
    return save_part(voice, values | {"country": voice.country}, "revise-voice", project, by)


@transaction.atomic
def add_business_link(project: Project, values: dict[str, Any], *, by: User) -> BusinessLink:
    """Adds a link between an organisation of the directory and another business. Raises NotAllowed or Malformed."""
    project = lock(project)
    policies.can_keep_partners(by, project).enforce()
    link = BusinessLink(project=project, audience=project.audience)
    return save_part(link, _with_organisation(values), "add-business-link", project, by)


@transaction.atomic
def revise_business_link(link: BusinessLink, values: dict[str, Any], *, by: User, seen_revision: int) -> BusinessLink:
    """Changes a link. Raises NotAllowed, Malformed, or StalePart when it changed after `seen_revision`."""
    project = lock(link.project)
    policies.can_keep_partners(by, project).enforce()
    link = fresh_part(link, seen_revision)
    return save_part(link, _with_organisation(values), "revise-business-link", project, by)


def _with_organisation(values: dict[str, Any]) -> dict[str, Any]:
    """The values with the organisation instead of its key."""
    if "organisation" not in values:
        return values
    organisation = Organisation.objects.filter(pk=values["organisation"]).first()
    if organisation is None:
        raise Malformed({"organisation": _("Choose an organisation of the directory.")})
    return values | {"organisation": organisation}
