"""The JSON door to the directory: both sides read all of it, each secretariat keeps its own."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contacts import actions
from contacts.models import Organisation, PointOfContact, Post, Tenure
from contacts.serializers import (
    ContactInput,
    ContactSerializer,
    OrganisationInput,
    OrganisationSerializer,
    PostInput,
    PostSerializer,
    TenureEndInput,
    TenureInput,
    TenureSerializer,
)
from core.api import IDEMPOTENCY_KEY, IF_MATCH, Door, Refused, answer, cleaned, once_for, seen_version

NUMBER = "[0-9]{1,9}"
REFUSALS = {403: Refused, 404: Refused}
RACES = {409: Refused, 428: Refused}


class EntryDoor(ListModelMixin, RetrieveModelMixin, Door):
    """Entries of the directory, kept by the same actions as on its pages."""

    lookup_value_regex = NUMBER
    serializer_class: Any = Refused
    ordering = ordering_fields = search_fields = filterset_fields = ()
    input_class: type
    add: Callable
    revise: Callable

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._shown(self.get_object())

    def create(self, request: Request) -> Response:
        """Add an entry."""
        values = cleaned(self.input_class(data=request.data))
        pk = once_for(request, lambda: str(type(self).add(values, by=request.user).pk))
        return self._shown(self.get_queryset().get(pk=pk), 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change an entry."""
        row, seen = self.get_object(), seen_version(request)
        values = cleaned(self.input_class(data=request.data, partial=True))
        type(self).revise(row, values, by=request.user, seen=seen)
        return self._shown(self.get_queryset().get(pk=pk))

    def _shown(self, row: Any, status: int = 200) -> Response:
        return answer(self.get_serializer(row).data, version=actions.version_of(row), status=status)


def described(sent: type, told: type) -> Callable:
    """What the schema says of an entry's door."""
    return extend_schema_view(
        create=extend_schema(request=sent, responses={201: told, **REFUSALS}, parameters=[IDEMPOTENCY_KEY]),
        partial_update=extend_schema(request=sent, responses={200: told, **REFUSALS, **RACES}, parameters=[IF_MATCH]),
    )


@described(OrganisationInput, OrganisationSerializer)
class OrganisationDoor(EntryDoor):
    """Organisations of both sides, of partners, and international ones."""

    model, serializer_class, input_class = Organisation, OrganisationSerializer, OrganisationInput
    ordering, ordering_fields = ("name_en",), ("name_en", "id")
    search_fields = ("name_en", "name_ko")
    filterset_fields = ("side", "kind", "country")
    add, revise = staticmethod(actions.add_organisation), staticmethod(actions.revise_organisation)


@described(ContactInput, ContactSerializer)
class ContactDoor(EntryDoor):
    """Points of contact of both sides."""

    model, serializer_class, input_class = PointOfContact, ContactSerializer, ContactInput
    ordering, ordering_fields = ("name",), ("name", "id")
    search_fields = ("name", "organisation__name_en", "organisation__name_ko")
    filterset_fields = ("side",)
    add, revise = staticmethod(actions.add_contact), staticmethod(actions.revise_contact)


@described(PostInput, PostSerializer)
class PostDoor(EntryDoor):
    """Posts of both sides, each with who holds it today."""

    model, serializer_class, input_class = Post, PostSerializer, PostInput
    ordering, ordering_fields = ("title_en",), ("title_en", "id")
    search_fields = ("title_en", "title_ko", "organisation__name_en", "organisation__name_ko")
    filterset_fields = ("side", "is_lead")
    add, revise = staticmethod(actions.add_post), staticmethod(actions.revise_post)

    def rows(self) -> QuerySet:
        return super().rows().with_holder()


class TenureDoor(ListModelMixin, RetrieveModelMixin, Door):
    """Who held which post from when until when."""

    model, serializer_class = Tenure, TenureSerializer
    lookup_value_regex = NUMBER
    ordering, ordering_fields, search_fields = ("-since",), ("since", "id"), ()
    filterset_fields = {"post": ["exact"], "holder": ["exact"]}

    @extend_schema(request=TenureInput, responses={201: TenureSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        """Give a post to a point of contact."""
        body = cleaned(TenureInput(data=request.data))
        post = Post.objects.visible_to(request.user).filter(pk=body.pop("post")).first()
        if post is None:
            raise Http404
        pk = once_for(request, lambda: str(actions.start_tenure(post, **body, by=request.user).pk))
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=201)

    @extend_schema(request=TenureEndInput, responses={200: TenureSerializer, **REFUSALS, 409: Refused})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """End a tenure; what the post holds stays with the post."""
        tenure, body = self.get_object(), cleaned(TenureEndInput(data=request.data))
        return Response(self.get_serializer(actions.end_tenure(tenure, **body, by=request.user)).data)


class CurrentToken(APIView):
    """The token that this request is signed with."""

    @extend_schema(request=None, responses={204: None}, tags=["tokens"])
    def delete(self, request: Request) -> Response:
        """Revoke the token that signs this request."""
        if request.auth:
            actions.revoke_token(request.auth.token_key, by=request.user)
        return Response(status=204)
