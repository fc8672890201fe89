"""The JSON door to the figures, the year and its report: the same functions and actions as the pages."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import archive
from core.api import IDEMPOTENCY_KEY, IF_MATCH, Door, JobSerializer, Refused, answer, cleaned, once_for, seen_revision
from core.errors import Conflict
from core.models import Job
from projects.models import Project
from reporting import actions
from reporting.figures import counted
from reporting.filters import ArtifactFilter
from reporting.models import Artifact, Cycle, Edition, Presentation
from reporting.serializers import (
    ArtifactSerializer,
    CycleInput,
    CycleSerializer,
    EditionSerializer,
    FiguresSerializer,
    NewCycle,
    PresentationSerializer,
    ProjectName,
)

REFUSALS = {403: Refused, 404: Refused}
RACES = {409: Refused, 428: Refused}


class Figures(APIView):
    """The numbers of the dashboard and of the report."""

    @extend_schema(responses=FiguresSerializer, tags=["figures"])
    def get(self, request: Request) -> Response:
        """Today's figures, of joint records only: whoever asks, of whichever side, gets the same."""
        return Response(counted())


class CycleDoor(ListModelMixin, RetrieveModelMixin, Door):
    """The cycles, one for each SCM year."""

    model, serializer_class = Cycle, CycleSerializer
    lookup_field, lookup_value_regex = "year", "[0-9]{4}"
    ordering, ordering_fields, search_fields = ("-year",), ("year",), ()
    filterset_fields = ("host",)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._shown(self.get_object())

    def _shown(self, cycle: Cycle, status: int = 200) -> Response:
        return answer(CycleSerializer(cycle).data, version=cycle.revision, status=status)

    @extend_schema(request=NewCycle, responses={201: CycleSerializer, 403: Refused}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        """Open the cycle of a year."""
        body = cleaned(NewCycle(data=request.data))
        year = body.pop("year")
        once_for(request, lambda: str(actions.open_cycle(year, body, by=request.user)))
        return self._shown(get_object_or_404(self.get_queryset(), year=year), 201)

    @extend_schema(request=CycleInput, responses={200: CycleSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    def partial_update(self, request: Request, year: str) -> Response:
        """Change the dates of a cycle."""
        cycle, seen = self.get_object(), seen_revision(request)
        body = cleaned(CycleInput(data=request.data, partial=True))
        return self._shown(actions.revise_cycle(cycle, body, by=request.user, seen_revision=seen))

    @extend_schema(request=ProjectName, responses={200: PresentationSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def present(self, request: Request, year: str) -> Response:
        """Put a joint project before the SCM of this cycle."""
        presentation = actions.present(self.get_object(), self._named(), by=request.user)
        return Response(PresentationSerializer(presentation).data)

    @extend_schema(request=ProjectName, responses={204: None, **REFUSALS, 409: Refused})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, year: str) -> Response:
        """Take a project back from those presented."""
        actions.withdraw_presentation(self.get_object(), self._named(), by=request.user)
        return Response(status=204)

    def _named(self) -> Project:
        name = cleaned(ProjectName(data=self.request.data))["project"]
        return get_object_or_404(Project.objects.visible_to(self.request.user), reference=name)

    @extend_schema(request=None, responses={202: JobSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    @action(detail=True, methods=["post"], url_path="compile")
    def compile(self, request: Request, year: str) -> Response:
        """Compile the report; follow the job until it is done. A cycle is compiled once at a time."""
        cycle = self.get_object()
        pk = once_for(request, lambda: str(actions.compile_edition(cycle, by=request.user).pk))
        job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
        return Response(JobSerializer(job).data, status=202)


class PresentationDoor(ListModelMixin, RetrieveModelMixin, Door):
    """What is put before the SCM of which year."""

    model, serializer_class = Presentation, PresentationSerializer
    lookup_value_regex = "[0-9]{1,9}"
    ordering, ordering_fields, search_fields = ("-chosen_at",), ("chosen_at",), ()
    filterset_fields = ("cycle",)

    def rows(self) -> QuerySet:
        return super().rows().select_related("project")


class EditionDoor(ListModelMixin, RetrieveModelMixin, Door):
    """Numbered annual reports."""

    model, serializer_class = Edition, EditionSerializer
    lookup_value_regex = "[0-9a-f-]{36}"
    ordering, ordering_fields, search_fields = ("-cycle",), ("cycle",), ()
    filterset_fields = ("cycle", "state")


class AnyAccept(DefaultContentNegotiation):
    """A file is what it is, whatever the client would rather have; refusals are JSON."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class ArtifactDoor(ListModelMixin, RetrieveModelMixin, Door):
    """The files of editions."""

    model, serializer_class = Artifact, ArtifactSerializer
    content_negotiation_class = AnyAccept
    lookup_value_regex = "[0-9a-f-]{36}"
    ordering, ordering_fields, search_fields = ("-made_at",), ("made_at",), ()
    filterset_class = ArtifactFilter

    def rows(self) -> QuerySet:
        return super().rows().select_related("snapshot__edition").defer("snapshot__content")

    @extend_schema(
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY), 404: Refused, 409: Refused}
    )
    @action(detail=True)
    def file(self, request: Request, pk: str) -> HttpResponse:
        """The bytes, only as long as they are what was stored."""
        artifact = self.get_object()
        try:
            content = archive.open_verified(settings.MEDIA_ROOT, artifact.path, artifact.sha256)
        except archive.ArchiveTampered as refusal:
            raise Conflict(str(refusal)) from refusal
        name = f"annual-report-{artifact.snapshot.edition.cycle_id}-{artifact.language}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type="application/pdf", headers=headers)
