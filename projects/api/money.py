"""The JSON door to money and to exchange rates."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import IDEMPOTENCY_KEY, IF_MATCH, Door, answer, cleaned, once_for, seen_revision
from projects import actions
from projects.api.common import RACES, REFUSALS, UUID, PartDoor
from projects.models import ExchangeRate, MoneyLine
from projects.serializers import MoneySerializer, RateSerializer


class MoneyDoor(PartDoor):
    """What each side plans, commits and spends on a project, and gives in kind."""

    model, serializer_class = MoneyLine, MoneySerializer
    lookup_value_regex = UUID
    ordering = ordering_fields = ("fiscal_year",)
    filterset_fields = ("side", "fiscal_year", "form", "currency")

    @extend_schema(responses={201: MoneySerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request, reference: str) -> Response:
        """Add money of your side."""
        project, body = self.project, self.body()
        return self.made(lambda: actions.add_money(project, body, by=request.user))

    @extend_schema(responses={200: MoneySerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    def partial_update(self, request: Request, reference: str, pk: str) -> Response:
        """Change money of your side."""
        part, seen = self.get_object(), seen_revision(request)
        body = self.body(partial=True)
        return self.shown(actions.revise_money(part, body, by=request.user, seen_revision=seen))


class RateDoor(ListModelMixin, RetrieveModelMixin, Door):
    """Exchange rates, entered by the secretariats of both sides with their source."""

    model, serializer_class = ExchangeRate, RateSerializer
    lookup_value_regex = UUID
    ordering, ordering_fields, search_fields = ("-day",), ("day",), ()
    filterset_fields = ("day",)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._shown(self.get_object())

    def _shown(self, rate: ExchangeRate, status: int = 200) -> Response:
        return answer(RateSerializer(rate).data, version=rate.revision, status=status)

    @extend_schema(responses={201: RateSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        """Enter the rate of a day."""
        body = cleaned(RateSerializer(data=request.data))
        pk = once_for(request, lambda: str(actions.enter_rate(body, by=request.user).pk))
        return self._shown(get_object_or_404(self.get_queryset(), pk=pk), 201)

    @extend_schema(responses={200: RateSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: str) -> Response:
        """Correct a rate."""
        rate, seen = self.get_object(), seen_revision(request)
        body = cleaned(RateSerializer(data=request.data, partial=True))
        return self._shown(actions.correct_rate(rate, body, by=request.user, seen_revision=seen))
