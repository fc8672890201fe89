"""The JSON doors to an edition: its climb, what is asked and answered, concerns, and what each body made of it."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import IF_MATCH, Door, Refused, answer, cleaned, once_for, seen_revision, seen_version
from core.models import Concern, Question
from projects.api.common import RACES, REFUSALS, UUID
from projects.serializers import AnswerBody, ConcernSerializer, QuestionSerializer, ReasonBody
from reporting import actions
from reporting.actions.climbing import RETURN
from reporting.comparing import compiled_of
from reporting.differences import differences
from reporting.models import Consideration, Edition
from reporting.serializers import EditionSerializer
from reporting.serializers_narrative import (
    ConsiderationInput,
    ConsiderationSerializer,
    EditionDetailSerializer,
    TaskingInput,
)
from reporting.snapshot.edition import edition_before

STEP = OpenApiParameter("step", str, OpenApiParameter.PATH)


class EditionDoor(ListModelMixin, RetrieveModelMixin, Door):
    """Numbered annual reports; alone, each with its narrative and what both sides are asked."""

    model, serializer_class = Edition, EditionSerializer
    lookup_value_regex = UUID
    ordering, ordering_fields, search_fields = ("-cycle",), ("cycle",), ()
    filterset_fields = ("cycle", "stage")

    @extend_schema(responses=EditionDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._whole(self.get_object())

    def _other(self, key: str) -> Edition:
        try:
            return get_object_or_404(self.rows(), pk=uuid.UUID(key))
        except ValueError as error:
            raise NotFound from error

    def _whole(self, edition: Edition, status: int = 200) -> Response:
        asked = Question.objects.visible_to(self.request.user).about(edition).open()
        edition.questions = asked.prefetch_related("answers", "concerns")
        return answer(EditionDetailSerializer(edition).data, version=edition.version, status=status)

    @extend_schema(
        responses={200: OpenApiTypes.OBJECT, 404: Refused},
        parameters=[OpenApiParameter("with", OpenApiTypes.UUID, description="The other edition; else the one before.")],
    )
    @action(detail=True)
    def compare(self, request: Request, pk: str) -> Response:
        """What differs between an edition and another, as they were compiled last: figures, money, projects, texts.

        404 where either is not compiled.
        """
        edition, asked = self.get_object(), request.query_params.get("with")
        before = compiled_of(self._other(asked)) if asked else edition_before(edition)
        after = compiled_of(edition)
        if not (before and after and before.content and after.content):
            raise NotFound
        return Response({"since": str(before.edition.pk), "differences": differences(before.content, after.content)})

    @extend_schema(
        request=ReasonBody, responses={200: EditionDetailSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Return an edition from the body before which it is to its draft, with reasons."""
        edition, seen = self.get_object(), seen_version(request)
        body = cleaned(ReasonBody(data=request.data))
        return self._whole(actions.climb(edition, RETURN, by=request.user, seen=seen, **body))

    @extend_schema(request=None, responses={201: EditionDetailSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """Open the edition that corrects a sealed one; once, however often it is asked."""
        return self._whole(actions.open_correction(self.get_object(), by=request.user), 201)


@extend_schema(parameters=[OpenApiParameter("edition", str, OpenApiParameter.PATH)])
class EditionPartDoor(ListModelMixin, Door):
    """What belongs to one edition; to one that does not exist: 404."""

    search_fields = filterset_fields = ordering_fields = ordering = ()
    serializer_class: Any = EditionSerializer
    lookup_value_regex = UUID

    @cached_property
    def edition(self) -> Edition:
        editions = Edition.objects.visible_to(self.request.user).select_related("cycle")
        return get_object_or_404(editions, pk=self.kwargs["edition"])

    def rows(self) -> QuerySet:
        return super().rows().filter(edition=self.edition)

    def shown(self, row: Any, status: int = 200) -> Response:
        return answer(self.get_serializer(row).data, version=getattr(row, "revision", 1), status=status)

    def made(self, work: Any) -> Response:
        """The row that `work` makes, once for each key."""
        pk = once_for(self.request, lambda: str(work().pk))
        return self.shown(get_object_or_404(self.get_queryset(), pk=pk), 201)


class EditionQuestionDoor(RetrieveModelMixin, EditionPartDoor):
    """What was put to both sides about an edition, newest first, with each side's answers and concerns.

    If-Match names the `version` of the edition.
    """

    model, serializer_class = Question, QuestionSerializer
    ordering = ("-number",)
    filterset_fields = ("state", "step")

    def rows(self) -> QuerySet:
        found = Question.objects.visible_to(self.request.user).about(self.edition)
        return found.prefetch_related("answers", "concerns")

    @extend_schema(
        request=AnswerBody, responses={200: QuestionSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH, STEP]
    )
    @action(detail=False, methods=["post"], url_path="(?P<step>close|rcwg|kidd|scm)/answer")
    def answer(self, request: Request, edition: str, step: str) -> Response:
        """Answer for your side; asks both sides first where nobody did. The edition climbs once both consent."""
        about, seen = self.edition, seen_version(request)
        body = cleaned(AnswerBody(data=request.data))
        actions.climb(about, step, by=request.user, seen=seen, **body)
        return self._newest(step)

    @extend_schema(
        request=ReasonBody, responses={201: QuestionSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH, STEP]
    )
    @action(detail=False, methods=["post"], url_path="(?P<step>close|rcwg|kidd|scm)/ask")
    def ask(self, request: Request, edition: str, step: str) -> Response:
        """Ask both sides without signing."""
        about, seen = self.edition, seen_version(request)
        body = cleaned(ReasonBody(data=request.data))
        actions.ask_body(about, step, by=request.user, seen=seen, **body)
        return self._newest(step, 201)

    @extend_schema(
        operation_id="editions_questions_take_back",
        request=None,
        responses={200: QuestionSerializer, **REFUSALS, **RACES},
        parameters=[IF_MATCH, STEP],
    )
    @action(detail=False, methods=["post"], url_path="(?P<step>close|rcwg|kidd|scm)/(?P<act>withdraw|call-off)")
    def take_back(self, request: Request, edition: str, step: str, act: str) -> Response:
        """Take your side's answer back, or withdraw the question that your side asked."""
        actions.take_back(self.edition, step, act, by=request.user, seen=seen_version(request))
        return self._newest(step)

    def _newest(self, step: str, status: int = 200) -> Response:
        return self.shown(self.get_queryset().filter(step=step).order_by("-number")[0], status)


class EditionConcernDoor(EditionPartDoor):
    """Concerns that came with a consent to an edition, oldest first."""

    model, serializer_class = Concern, ConcernSerializer
    ordering = ("raised_at", "number")
    filterset_fields = ("side",)

    def rows(self) -> QuerySet:
        return Concern.objects.visible_to(self.request.user).filter(subject_id=str(self.edition.pk))

    @extend_schema(request=ReasonBody, responses={200: ConcernSerializer, **REFUSALS, 409: REFUSALS[403]})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, edition: str, pk: str) -> Response:
        """Close a concern of your side, with a reason."""
        concern, body = self.get_object(), cleaned(ReasonBody(data=request.data))
        return self.shown(actions.close_edition_concern(concern, by=request.user, closing=body["reason"]))


class ConsiderationDoor(RetrieveModelMixin, EditionPartDoor):
    """What each body made of an edition, and what tasking followed, oldest first."""

    model, serializer_class = Consideration, ConsiderationSerializer
    ordering = ("at",)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.shown(self.get_object())

    @extend_schema(
        request=ConsiderationInput, responses={200: ConsiderationSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH]
    )
    def partial_update(self, request: Request, edition: str, pk: str) -> Response:
        """Note on which day the body considered the edition, and what it tasked."""
        row, seen = self.get_object(), seen_revision(request)
        body = cleaned(ConsiderationInput(data=request.data, partial=True))
        return self.shown(actions.note_consideration(row, body, by=request.user, seen_revision=seen))

    @extend_schema(
        request=TaskingInput, responses={200: ConsiderationSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"])
    def tasking(self, request: Request, edition: str, pk: str) -> Response:
        """Say how your side carried a tasking out, or that it is open after all."""
        row, seen = self.get_object(), seen_revision(request)
        body = cleaned(TaskingInput(data=request.data))
        if body["is_open"]:
            return self.shown(actions.reopen_tasking(row, by=request.user, seen_revision=seen))
        how = {language: body.get(f"how_{language}", "") for language in ("en", "ko")}
        return self.shown(actions.settle_tasking(row, how, by=request.user, seen_revision=seen))
