"""The JSON door to what a side said when it asked, answered or moved a project, in both languages."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core.api import IF_MATCH, answer, cleaned, seen_version
from projects import actions
from projects.api.common import RACES, REFUSALS, UUID
from projects.models import Project
from projects.serializers import SaidName, SaidSerializer, SaidTranslation
from projects.texts import SAID, Said

PLACE = [
    OpenApiParameter("reference", str, OpenApiParameter.PATH),
    OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=list(SAID)),
    OpenApiParameter("id", str, OpenApiParameter.PATH),
]


class SaidDoor(GenericViewSet):
    """What a side said, by where it said it; its own people alone translate and confirm it."""

    serializer_class = SaidSerializer
    lookup_value_regex = UUID

    @extend_schema(responses={200: SaidSerializer, **REFUSALS}, parameters=PLACE)
    def retrieve(self, request: Request, reference: str, kind: str, pk: str) -> Response:
        """Its texts in both languages with their states; the ETag names them."""
        return self.told(self.found(reference, kind, pk)[1])

    @extend_schema(
        request=SaidTranslation, responses={200: SaidSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH, *PLACE]
    )
    @action(detail=True, methods=["post"])
    def translate(self, request: Request, reference: str, kind: str, pk: str) -> Response:
        """Give what your side said in the language that lacks it."""
        said, row = self.found(reference, kind, pk)
        seen = seen_version(request)
        values = cleaned(SaidTranslation(data=request.data))
        return self.told(actions.translate_said(said, row, **values, by=request.user, seen=seen))

    @extend_schema(
        request=SaidName, responses={200: SaidSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH, *PLACE]
    )
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, reference: str, kind: str, pk: str) -> Response:
        """Confirm that what your side said says the same in both languages."""
        said, row = self.found(reference, kind, pk)
        seen = seen_version(request)
        values = cleaned(SaidName(data=request.data))
        return self.told(actions.confirm_said(said, row, **values, by=request.user, seen=seen))

    def found(self, reference: str, kind: str, pk: str) -> tuple[Said, Any]:
        project = get_object_or_404(Project.objects.visible_to(self.request.user), reference=reference)
        if kind not in SAID:
            raise Http404
        return SAID[kind], get_object_or_404(SAID[kind].rows(project, self.request.user), pk=pk)

    def told(self, row: Any) -> Response:
        return answer(self.get_serializer(row).data, version=row.texts_version)
