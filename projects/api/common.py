"""What the doors to a project and to its parts have in common."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response

from core.api import Door, Refused, answer, cleaned, once_for
from projects.models import Project

REFERENCE = "[A-Z]{2,3}-[0-9]{4}-[0-9]{3,5}"
UUID = "[0-9a-f-]{36}"
REFUSALS = {403: Refused, 404: Refused}
RACES = {409: Refused, 428: Refused}


@extend_schema(parameters=[OpenApiParameter("reference", str, OpenApiParameter.PATH)])
class PartDoor(ListModelMixin, Door):
    """The parts of one visible project; of any other: 404."""

    search_fields = filterset_fields = ordering_fields = ordering = ()
    serializer_class = Refused

    @cached_property
    def project(self) -> Project:
        visible = Project.objects.visible_to(self.request.user)
        return get_object_or_404(visible, reference=self.kwargs["reference"])

    def rows(self) -> QuerySet:
        return super().rows().filter(project=self.project)

    def body(self, **kwargs: Any) -> dict[str, Any]:
        return cleaned(self.get_serializer(data=self.request.data, **kwargs))

    def made(self, work: Any) -> Response:
        """The part that `work` makes, once for each key."""
        pk = once_for(self.request, lambda: str(work().pk))
        return self.shown(get_object_or_404(self.get_queryset(), pk=pk), 201)

    def shown(self, part: Any, status: int = 200) -> Response:
        return answer(self.get_serializer(part).data, version=getattr(part, "revision", 1), status=status)
