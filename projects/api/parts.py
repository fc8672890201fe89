"""The JSON door to milestones, progress updates, remarks and history of a project."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import IDEMPOTENCY_KEY, IF_MATCH, seen_revision
from core.models import Entry
from projects import actions
from projects.api.common import RACES, REFUSALS, UUID, PartDoor
from projects.models import Milestone, ProgressUpdate, Remark
from projects.serializers import EntrySerializer, MilestoneSerializer, RemarkSerializer, UpdateSerializer


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
