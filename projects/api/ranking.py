"""The JSON doors to the years that projects are scored for: their criteria, and the order that both sides fix."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import IF_MATCH, Door, WholePages, answer, cleaned, seen_revision, seen_version
from core.models import Question
from projects import actions
from projects.api.common import RACES, REFUSALS
from projects.api.decisions import STEP, WITH_ANSWERS
from projects.models import Ranking
from projects.scoring import criteria_of
from projects.serializers import (
    CriteriaInput,
    CriteriaSerializer,
    OrderAnswer,
    OrderInput,
    QuestionSerializer,
    RankingSerializer,
    ReasonBody,
)

ACT = OpenApiParameter("act", str, OpenApiParameter.PATH, enum=["withdraw", "call-off"])


class RankingDoor(ListModelMixin, RetrieveModelMixin, Door):
    """The years that projects are scored for."""

    model, serializer_class, pagination_class = Ranking, RankingSerializer, WholePages
    lookup_field, lookup_value_regex = "year", "[0-9]{4}"
    ordering = ("-year",)
    ordering_fields = search_fields = filterset_fields = ()

    @extend_schema(responses={200: CriteriaSerializer, **REFUSALS})
    @action(detail=True)
    def criteria(self, request: Request, year: str) -> Response:
        """What the projects of this year are scored on."""
        return self._shown(self.get_object())

    @extend_schema(
        request=CriteriaInput, responses={200: CriteriaSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH]
    )
    @criteria.mapping.put
    def revise_criteria(self, request: Request, year: str) -> Response:
        """Change what they are scored on, until a side has submitted a score."""
        ranking, seen = self.get_object(), seen_revision(request)
        rows = cleaned(CriteriaInput(data=request.data))["criteria"]
        return self._shown(actions.revise_criteria(ranking, rows, by=request.user, seen_revision=seen))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._ranking(self.get_object())

    @extend_schema(request=OrderInput, responses={200: RankingSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    @action(detail=True, methods=["put"])
    def order(self, request: Request, year: str) -> Response:
        """Propose the first places, each change with a reason; both sides are asked to fix them."""
        ranking, seen = self.get_object(), seen_version(request)
        body = cleaned(OrderInput(data=request.data))
        return self._ranking(actions.propose_order(ranking, **body, by=request.user, seen=seen))

    @extend_schema(responses={200: QuestionSerializer(many=True), **REFUSALS})
    @action(detail=True)
    def questions(self, request: Request, year: str) -> Response:
        """What was put to both sides about the order, newest first, with each side's answers."""
        return Response(QuestionSerializer(self._asked(self.get_object()), many=True).data)

    @extend_schema(
        request=OrderAnswer, responses={200: RankingSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH, STEP]
    )
    @action(detail=True, methods=["post"], url_path="questions/(?P<step>[a-z]+)/answer")
    def answer(self, request: Request, year: str, step: str) -> Response:
        """Answer for your side whether to fix or to release the order; asks both sides first where nobody did."""
        ranking, seen = self.get_object(), seen_version(request)
        body = cleaned(OrderAnswer(data=request.data))
        return self._ranking(actions.answer_order(ranking, step, by=request.user, seen=seen, **body))

    @extend_schema(
        request=ReasonBody, responses={201: QuestionSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH, STEP]
    )
    @action(detail=True, methods=["post"], url_path="questions/(?P<step>[a-z]+)/ask")
    def ask(self, request: Request, year: str, step: str) -> Response:
        """Ask both sides without signing."""
        ranking, seen = self.get_object(), seen_version(request)
        body = cleaned(ReasonBody(data=request.data))
        question = actions.ask_about_order(ranking, step, by=request.user, seen=seen, **body)
        return Response(QuestionSerializer(self._asked(ranking).get(pk=question.pk)).data, status=201)

    @extend_schema(
        request=None, responses={200: QuestionSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH, STEP, ACT]
    )
    @action(detail=True, methods=["post"], url_path="questions/(?P<step>[a-z]+)/(?P<act>withdraw|call-off)")
    def take_back(self, request: Request, year: str, step: str, act: str) -> Response:
        """Take your side's answer back, or the question that your side asked and the other did not answer."""
        ranking = self.get_object()
        question = actions.take_back_order(ranking, step, act, by=request.user, seen=seen_version(request))
        return Response(QuestionSerializer(self._asked(ranking).get(pk=question.pk)).data)

    def _asked(self, ranking: Ranking) -> QuerySet:
        found = Question.objects.visible_to(self.request.user).about(ranking)
        return found.prefetch_related(*WITH_ANSWERS)

    def _ranking(self, ranking: Ranking) -> Response:
        return answer(RankingSerializer(ranking).data, version=ranking.version)

    def _shown(self, ranking: Ranking) -> Response:
        body = CriteriaSerializer({"criteria": criteria_of(ranking.year)}).data
        return answer(body, version=ranking.criteria_revision)
