"""The JSON door to how each side appears on the report."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import IF_MATCH, answer, cleaned, seen_revision, seen_version
from core.sides import Side
from projects.api.common import RACES, REFUSALS
from reporting import actions
from reporting.actions.letterhead import bytes_of
from reporting.models import Letterhead
from reporting.serializers import LetterheadInput, LetterheadSerializer


def _kept(request: Request, side: Side) -> Letterhead:
    """A side's letterhead; one that nobody has kept yet is empty, at revision 0."""
    kept = Letterhead.objects.visible_to(request.user).filter(side=side).first()
    return kept or Letterhead(side=side, revision=0)


class Letterheads(APIView):
    """How both sides appear on the report."""

    @extend_schema(responses=LetterheadSerializer(many=True), tags=["letterheads"])
    def get(self, request: Request) -> Response:
        """The name, words, marking and logo of each side."""
        rows = [_kept(request, side) for side in Side]
        return Response(LetterheadSerializer(rows, many=True).data)


class LetterheadDoor(APIView):
    """How one side appears on the report."""

    @extend_schema(
        operation_id="letterheads_retrieve_one",
        responses={200: LetterheadSerializer, 404: REFUSALS[404]},
        tags=["letterheads"],
    )
    def get(self, request: Request, side: str) -> Response:
        """The name, words, marking and logo of a side; its revision is the ETag."""
        return self._shown(_kept(request, self._side(side)))

    @extend_schema(
        request=LetterheadInput,
        responses={200: LetterheadSerializer, **REFUSALS, **RACES},
        parameters=[IF_MATCH],
        tags=["letterheads"],
    )
    def patch(self, request: Request, side: str) -> Response:
        """Replace what your side shows; what is left out stays as it is."""
        whose = self._side(side)
        seen = 0 if seen_version(request) == "0" else seen_revision(request) or -1
        body = cleaned(LetterheadInput(data=request.data))
        logo = bytes_of(body.pop("logo")) if "logo" in body else None
        return self._shown(actions.keep_letterhead(whose, body, by=request.user, seen_revision=seen, logo=logo))

    def _side(self, side: str) -> Side:
        if side.upper() not in Side.values:
            raise Http404
        return Side(side.upper())

    def _shown(self, row: Letterhead) -> Response:
        return answer(LetterheadSerializer(row).data, version=row.revision)
