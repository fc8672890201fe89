"""The JSON door to handing posts over: what would move, and the one step that moves it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contacts import actions, policies
from contacts.models import PointOfContact, Tenure
from contacts.serializers import TenureSerializer
from core.api import IDEMPOTENCY_KEY, IF_MATCH, answer, cleaned, once_for, seen_version
from reporting.api.year import RACES, REFUSALS
from reporting.handover import moving, tenures_to_come
from reporting.serializers import HandOverInput, MovingSerializer


class HandOver(APIView):
    """The posts of somebody who leaves."""

    @extend_schema(responses={200: MovingSerializer(many=True), **REFUSALS}, tags=["contacts"])
    def get(self, request: Request, pk: int) -> Response:
        """What moves with each post: its projects, and what it still owes, of what you may see."""
        leaving, today = self._leaving(request, pk), timezone.localdate()
        rows = moving(request.user, tenures_to_come(request.user, leaving, today), today)
        return answer(MovingSerializer(rows, many=True).data, version=actions.tenures_version(leaving))

    @extend_schema(
        request=HandOverInput,
        responses={200: TenureSerializer(many=True), **REFUSALS, **RACES},
        parameters=[IF_MATCH, IDEMPOTENCY_KEY],
        tags=["contacts"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """Hand posts over to successors, all of them or none; the ETag is that of what moves."""
        leaving, seen = self._leaving(request, pk), seen_version(request)
        body = cleaned(HandOverInput(data=request.data))
        body["to"] = {row["post"]: row["successor"] for row in body["to"]}
        once_for(request, lambda: self._hand_over(leaving, body, seen))
        begun = Tenure.objects.visible_to(request.user).filter(
            post__in=body["to"], holder__in=body["to"].values(), since=body["on"]
        )
        return Response(TenureSerializer(begun.order_by("pk"), many=True).data)

    def _hand_over(self, leaving: PointOfContact, body: dict[str, Any], seen: str) -> str:
        actions.hand_over(leaving, **body, seen=seen, by=self.request.user)
        return str(leaving.pk)

    def _leaving(self, request: Request, pk: int) -> PointOfContact:
        leaving = get_object_or_404(PointOfContact.objects.visible_to(request.user), pk=pk)
        policies.can_hand_over(request.user, leaving.side).enforce()
        return leaving
