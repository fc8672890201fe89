"""Which countries the framework's partner groups cover on a day. A rule with dates, never a list in code."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from core import days, formats
from projects.enums import MembershipKind
from projects.models import Membership


def day_of(planned_start: date | None) -> date:
    """The day on which a project's countries must be eligible: its planned start, else today."""
    return planned_start or days.today()


def eligibility(codes: Collection[str], day: date) -> dict[str, str | None]:
    """For each country code what makes it eligible on `day`, such as "ASEAN member", or None. One statement.

    Full members of a partner group are eligible; associates and observers are not.
    """
    found: dict[str, str | None] = dict.fromkeys(codes)
    members = Membership.objects.valid_on(day).filter(country__in=list(codes), kind=MembershipKind.MEMBER)
    for code, en, ko in members.order_by("group").values_list("country", "group__short_en", "group__short_ko"):
        found[code] = found[code] or as_member(en, ko)
    return found


def as_member(group_en: str, group_ko: str) -> str:
    """ "ASEAN member" in the reader's language."""
    ko = formats.reader_language() == "ko"
    return _("%(group)s member") % {"group": group_ko if ko else group_en}


def groups_of_country(day: Any) -> ArraySubquery:
    """The groups ({en, ko}) of which the outer row's `country` is a member on `day`, an expression of the outer row."""
    return ArraySubquery(
        Membership.objects.filter(country=OuterRef("country"), kind=MembershipKind.MEMBER, since__lte=day)
        .exclude(until__lte=day)
        .order_by("group")
        .values(found=JSONObject(en="group__short_en", ko="group__short_ko"))
    )
