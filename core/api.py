"""What every door of the API has in common: declared questions, pages without a count, versions and keys in headers."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.mixins import RetrieveModelMixin
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from core.errors import Malformed
from core.models import Job
from core.submissions import once
from core.text import whole_number

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the version that you have read. Missing: 428. No longer the newest: 409.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    uuid.UUID,
    OpenApiParameter.HEADER,
    description="A UUID of your choice. The same request with the same key does its work once.",
)
QUESTIONS = ("ordering_fields", "search_fields", "filterset_fields")


class Undeclared(TypeError):
    """A door does not say which fields it answers about."""


class PreconditionRequired(APIException):
    """428: a change must name the version that it was made from."""

    status_code = 428
    default_code = "precondition_required"


class KeysetPages(CursorPagination):
    """Pages that begin where the last one ended: the last costs what the first does, and nothing is counted."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        """The asked order with the primary key behind it, so that rows of equal rank keep their place."""
        return *super().get_ordering(request, queryset, view), queryset.model._meta.pk.name

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        """A page; a cursor that names no place in this list leads nowhere."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError, DataError):
            raise NotFound(self.invalid_cursor_message) from None


class WholePages(KeysetPages):
    """Pages for short lists that are wanted whole."""

    page_size = 200


class Door(GenericViewSet):
    """A view set that names every field it shows, filters, searches and sorts by; one that does not cannot be made.

    `filterset_class` may stand for `filterset_fields`. An empty tuple says "by nothing".
    """

    pagination_class: Any = KeysetPages
    model: Any
    ordering: tuple[str, ...]
    ordering_fields: tuple[str, ...]
    search_fields: tuple[str, ...]

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        if not hasattr(cls, "list"):
            return
        refuse_undeclared(cls)
        asked = {
            DjangoFilterBackend: getattr(cls, "filterset_class", None) or getattr(cls, "filterset_fields", ()),
            SearchFilter: cls.search_fields,
            OrderingFilter: cls.ordering_fields,
        }
        cls.filter_backends = [backend for backend, fields in asked.items() if fields]
        cls.pagination_class = type(
            f"{cls.__name__}Pages", (cls.pagination_class,), {"ordering": cls.ordering, "__doc__": None}
        )

    def get_queryset(self) -> QuerySet:
        """The rows of `rows`; the schema is made without a reader."""
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        return self.rows()

    def rows(self) -> QuerySet:
        """What this reader may see."""
        return self.model.objects.visible_to(self.request.user)


def refuse_undeclared(door: type) -> None:
    """Raises Undeclared for a list that leaves open what it shows or answers about."""
    for name in ("ordering", *QUESTIONS):
        declared = getattr(door, name, None)
        if name == "filterset_fields" and getattr(door, "filterset_class", None):
            continue
        if not isinstance(declared, tuple | list | dict):
            raise Undeclared(f"{door.__name__} must declare {name} (docs/explanation/laws.md, law 2).")
    shape: Any = getattr(door, "serializer_class", None)
    fields = getattr(getattr(shape, "Meta", None), "fields", None)
    if shape is None or fields == serializers.ALL_FIELDS or hasattr(getattr(shape, "Meta", None), "exclude"):
        raise Undeclared(f"{door.__name__} must declare a serializer_class that lists its fields.")


class Row(serializers.Serializer):
    """A row that the database has made ready: declared for the schema, sent as it is."""

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        return instance


class Refused(serializers.Serializer):
    """The sentence of a refusal: 403, 404, 409 or 428."""

    detail = serializers.CharField()


def cleaned(serializer: BaseSerializer) -> dict[str, Any]:
    """The input in the right shape, or 400 field by field."""
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def seen_version(request: Request) -> str:
    """The version that the If-Match header names; raises PreconditionRequired without one."""
    sent = request.headers.get("If-Match", "").removeprefix("W/").strip().strip('"')
    if not sent or sent == "*":
        raise PreconditionRequired(_("Send the If-Match header with the ETag of the version that you have read."))
    return sent


def seen_revision(request: Request) -> int:
    """The revision that the If-Match header names; what is no number was never a revision."""
    return whole_number(seen_version(request))


def answer(body: Any, *, version: str | int, status: int = 200) -> Response:
    """A response that carries the version of its row as ETag."""
    return Response(body, status=status, headers={"ETag": f'"{version}"'})


def once_for(request: Request, work: Callable[[], str]) -> str:
    """Runs `work`, for the same address and Idempotency-Key once, and returns its answer."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return work()
    try:
        bound = uuid.uuid5(uuid.UUID(key), request.path)
    except ValueError:
        raise Malformed({"Idempotency-Key": _("Send a UUID.")}) from None
    return once(str(bound), by=request.user, work=work)


class JobSerializer(serializers.ModelSerializer):
    """Where a piece of background work stands."""

    error = serializers.CharField(source="error_text", read_only=True)

    class Meta:
        model = Job
        fields = ("id", "state", "progress", "step", "error", "queued_at", "finished_at")
        read_only_fields = fields


class JobDoor(RetrieveModelMixin, Door):
    """Background work that you or your side asked for, and joint work."""

    model = Job
    serializer_class = JobSerializer
    lookup_value_regex = "[0-9a-f-]{36}"
