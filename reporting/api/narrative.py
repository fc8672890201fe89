"""The JSON doors to the narrative of an edition: its sections, their states, and the comments on them."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import IDEMPOTENCY_KEY, IF_MATCH, Refused, cleaned, seen_revision
from core.audience import Audience
from projects.actions.keeping import StalePart
from projects.api.common import REFUSALS
from reporting import actions
from reporting.api.editions import EditionPartDoor
from reporting.models import Comment, Section
from reporting.serializers_narrative import (
    CommentInput,
    CommentSerializer,
    Reply,
    SectionConflict,
    SectionInput,
    SectionLanguage,
    SectionSerializer,
)

STALE = {409: OpenApiResponse(SectionConflict, "Changed meanwhile: what is saved now."), 428: Refused}


class SectionDoor(RetrieveModelMixin, EditionPartDoor):
    """The sections of an edition's narrative in their order; `revision` is the ETag of each."""

    model, serializer_class = Section, SectionSerializer
    lookup_field, lookup_value_regex = "key", "[a-z-]+"
    ordering = ("number",)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.shown(self.get_object())

    @extend_schema(request=SectionInput, responses={200: SectionSerializer, **REFUSALS, **STALE}, parameters=[IF_MATCH])
    def partial_update(self, request: Request, edition: str, key: str) -> Response:
        """Write a section. What was signed of the edition is void; changed meanwhile: 409 with both versions."""
        section, seen = self.get_object(), seen_revision(request)
        body = cleaned(SectionInput(data=request.data, partial=True))
        try:
            return self.shown(actions.revise_section(section, body, by=request.user, seen_revision=seen))
        except StalePart as stale:
            return self._stale(stale)

    @extend_schema(
        request=SectionLanguage, responses={200: SectionSerializer, **REFUSALS, **STALE}, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, edition: str, key: str) -> Response:
        """Confirm one language of a section: your post has read it against the other."""
        section, seen = self.get_object(), seen_revision(request)
        language = cleaned(SectionLanguage(data=request.data))["language"]
        try:
            return self.shown(actions.confirm_section(section, language, by=request.user, seen_revision=seen))
        except StalePart as stale:
            return self._stale(stale)

    def _stale(self, stale: StalePart) -> Response:
        body = {"detail": str(stale.reason), "saved": SectionSerializer(stale.saved).data}
        before = {"before": stale.base} if isinstance(stale, actions.StaleSection) else {}
        return Response(body | before, status=stale.status)


class CommentDoor(RetrieveModelMixin, EditionPartDoor):
    """Comments on the sections of an edition: those for both sides and those of your own, oldest first."""

    model, serializer_class = Comment, CommentSerializer
    ordering = ("at",)
    filterset_fields = ("audience", "side", "section__key")

    def rows(self) -> QuerySet:
        found = Comment.objects.visible_to(self.request.user).filter(section__edition=self.edition)
        return found.select_related("section")

    @extend_schema(request=CommentInput, responses={201: CommentSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request, edition: str) -> Response:
        """Comment on a section, to both sides or to your own."""
        body = cleaned(CommentInput(data=request.data))
        sections = Section.objects.visible_to(request.user).filter(edition=self.edition)
        section, audience = get_object_or_404(sections, key=body["section"]), Audience(body["audience"])
        return self.made(lambda: actions.add_comment(section, body["text"], audience=audience, by=request.user))

    @extend_schema(request=Reply, responses={201: CommentSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    @action(detail=True, methods=["post"], url_path="answer", url_name="reply")
    def answer(self, request: Request, edition: str, pk: str) -> Response:
        """Answer a comment; the answer goes to whom the comment went."""
        comment, body = self.get_object(), cleaned(Reply(data=request.data))
        given: dict[str, Any] = {"audience": Audience(comment.audience), "by": request.user, "answers": comment}
        return self.made(lambda: actions.add_comment(comment.section, body["text"], **given))

    @extend_schema(request=None, responses={200: CommentSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, edition: str, pk: str) -> Response:
        """Close a comment of your side with its answers."""
        return self.shown(actions.close_comment(self.get_object(), by=request.user))
