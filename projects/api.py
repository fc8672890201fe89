"""The JSON door to reference data and projects: the same querysets and actions as the pages."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    Door,
    Refused,
    WholePages,
    answer,
    cleaned,
    once_for,
    seen_revision,
    seen_version,
)
from core.models import Entry
from projects import actions
from projects.actions.revising import StaleText
from projects.documents import merge
from projects.filters import ProjectFilter
from projects.models import (
    Country,
    CountryGroup,
    Membership,
    Milestone,
    PriorityArea,
    ProgressUpdate,
    Project,
    ProjectCountry,
    ProjectOrganisation,
    Remark,
    Theme,
)
from projects.reading import columns_of
from projects.serializers import (
    READ,
    AreaSerializer,
    ConflictSerializer,
    CountrySerializer,
    EntrySerializer,
    GroupSerializer,
    MilestoneSerializer,
    NewProject,
    ProjectChanges,
    ProjectRow,
    ProjectSerializer,
    RemarkSerializer,
    TextName,
    ThemeSerializer,
    UpdateSerializer,
)

REFERENCE = "[A-Z]{2,3}-[0-9]{4}-[0-9]{3,5}"
UUID = "[0-9a-f-]{36}"
REFUSALS = {403: Refused, 404: Refused}
RACES = {409: Refused, 428: Refused}


# --- reference data ---


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


# --- projects ---


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
        request=None,
        responses={200: ProjectSerializer, **REFUSALS, **RACES},
        parameters=[IF_MATCH, OpenApiParameter("step", str, OpenApiParameter.PATH)],
    )
    @action(detail=True, methods=["post"], url_path="steps/(?P<step>[a-z-]+)")
    def step(self, request: Request, reference: str, step: str) -> Response:
        """Take the project to its next stage."""
        project, seen = self.get_object(), seen_version(request)
        return self._again(actions.take_step(project, step, by=request.user, seen=seen))

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


# --- the parts of a project ---


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


class MilestoneDoor(PartDoor):
    """Milestones of a project."""

    model, serializer_class = Milestone, MilestoneSerializer
    lookup_value_regex = UUID
    ordering = ordering_fields = ("planned_on",)

    @extend_schema(responses={201: MilestoneSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request, reference: str) -> Response:
        """Add a milestone."""
        project, body = self.project, self.body()
        return self.made(lambda: actions.add_milestone(project, body, by=request.user))

    @extend_schema(responses={200: MilestoneSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    def partial_update(self, request: Request, reference: str, pk: str) -> Response:
        """Change a milestone."""
        part, seen = self.get_object(), seen_revision(request)
        body = self.body(partial=True)
        return self.shown(actions.revise_milestone(part, body, by=request.user, seen_revision=seen))


class UpdateDoor(PartDoor):
    """Progress updates of a project."""

    model, serializer_class = ProgressUpdate, UpdateSerializer
    lookup_value_regex = UUID
    ordering = ("-period",)
    ordering_fields = ("period",)

    @extend_schema(responses={201: UpdateSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request, reference: str) -> Response:
        """Report a period's progress."""
        project, body = self.project, self.body()
        return self.made(lambda: actions.report_progress(project, body, by=request.user))

    @extend_schema(responses={200: UpdateSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    def partial_update(self, request: Request, reference: str, pk: str) -> Response:
        """Correct a period's progress."""
        part, seen = self.get_object(), seen_revision(request)
        body = self.body(partial=True)
        return self.shown(actions.revise_progress(part, body, by=request.user, seen_revision=seen))


class RemarkDoor(PartDoor):
    """Remarks on a project: joint ones and those of your side."""

    model, serializer_class = Remark, RemarkSerializer
    ordering = ("-at",)
    ordering_fields = ("at",)
    filterset_fields = ("audience",)

    @extend_schema(responses={201: RemarkSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request, reference: str) -> Response:
        """Add a remark; it is never changed."""
        project, body = self.project, self.body()
        return self.made(lambda: actions.remark(project, **body, by=request.user))


class HistoryDoor(PartDoor):
    """The history of a project, newest first."""

    model, serializer_class = Entry, EntrySerializer
    ordering = ("-at", "-seq")

    def rows(self) -> QuerySet:
        return Entry.objects.visible_to(self.request.user).about(self.project)
