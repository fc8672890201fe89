"""The JSON doors to criteria, to the scores of a project and to the ranked lists."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    Door,
    WholePages,
    answer,
    cleaned,
    once_for,
    seen_version,
)
from core.sides import Side
from core.text import whole_number
from projects import actions
from projects.actions.scoring import version_of
from projects.api.common import RACES, REFUSALS
from projects.exports import standings_csv
from projects.filters import StandingFilter
from projects.models import Criterion, Project, Standing
from projects.naming import read_names
from projects.scoring import ranks, read_scoring, running
from projects.serializers import (
    CriterionSerializer,
    ScoresInput,
    ScoresSerializer,
    StandingSerializer,
)

YEAR = OpenApiParameter("year", int, description="By default the year that projects are scored for now.")


class CriterionDoor(ListModelMixin, Door):
    """What projects are scored on, by year."""

    model, serializer_class, pagination_class = Criterion, CriterionSerializer, WholePages
    ordering = ("year", "number")
    ordering_fields = search_fields = ()
    filterset_fields = ("year",)


@extend_schema(parameters=[YEAR])
class StandingDoor(ListModelMixin, Door):
    """The ranked list of a year: joint projects whose scores are open to both sides."""

    model, serializer_class = Standing, StandingSerializer
    ordering = ("-merit", "reference")
    ordering_fields = ("merit", "us_total", "rok_total", "spread")
    search_fields = ()
    filterset_class = StandingFilter

    @property
    def year(self) -> int:
        asked, now = self.request.query_params.get("year"), running()
        return whole_number(asked) if asked else now.year if now else 0

    def rows(self) -> QuerySet:
        return super().rows().filter(year=self.year).select_related("project")

    def paginate_queryset(self, queryset: QuerySet) -> Any:
        self.shown = super().paginate_queryset(queryset)
        return self.shown

    def get_serializer_context(self) -> dict[str, Any]:
        found = getattr(self, "shown", None) or []
        return super().get_serializer_context() | {"ranks": ranks(self.year, {one.merit for one in found})}

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY})
    @action(detail=False)
    def csv(self, request: Request) -> FileResponse:
        """The same list, whole, as a file for spreadsheets."""
        found = self.filter_queryset(self.get_queryset())
        file = standings_csv(found, self.year, read_names(request.user, "area"))
        return FileResponse(file, as_attachment=True, filename=f"ranking-{self.year}.csv", content_type="text/csv")


@extend_schema(parameters=[OpenApiParameter("reference", str, OpenApiParameter.PATH)], tags=["projects"])
class Scores(APIView):
    """The scores of one visible project; of any other: 404."""

    @property
    def project(self) -> Project:
        return get_object_or_404(Project.objects.visible_to(self.request.user), reference=self.kwargs["reference"])

    @extend_schema(responses={200: ScoresSerializer, **REFUSALS})
    def get(self, request: Request, reference: str) -> Response:
        """Both sides' scores as far as you see them: your own draft, the other's once both have submitted."""
        return self.shown()

    @extend_schema(request=ScoresInput, responses={200: ScoresSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    def put(self, request: Request, reference: str) -> Response:
        """Keep a draft of your side's scores."""
        project, seen = self.project, seen_version(request)
        actions.save_scores(project, **cleaned(ScoresInput(data=request.data)), by=request.user, seen=seen)
        return self.shown()

    def shown(self) -> Response:
        user = self.request.user
        scoring = read_scoring(user, self.project)
        version = version_of(scoring.ranking, scoring.sheets.get(user.side)) if scoring.ranking else "0"
        found = ranks(scoring.standing.year, {scoring.standing.merit}) if scoring.standing else {}
        sides = [
            {
                "side": side,
                "submitted_at": scoring.sealed[side].submitted_at if side in scoring.sealed else None,
                "scores": scoring.scores(side).values() if side in scoring.sheets else None,
            }
            for side in Side
        ]
        body = {"year": scoring.year, "version": version, "sides": sides, "standing": scoring.standing}
        return answer(ScoresSerializer(body, context={"ranks": found}).data, version=version)


class ScoresSubmitted(Scores):
    """The submission of a side's scores."""

    http_method_names = ["post"]

    @extend_schema(
        request=ScoresInput,
        responses={200: ScoresSerializer, **REFUSALS, **RACES},
        parameters=[IF_MATCH, IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Submit your side's scores; after it they cannot change. Both open when both have submitted."""
        project, seen, body = self.project, seen_version(request), cleaned(ScoresInput(data=request.data))
        once_for(request, lambda: str(actions.submit_scores(project, **body, by=request.user, seen=seen)))
        return self.shown()
