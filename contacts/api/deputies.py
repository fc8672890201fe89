"""The JSON door to who deputises for which post, and to the posts that need a holder."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contacts import actions
from contacts.api.directory import NUMBER, REFUSALS
from contacts.models import Deputy, Post
from contacts.serializers import DeputyInput, DeputySerializer, VacancySerializer
from contacts.vacancies import handover_warnings
from core.api import IDEMPOTENCY_KEY, Door, Refused, cleaned, once_for


class DeputyDoor(ListModelMixin, RetrieveModelMixin, Door):
    """Who deputises for which post, from when until when."""

    model, serializer_class = Deputy, DeputySerializer
    lookup_value_regex = NUMBER
    ordering, ordering_fields, search_fields = ("-since",), ("since", "id"), ()
    filterset_fields = {"post": ["exact"], "deputy": ["exact"]}

    @extend_schema(request=DeputyInput, responses={201: DeputySerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        """Name a deputy for a post; while it lasts, the deputy acts for the post and signs as such."""
        body = cleaned(DeputyInput(data=request.data))
        post = Post.objects.visible_to(request.user).filter(pk=body.pop("post")).first()
        if post is None:
            raise Http404
        pk = once_for(request, lambda: str(actions.name_deputy(post, **body, by=request.user).pk))
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=201)

    @extend_schema(request=None, responses={200: DeputySerializer, **REFUSALS, 409: Refused})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """End a deputy's time at once, or take back one that has not begun."""
        return Response(self.get_serializer(actions.end_deputy(self.get_object(), by=request.user)).data)


class Vacancies(APIView):
    """Posts that need a holder."""

    @extend_schema(responses=VacancySerializer(many=True), tags=["posts"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The posts of your side that are vacant, whose holder leaves soon, or whose holder's account is closed.

        For leads and the secretariat; for everybody else there are none.
        """
        return Response(VacancySerializer(handover_warnings(request.user), many=True).data)
