"""The JSON door to risks, issues and indicators of a project."""

from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import IDEMPOTENCY_KEY, IF_MATCH, answer, cleaned, once_for, seen_revision
from projects import actions
from projects.api.common import RACES, REFUSALS, UUID, PartDoor
from projects.models import Indicator, IndicatorValue, Issue, Risk
from projects.serializers import IndicatorSerializer, IndicatorValueSerializer, IssueSerializer, RiskSerializer


class RiskDoor(PartDoor):
    """Risks of a project, the greatest exposure first."""

    model, serializer_class = Risk, RiskSerializer
    lookup_value_regex = UUID
    ordering = ("-rank",)

    def rows(self) -> QuerySet:
        return super().rows().annotate(rank=F("probability") * F("impact"))

    @extend_schema(responses={201: RiskSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request, reference: str) -> Response:
        """Add a risk."""
        project, body = self.project, self.body()
        return self.made(lambda: actions.add_risk(project, body, by=request.user))

    @extend_schema(responses={200: RiskSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    def partial_update(self, request: Request, reference: str, pk: str) -> Response:
        """Change or close a risk."""
        part, seen = self.get_object(), seen_revision(request)
        body = self.body(partial=True)
        return self.shown(actions.revise_risk(part, body, by=request.user, seen_revision=seen))

    @extend_schema(
        request=IssueSerializer,
        responses={201: IssueSerializer, **REFUSALS, **RACES},
        parameters=[IF_MATCH, IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"])
    def happened(self, request: Request, reference: str, pk: str) -> Response:
        """Turn an open risk into the issue that it has become."""
        risk, seen = self.get_object(), seen_revision(request)
        body = cleaned(IssueSerializer(data=request.data))

        def work() -> str:
            return str(actions.risk_happened(risk, body, by=request.user, seen_revision=seen).pk)

        pk_of_issue = once_for(request, work)
        issue = get_object_or_404(Issue.objects.visible_to(request.user), pk=pk_of_issue)
        return answer(IssueSerializer(issue).data, version=issue.revision, status=201)


class IssueDoor(PartDoor):
    """Issues of a project."""

    model, serializer_class = Issue, IssueSerializer
    lookup_value_regex = UUID
    ordering = ("-raised_on",)
    ordering_fields = ("raised_on",)

    @extend_schema(responses={201: IssueSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request, reference: str) -> Response:
        """Add an issue."""
        project, body = self.project, self.body()
        return self.made(lambda: actions.add_issue(project, body, by=request.user))

    @extend_schema(responses={200: IssueSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    def partial_update(self, request: Request, reference: str, pk: str) -> Response:
        """Change or resolve an issue."""
        part, seen = self.get_object(), seen_revision(request)
        body = self.body(partial=True)
        return self.shown(actions.revise_issue(part, body, by=request.user, seen_revision=seen))


class IndicatorDoor(PartDoor):
    """Indicators of a project with their values."""

    model, serializer_class = Indicator, IndicatorSerializer
    lookup_value_regex = UUID
    ordering = ordering_fields = ("baseline_on",)

    def rows(self) -> QuerySet:
        values = IndicatorValue.objects.visible_to(self.request.user)
        return super().rows().prefetch_related(Prefetch("values", values))

    @extend_schema(responses={201: IndicatorSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request, reference: str) -> Response:
        """Add an indicator with its baseline."""
        project, body = self.project, self.body()
        return self.made(lambda: actions.add_indicator(project, body, by=request.user))

    @extend_schema(responses={200: IndicatorSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    def partial_update(self, request: Request, reference: str, pk: str) -> Response:
        """Change an indicator."""
        part, seen = self.get_object(), seen_revision(request)
        body = self.body(partial=True)
        return self.shown(actions.revise_indicator(part, body, by=request.user, seen_revision=seen))


@extend_schema(parameters=[OpenApiParameter("indicator", str, OpenApiParameter.PATH)])
class IndicatorValueDoor(PartDoor):
    """Targets and actuals of one indicator, by period."""

    model, serializer_class = IndicatorValue, IndicatorValueSerializer
    lookup_value_regex = UUID
    ordering = ordering_fields = ("period_start",)

    @cached_property
    def indicator(self) -> Indicator:
        visible = Indicator.objects.visible_to(self.request.user).filter(project=self.project)
        return get_object_or_404(visible, pk=self.kwargs["indicator"])

    def rows(self) -> QuerySet:
        return super().rows().filter(indicator=self.indicator)

    @extend_schema(responses={201: IndicatorValueSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Add target and actual for a period."""
        indicator, body = self.indicator, self.body()
        return self.made(lambda: actions.add_indicator_value(indicator, body, by=request.user))

    @extend_schema(responses={200: IndicatorValueSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Correct target or actual."""
        part, seen = self.get_object(), seen_revision(request)
        body = self.body(partial=True)
        return self.shown(actions.revise_indicator_value(part, body, by=request.user, seen_revision=seen))
