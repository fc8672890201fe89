"""The JSON door to one's own notices, and to how one is mailed of them."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contacts import actions, policies
from contacts.models import Notice
from contacts.notices import choices_of
from contacts.serializers import NoticeChoicesSerializer, NoticeSerializer, ReadInput
from core.api import Door, Refused, cleaned


class NoticeDoor(ListModelMixin, RetrieveModelMixin, Door):
    """What you were told, newest first."""

    model, serializer_class = Notice, NoticeSerializer
    lookup_value_regex = "[0-9a-f-]{36}"
    ordering, ordering_fields, search_fields = ("-at",), ("at",), ()
    filterset_fields = {"event": ["exact"], "read_at": ["isnull"]}

    @extend_schema(request=None, responses={200: NoticeSerializer, 404: Refused})
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str) -> Response:
        """Note that you have seen a notice."""
        actions.read_notice(self.get_object(), by=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=ReadInput, responses={204: None})
    @action(detail=False, methods=["post"], url_path="read-all")
    def read_all(self, request: Request) -> Response:
        """Note that you have seen all that was told up to a moment."""
        actions.read_all(**cleaned(ReadInput(data=request.data)), by=request.user)
        return Response(status=204)


class NoticeChoices(APIView):
    """How you are mailed of each event: at once, once a day, or not."""

    @extend_schema(responses={200: NoticeChoicesSerializer, 403: Refused}, tags=["notices"])
    def get(self, request: Request) -> Response:
        """Your choices, with the defaults where you made none."""
        return self._shown(request)

    @extend_schema(
        request=NoticeChoicesSerializer, responses={200: NoticeChoicesSerializer, 403: Refused}, tags=["notices"]
    )
    def put(self, request: Request) -> Response:
        """Choose."""
        body: dict[str, Any] = cleaned(NoticeChoicesSerializer(data=request.data))
        actions.set_notice_preferences(body["mailed"], titles_only=body["titles_only"], by=request.user)
        return self._shown(request)

    def _shown(self, request: Request) -> Response:
        policies.can_be_told(request.user).enforce()
        return Response({"titles_only": request.user.titles_only, "mailed": choices_of(request.user)})
