"""The JSON door to the figures, the year and its report: the same functions and actions as the pages."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import archive
from core.api import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    Door,
    JobSerializer,
    Refused,
    answer,
    cleaned,
    once_for,
    seen_revision,
    seen_version,
)
from core.errors import Conflict
from core.jobs import OPEN
from core.models import Job, Question
from projects import actions as on_projects
from projects.api import REFERENCE
from projects.models import Project
from projects.serializers import AnswerBody, QuestionSerializer, ReasonBody
from reporting import actions
from reporting.actions.editions import COMPILE
from reporting.actions.presenting import step_about
from reporting.enums import FileFormat
from reporting.figures import counted
from reporting.fileforms import CONTENT_TYPES, attachment
from reporting.filters import ArtifactFilter
from reporting.models import Artifact, Cycle, Presentation
from reporting.serializers import (
    ArtifactSerializer,
    CycleInput,
    CycleSerializer,
    FiguresSerializer,
    NewCycle,
    PresentationSerializer,
    ProposalsInput,
)

REFUSALS = {403: Refused, 404: Refused}
RACES = {409: Refused, 428: Refused}
ABOUT_A_PROJECT = f"(?P<step>present|hold-back)/(?P<reference>{REFERENCE})"
ABOUT = [OpenApiParameter(name, str, OpenApiParameter.PATH) for name in ("step", "reference")]


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

    @extend_schema(request=ProposalsInput, responses={200: CycleSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], url_path="proposals")
    def take_proposals(self, request: Request, year: str) -> Response:
        """Move days of the year to those proposed for the date of the SCM, counted back in days both capitals work."""
        cycle, seen = self.get_object(), seen_revision(request)
        days = cleaned(ProposalsInput(data=request.data))["days"]
        return self._shown(actions.take_proposals(cycle, days, by=request.user, seen_revision=seen))

    @extend_schema(
        request=AnswerBody, responses={200: QuestionSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH, *ABOUT]
    )
    @action(detail=True, methods=["post"], url_path=f"{ABOUT_A_PROJECT}/answer")
    def answer_presenting(self, request: Request, year: str, step: str, reference: str) -> Response:
        """Answer for your side whether a project is presented at this SCM, or held back after all.

        Asks both sides first where nobody did. If-Match names the version of the project.
        """
        return self._presenting(actions.answer_presenting, AnswerBody, step, reference)

    @extend_schema(
        request=ReasonBody, responses={200: QuestionSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH, *ABOUT]
    )
    @action(detail=True, methods=["post"], url_path=f"{ABOUT_A_PROJECT}/ask")
    def ask_presenting(self, request: Request, year: str, step: str, reference: str) -> Response:
        """Ask both sides whether a project is presented at this SCM, or held back after all, without signing."""
        return self._presenting(actions.ask_to_present, ReasonBody, step, reference)

    def _presenting(self, act: Callable[..., Question], shape: type, step: str, reference: str) -> Response:
        cycle, by = self.get_object(), self.request.user
        project = get_object_or_404(Project.objects.visible_to(by), reference=reference)
        seen, body = seen_version(self.request), cleaned(shape(data=self.request.data))
        return Response(QuestionSerializer(act(cycle, project, step, by=by, seen=seen, **body)).data)

    @extend_schema(
        operation_id="cycles_take_back_presenting",
        request=None,
        responses={200: QuestionSerializer, **REFUSALS, **RACES},
        parameters=[IF_MATCH, *ABOUT],
    )
    @action(detail=True, methods=["post"], url_path=f"{ABOUT_A_PROJECT}/(?P<act>withdraw|call-off)")
    def take_back_presenting(self, request: Request, year: str, step: str, reference: str, act: str) -> Response:
        """Take your side's answer back, or withdraw the question that your side asked."""
        cycle, by = self.get_object(), request.user
        project = get_object_or_404(Project.objects.visible_to(by), reference=reference)
        take_back = {"withdraw": on_projects.withdraw, "call-off": on_projects.call_off}[act]
        question = take_back(project, step_about(step, cycle), by=by, seen=seen_version(request))
        return Response(QuestionSerializer(question).data)

    @extend_schema(request=None, responses={202: JobSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    @action(detail=True, methods=["post"], url_path="compile")
    def compile(self, request: Request, year: str) -> Response:
        """Compile the report; follow the job until it is done. A cycle is compiled once at a time."""
        cycle = self.get_object()
        pk = once_for(request, lambda: str(actions.compile_edition(cycle, by=request.user).pk))
        job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
        return Response(JobSerializer(job).data, status=202)

    @extend_schema(request=None, responses={200: JobSerializer, **REFUSALS})
    @action(detail=True, methods=["post"], url_path="compile/cancel")
    def cancel_compiling(self, request: Request, year: str) -> Response:
        """Stop the compiling that waits or runs; what it has made is forgotten."""
        jobs = Job.objects.visible_to(request.user).filter(kind=COMPILE, subject_id=str(self.get_object().year))
        job = get_object_or_404(jobs.filter(state__in=OPEN))
        actions.cancel_compiling(job, by=request.user)
        job.refresh_from_db()
        return Response(JobSerializer(job).data)


class PresentationDoor(ListModelMixin, RetrieveModelMixin, Door):
    """What is put before the SCM of which year."""

    model, serializer_class = Presentation, PresentationSerializer
    lookup_value_regex = "[0-9]{1,9}"
    ordering, ordering_fields, search_fields = ("-chosen_at",), ("chosen_at",), ()
    filterset_fields = ("cycle",)

    def rows(self) -> QuerySet:
        return super().rows().select_related("project")


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
        responses={
            **{(200, kind): OpenApiResponse(OpenApiTypes.BINARY) for kind in CONTENT_TYPES.values()},
            404: Refused,
            409: Refused,
        }
    )
    @action(detail=True)
    def file(self, request: Request, pk: str) -> HttpResponse:
        """The bytes, only as long as they are what was stored."""
        artifact = self.get_object()
        try:
            content = archive.open_verified(settings.MEDIA_ROOT, artifact.path, artifact.sha256)
        except archive.ArchiveTampered as refusal:
            raise Conflict(str(refusal)) from refusal
        edition, revision = artifact.snapshot.edition, artifact.snapshot.revision
        headers = {
            "Content-Disposition": attachment(edition, revision, artifact),
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(content, content_type=CONTENT_TYPES[FileFormat(artifact.format)], headers=headers)
