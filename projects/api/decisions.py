"""The JSON doors to what both sides decide about a project."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import IF_MATCH, cleaned, seen_version
from core.models import Concern, Question
from projects import actions
from projects.api.common import RACES, REFUSALS, UUID, PartDoor
from projects.serializers import AnswerBody, ConcernSerializer, QuestionSerializer, ReasonBody

STEP = OpenApiParameter("step", str, OpenApiParameter.PATH)
WITH_ANSWERS = ("answers", "concerns")


class QuestionDoor(RetrieveModelMixin, PartDoor):
    """What was put to both sides about a project, newest first, with each side's answers and concerns."""

    model, serializer_class = Question, QuestionSerializer
    lookup_value_regex = UUID
    ordering = ("-number",)
    filterset_fields = ("state", "step")

    def rows(self) -> QuerySet:
        found = Question.objects.visible_to(self.request.user).about(self.project)
        return found.prefetch_related(*WITH_ANSWERS)

    @extend_schema(
        request=AnswerBody, responses={200: QuestionSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH, STEP]
    )
    @action(detail=False, methods=["post"], url_path="(?P<step>[a-z]+)/answer")
    def answer(self, request: Request, reference: str, step: str) -> Response:
        """Answer for your side; asks both sides first where nobody did. The stage moves once both consent."""
        project, seen = self.project, seen_version(request)
        body = cleaned(AnswerBody(data=request.data))
        actions.take_step(project, step, by=request.user, seen=seen, **body)
        return self._newest(step)

    @extend_schema(
        request=ReasonBody, responses={201: QuestionSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH, STEP]
    )
    @action(detail=False, methods=["post"], url_path="(?P<step>[a-z]+)/ask")
    def ask(self, request: Request, reference: str, step: str) -> Response:
        """Ask both sides without signing."""
        project, seen = self.project, seen_version(request)
        body = cleaned(ReasonBody(data=request.data))
        actions.ask(project, step, by=request.user, seen=seen, **body)
        return self._newest(step, 201)

    @extend_schema(request=None, responses={200: QuestionSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH, STEP])
    @action(detail=False, methods=["post"], url_path="(?P<step>[a-z]+)/withdraw")
    def withdraw(self, request: Request, reference: str, step: str) -> Response:
        """Take your side's answer back while the question is open."""
        return self._taken_back(actions.withdraw, request, step)

    @extend_schema(request=None, responses={200: QuestionSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH, STEP])
    @action(detail=False, methods=["post"], url_path="(?P<step>[a-z]+)/call-off")
    def call_off(self, request: Request, reference: str, step: str) -> Response:
        """Withdraw a question that your side asked and the other did not answer."""
        return self._taken_back(actions.call_off, request, step)

    def _taken_back(self, act: Callable[..., Any], request: Request, step: str) -> Response:
        act(self.project, step, by=request.user, seen=seen_version(request))
        return self._newest(step)

    def _newest(self, step: str, status: int = 200) -> Response:
        return self.shown(self.get_queryset().filter(step=step)[0], status)


class ConcernDoor(PartDoor):
    """Concerns that came with a consent, oldest first."""

    model, serializer_class = Concern, ConcernSerializer
    lookup_value_regex = UUID
    ordering = ("raised_at", "number")
    filterset_fields = ("side",)

    def rows(self) -> QuerySet:
        return Concern.objects.visible_to(self.request.user).filter(subject_id=str(self.project.pk))

    @extend_schema(request=ReasonBody, responses={200: ConcernSerializer, **REFUSALS, 409: REFUSALS[403]})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, reference: str, pk: str) -> Response:
        """Close a concern of your side, with a reason."""
        concern, body = self.get_object(), cleaned(ReasonBody(data=request.data))
        return self.shown(actions.close_concern(concern, by=request.user, closing=body["reason"]))
