"""What a list of projects is filtered by: the same names in the address of the page, of its export and of the API."""

from copy import copy

from django.forms import CheckboxInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, Filter, FilterSet, NumberFilter

from core.sides import Side
from projects import search
from projects.enums import SHOWN_HEALTH, EffortStatus, Stage
from projects.querysets import EffortQuerySet, ProjectQuerySet


def _choice(label, **more) -> BooleanFilter:
    return BooleanFilter(label=label, widget=CheckboxInput, **more)


OVERLAP = (("unanswered", _("Not answered")), ("answered", _("All answered")))


class ProjectFilter(FilterSet):
    """`country` takes an ISO code or a group; `health` also "stale"; `side` is who logged it."""

    q = CharFilter(label=_("Title, reference or text"), method="by_words", max_length=200)
    area = CharFilter(label=_("Priority area"), field_name="area_id")
    country = CharFilter(label=_("Country or group"), method="by_place")
    group = CharFilter(label=_("Group"), method="by_group")
    stage = ChoiceFilter(label=_("Stage"), choices=Stage.choices)
    health = ChoiceFilter(label=_("Health"), choices=SHOWN_HEALTH, method="by_health")
    side = ChoiceFilter(label=_("Logged by"), choices=Side.choices)
    year = NumberFilter(label=_("Year"), method="by_year", min_value=2000, max_value=2100)
    mine = _choice(_("Only those of my post"), method="by_post")
    stale = _choice(_("Only stale"), method="by_silence")
    late = _choice(_("Only late"), method="by_delay")
    overlap = ChoiceFilter(label=_("Overlap"), choices=OVERLAP, method="by_overlap")

    def by_words(self, projects: ProjectQuerySet, name: str, words: str):
        return search.matching(projects, words)

    def by_place(self, projects: ProjectQuerySet, name: str, place: str):
        return projects.in_country(place.upper()) if len(place) == 2 else projects.in_group(place)

    def by_group(self, projects: ProjectQuerySet, name: str, slug: str):
        return projects.in_group(slug)

    def by_health(self, projects: ProjectQuerySet, name: str, health: str):
        return projects.healthy_as(health)

    def by_year(self, projects: ProjectQuerySet, name: str, year):
        return projects.in_year(int(year))

    def by_post(self, projects: ProjectQuerySet, name: str, wanted: bool):
        return projects.responsible(self.request.user) if wanted else projects

    def by_silence(self, projects: ProjectQuerySet, name: str, wanted: bool):
        return projects.stale() if wanted else projects

    def by_delay(self, projects: ProjectQuerySet, name: str, wanted: bool):
        return projects.late() if wanted else projects

    def by_overlap(self, projects: ProjectQuerySet, name: str, state: str):
        return projects.overlapping(answered=state == "answered")


class StandingFilter(FilterSet):
    """What a ranked list is filtered by."""

    area = CharFilter(label=_("Priority area"), field_name="project__area_id")


class Filters(dict):
    """The filters of a set, copied for each request no deeper than it takes: labels and choices never change."""

    def __deepcopy__(self, memo: dict) -> "Filters":
        return Filters({name: self._again(one) for name, one in self.items()})

    @staticmethod
    def _again(one: Filter) -> Filter:
        again = copy(one)
        again.method = one.method  # a method is bound to its own filter
        return again


ProjectFilter.base_filters = Filters(ProjectFilter.base_filters)


class EffortFilter(FilterSet):
    """`country` takes an ISO code; `lead` an ISO code or the English name of a body."""

    q = CharFilter(label=_("Name, lead or notes"), method="by_words", max_length=200)
    area = CharFilter(label=_("Priority area"), method="by_area")
    country = CharFilter(label=_("Country"), method="by_country")
    lead = CharFilter(label=pgettext_lazy("effort", "Lead"), method="by_lead", max_length=120)
    status = ChoiceFilter(label=_("Status"), choices=EffortStatus.choices, method="by_status")

    def by_words(self, efforts: EffortQuerySet, name: str, words: str):
        return efforts.matching(words)

    def by_area(self, efforts: EffortQuerySet, name: str, slug: str):
        return efforts.in_area(slug)

    def by_country(self, efforts: EffortQuerySet, name: str, code: str):
        return efforts.in_country(code.upper())

    def by_lead(self, efforts: EffortQuerySet, name: str, lead: str):
        return efforts.led_by(lead)

    def by_status(self, efforts: EffortQuerySet, name: str, status: str):
        return efforts.with_status(status)
