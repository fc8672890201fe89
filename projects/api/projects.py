"""The JSON door to projects: the same querysets and actions as the pages."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import IDEMPOTENCY_KEY, IF_MATCH, Door, Refused, answer, cleaned, once_for, seen_version
from projects import actions
from projects.actions.revising import StaleText
from projects.api.common import RACES, REFERENCE, REFUSALS
from projects.documents import merge
from projects.filters import ProjectFilter
from projects.models import Project, ProjectCountry, ProjectOrganisation
from projects.reading import columns_of
from projects.serializers import (
    READ,
    AnswerBody,
    ConflictSerializer,
    NewProject,
    ProjectChanges,
    ProjectRow,
    ProjectSerializer,
    TextName,
)


def with_parts(projects: QuerySet, user: Any) -> QuerySet:
    """Projects with their countries and organisations, as far as this reader may see them."""
    return projects.prefetch_related(
        Prefetch("projectcountry_set", ProjectCountry.objects.visible_to(user)),
        Prefetch("projectorganisation_set", ProjectOrganisation.objects.visible_to(user)),
    )


@extend_schema_view(
    list=extend_schema(responses=ProjectRow(many=True)),
    retrieve=extend_schema(responses={200: ProjectSerializer, 404: Refused}),
)
class ProjectDoor(ListModelMixin, RetrieveModelMixin, Door):
    """Joint projects and those of your side. Nothing tells of any others."""

    model, serializer_class = Project, ProjectSerializer
    lookup_field, lookup_value_regex = "reference", REFERENCE
    ordering = ("-updated_at",)
    ordering_fields = ("updated_at", "reference")
    search_fields = ()
    filterset_class = ProjectFilter

    def rows(self) -> QuerySet:
        user = self.request.user
        return columns_of(user, READ) if self.action == "list" else with_parts(super().rows(), user)

    def get_serializer_class(self) -> type:
        return ProjectRow if self.action == "list" else ProjectSerializer

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._shown(self.get_object())

    def _shown(self, project: Project, status: int = 200) -> Response:
        return answer(ProjectSerializer(project).data, version=project.version, status=status)

    def _again(self, project: Project, status: int = 200) -> Response:
        """The project as it stands after an action."""
        return self._shown(self.get_queryset().get(pk=project.pk), status)

    @extend_schema(request=NewProject, responses={201: ProjectSerializer, 403: Refused}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        """Log an opportunity."""
        body = cleaned(NewProject(data=request.data))
        joint = body.pop("joint")
        reference = once_for(request, lambda: actions.log_project(body, by=request.user, joint=joint).reference)
        return self._shown(get_object_or_404(self.get_queryset(), reference=reference), 201)

    @extend_schema(
        request=ProjectChanges,
        responses={200: ProjectSerializer, **REFUSALS, 409: ConflictSerializer, 428: Refused},
        parameters=[IF_MATCH],
    )
    def partial_update(self, request: Request, reference: str) -> Response:
        """Change some of the agreed text."""
        project, seen = self.get_object(), seen_version(request)
        changes = cleaned(ProjectChanges(data=request.data))
        try:
            return self._again(actions.revise(project, changes, by=request.user, seen=seen))
        except StaleText as stale:
            return Response(_conflict(stale), status=stale.status)

    @extend_schema(request=None, responses={200: ProjectSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def share(self, request: Request, reference: str) -> Response:
        """Make a private project joint; this cannot be undone, and it gets a reference of the joint series."""
        project, seen = self.get_object(), seen_version(request)
        return self._again(actions.share(project, by=request.user, seen=seen))

    @extend_schema(
        request=AnswerBody,
        responses={200: ProjectSerializer, **REFUSALS, **RACES},
        parameters=[IF_MATCH, OpenApiParameter("step", str, OpenApiParameter.PATH)],
    )
    @action(detail=True, methods=["post"], url_path="steps/(?P<step>[a-z-]+)")
    def step(self, request: Request, reference: str, step: str) -> Response:
        """Take a step for your side, or sign it: the stage moves once every needed side consents."""
        project, seen = self.get_object(), seen_version(request)
        body = cleaned(AnswerBody(data=request.data))
        return self._again(actions.take_step(project, step, by=request.user, seen=seen, **body))

    @extend_schema(request=TextName, responses={200: ProjectSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, reference: str) -> Response:
        """Confirm one language of a text against the other."""
        project, seen = self.get_object(), seen_version(request)
        text = cleaned(TextName(data=request.data))
        return self._again(actions.confirm_text(project, **text, by=request.user, seen=seen))


def _conflict(stale: StaleText) -> dict[str, Any]:
    merged = merge(stale.base, stale.saved, stale.mine)
    return {
        "detail": str(stale.reason),
        "version": stale.project.version,
        "base": stale.base,
        "saved": stale.saved,
        "mine": stale.mine,
        "conflicts": merged.conflicts,
    }
