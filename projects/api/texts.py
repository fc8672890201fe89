"""The one JSON door through which a part's text is confirmed."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core.api import IF_MATCH, answer, cleaned, seen_revision
from projects import actions
from projects.api.common import RACES, REFUSALS, UUID
from projects.models import Project
from projects.serializers import PartTextSerializer, TextName
from projects.texts import KINDS


class PartTextDoor(GenericViewSet):
    """The texts of a project's parts, by the kind of part."""

    serializer_class = PartTextSerializer
    lookup_value_regex = UUID

    @extend_schema(
        request=TextName,
        responses={200: PartTextSerializer, **REFUSALS, **RACES},
        parameters=[
            IF_MATCH,
            OpenApiParameter("reference", str, OpenApiParameter.PATH),
            OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=list(KINDS)),
            OpenApiParameter("id", str, OpenApiParameter.PATH),
        ],
    )
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, reference: str, kind: str, pk: str) -> Response:
        """Confirm one language of a part's text against the other."""
        project = get_object_or_404(Project.objects.visible_to(request.user), reference=reference)
        if kind not in KINDS:
            raise Http404
        part, seen = get_object_or_404(KINDS[kind].rows(project, request.user), pk=pk), seen_revision(request)
        text = cleaned(TextName(data=request.data))
        part = actions.confirm_part_text(project, part, **text, by=request.user, seen_revision=seen)
        return answer(self.get_serializer(part).data, version=part.revision)
