"""The JSON door to reference data."""

from django.db.models import Prefetch, QuerySet
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from core.api import Door, WholePages
from projects.models import Country, CountryGroup, Membership, PriorityArea, Theme
from projects.serializers import AreaSerializer, CountrySerializer, GroupSerializer, ThemeSerializer


class AreaDoor(ListModelMixin, RetrieveModelMixin, Door):
    """The framework's six priority areas."""

    model, serializer_class, pagination_class = PriorityArea, AreaSerializer, WholePages
    lookup_field, lookup_value_regex = "slug", "[a-z-]+"
    ordering = ("number",)
    ordering_fields = search_fields = filterset_fields = ()


class ThemeDoor(ListModelMixin, RetrieveModelMixin, Door):
    """Themes that the framework names."""

    model, serializer_class, pagination_class = Theme, ThemeSerializer, WholePages
    lookup_field, lookup_value_regex = "slug", "[a-z-]+"
    ordering = ("name_en",)
    ordering_fields = search_fields = filterset_fields = ()


class GroupDoor(ListModelMixin, RetrieveModelMixin, Door):
    """Groups of partner countries."""

    model, serializer_class, pagination_class = CountryGroup, GroupSerializer, WholePages
    lookup_field, lookup_value_regex = "slug", "[a-z-]+"
    ordering = ("slug",)
    ordering_fields = search_fields = filterset_fields = ()


class CountryDoor(ListModelMixin, RetrieveModelMixin, Door):
    """Countries with their memberships of groups."""

    model, serializer_class, pagination_class = Country, CountrySerializer, WholePages
    lookup_field, lookup_value_regex = "code", "[A-Z]{2}"
    ordering = ("name_en",)
    ordering_fields = ("name_en", "name_ko", "code")
    search_fields = ("name_en", "name_ko", "code", "alpha3")
    filterset_fields = ("like_minded",)

    def rows(self) -> QuerySet:
        memberships = Membership.objects.visible_to(self.request.user)
        return super().rows().prefetch_related(Prefetch("memberships", memberships))
