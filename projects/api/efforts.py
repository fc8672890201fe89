"""The JSON door to the registry of others' efforts, and to where projects meet them."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core import days
from core.api import IDEMPOTENCY_KEY, IF_MATCH, Door, Refused, answer, cleaned, once_for, seen_revision
from projects import actions, overlaps
from projects.api.common import RACES, REFUSALS
from projects.filters import EffortFilter
from projects.models import Effort, EffortCountry, OverlapAnswer, Project
from projects.overlaps import Ground
from projects.serializers import (
    AnswerChanges,
    EffortSerializer,
    GapRow,
    OverlapAnswerSerializer,
    OverlapRow,
    TextName,
)

SLUG = "[a-z0-9-]+"


class EffortDoor(ListModelMixin, RetrieveModelMixin, Door):
    """What like-minded countries do, from public text; one registry that both sides read and keep."""

    model, serializer_class = Effort, EffortSerializer
    lookup_field, lookup_value_regex = "slug", SLUG
    ordering = ("name_en",)
    ordering_fields = ("name_en", "starts_on")
    search_fields = ()
    filterset_class = EffortFilter

    def rows(self) -> QuerySet:
        countries = EffortCountry.objects.visible_to(self.request.user)
        return super().rows().prefetch_related(Prefetch("effortcountry_set", countries))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._shown(self.get_object())

    def _shown(self, effort: Effort, status: int = 200) -> Response:
        return answer(self.get_serializer(effort).data, version=effort.revision, status=status)

    def _again(self, slug: str, status: int = 200) -> Response:
        return self._shown(get_object_or_404(self.get_queryset(), slug=slug), status)

    @extend_schema(responses={201: EffortSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        """Enter an effort."""
        values = cleaned(self.get_serializer(data=request.data))
        return self._again(once_for(request, lambda: actions.register_effort(values, by=request.user).slug), 201)

    @extend_schema(responses={200: EffortSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change an effort; `countries`, where they are sent, are all of them."""
        effort, seen = self.get_object(), seen_revision(request)
        values = cleaned(self.get_serializer(data=request.data, partial=True))
        actions.revise_effort(effort, values, by=request.user, seen_revision=seen)
        return self._again(slug)

    @extend_schema(request=TextName, responses={200: EffortSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, slug: str) -> Response:
        """Confirm one language of a text against the other."""
        effort, seen = self.get_object(), seen_revision(request)
        text = cleaned(TextName(data=request.data))
        actions.confirm_effort_text(effort, **text, by=request.user, seen_revision=seen)
        return self._again(slug)

    @extend_schema(responses=GapRow(many=True), filters=False)
    @action(detail=False, pagination_class=None, filter_backends=[])
    def gaps(self, request: Request) -> Response:
        """The areas and partner countries in which neither we, in joint projects, nor others work today."""
        found = Ground(days.today()).gaps
        return Response([{"area": area, "country": country} for area, country in found])


@extend_schema_view(list=extend_schema(responses=OverlapRow(many=True)))
@extend_schema(parameters=[OpenApiParameter("reference", str, OpenApiParameter.PATH)])
class OverlapDoor(GenericViewSet):
    """Where one visible project meets efforts of others; of any other project: 404."""

    queryset, serializer_class, pagination_class = OverlapAnswer.objects.joint().none(), OverlapAnswerSerializer, None
    lookup_field, lookup_value_regex = "effort", SLUG

    def project(self) -> Project:
        visible = Project.objects.visible_to(self.request.user)
        return get_object_or_404(visible, reference=self.kwargs["reference"])

    def list(self, request: Request, reference: str) -> Response:
        """The efforts that the project meets, those that nobody has answered first."""
        return Response(OverlapRow(overlaps.efforts_met(request.user.side, self.project().pk), many=True).data)

    @extend_schema(responses={201: OverlapAnswerSerializer, **REFUSALS, 409: Refused}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request, reference: str) -> Response:
        """Answer an overlap."""
        project, values = self.project(), cleaned(self.get_serializer(data=request.data))
        effort = get_object_or_404(Effort.objects.visible_to(request.user), slug=values.pop("effort")["slug"])
        once_for(request, lambda: str(actions.answer_overlap(project, effort, values, by=request.user).pk))
        return self._shown(self._answer(project, effort.slug), 201)

    @extend_schema(
        request=AnswerChanges, responses={200: OverlapAnswerSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH]
    )
    def partial_update(self, request: Request, reference: str, effort: str) -> Response:
        """Change the answer to an overlap."""
        project = self.project()
        given, seen = self._answer(project, effort), seen_revision(request)
        values = cleaned(AnswerChanges(data=request.data, partial=True))
        return self._shown(actions.revise_answer(given, values, by=request.user, seen_revision=seen))

    def _answer(self, project: Project, slug: str) -> OverlapAnswer:
        answers = OverlapAnswer.objects.visible_to(self.request.user).select_related("effort")
        return get_object_or_404(answers, project=project, effort__slug=slug)

    def _shown(self, given: OverlapAnswer, status: int = 200) -> Response:
        return answer(self.get_serializer(given).data, version=given.revision, status=status)
