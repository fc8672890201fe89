"""The JSON door to what was agreed at the SCMs, and to what shows that it is kept."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import IDEMPOTENCY_KEY, IF_MATCH, Door, Refused, answer, cleaned, once_for, seen_revision
from projects.api.common import RACES, REFUSALS, UUID
from projects.models import Document, Project
from reporting import actions
from reporting.models import Commitment, Cycle, Evidence
from reporting.serializers import (
    CommitmentInput,
    CommitmentSerializer,
    CommitmentStateInput,
    EvidenceInput,
    EvidenceSerializer,
    NewCommitment,
)


class CommitmentDoor(ListModelMixin, RetrieveModelMixin, Door):
    """What the two governments said at an SCM that they would do."""

    model, serializer_class = Commitment, CommitmentSerializer
    lookup_value_regex = UUID
    ordering, ordering_fields, search_fields = ("-cycle", "number"), ("cycle", "due_on"), ()
    filterset_fields = ("cycle", "state")

    def rows(self) -> QuerySet:
        return super().rows().prefetch_related("evidence__project")

    def retrieve(self, request: Request, *args: object, **kwargs: object) -> Response:
        return self._shown(self.get_object())

    def _shown(self, commitment: Commitment, status: int = 200) -> Response:
        return answer(CommitmentSerializer(commitment).data, version=commitment.revision, status=status)

    @extend_schema(
        request=NewCommitment, responses={201: CommitmentSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        """Enter a sentence of the joint text; it gets the next number of its year."""
        body = cleaned(NewCommitment(data=request.data))
        cycle = get_object_or_404(Cycle.objects.visible_to(request.user), pk=body.pop("cycle"))
        pk = once_for(request, lambda: str(actions.add_commitment(cycle, body, by=request.user).pk))
        return self._shown(get_object_or_404(self.get_queryset(), pk=pk), 201)

    @extend_schema(
        request=CommitmentInput, responses={200: CommitmentSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH]
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what was agreed."""
        row, seen = self.get_object(), seen_revision(request)
        body = cleaned(CommitmentInput(data=request.data, partial=True))
        return self._shown(actions.revise_commitment(row, body, by=request.user, seen_revision=seen))

    @extend_schema(
        request=CommitmentStateInput, responses={200: CommitmentSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"], url_path="state")
    def set_state(self, request: Request, pk: str) -> Response:
        """Say how far it is kept."""
        row, seen = self.get_object(), seen_revision(request)
        body = cleaned(CommitmentStateInput(data=request.data))
        note = {name[-2:]: body[name] for name in ("note_en", "note_ko") if name in body}
        saved = actions.set_commitment_state(row, body["state"], note=note, by=request.user, seen_revision=seen)
        return self._shown(saved)

    @extend_schema(request=EvidenceInput, responses={201: EvidenceSerializer, **REFUSALS})
    @action(detail=True, methods=["post"], url_path="evidence")
    def add_evidence(self, request: Request, pk: str) -> Response:
        """Name a joint project, or a joint document of it, as evidence."""
        row, body, user = self.get_object(), cleaned(EvidenceInput(data=request.data)), request.user
        project = get_object_or_404(Project.objects.visible_to(user), reference=body["project"])
        documents = Document.objects.visible_to(user).filter(project=project)
        document = get_object_or_404(documents, pk=body["document"]) if body["document"] else None
        made = actions.add_evidence(row, project, document=document, by=user)
        return Response(EvidenceSerializer(made).data, status=201)

    @extend_schema(request=None, responses={204: None, 403: Refused, 404: Refused})
    @action(detail=True, methods=["delete"], url_path=f"evidence/(?P<evidence>{UUID})")
    def remove_evidence(self, request: Request, pk: str, evidence: str) -> Response:
        """Take evidence away; the history keeps that it was named."""
        rows = Evidence.objects.visible_to(request.user).filter(commitment=self.get_object())
        actions.remove_evidence(get_object_or_404(rows, pk=evidence), by=request.user)
        return Response(status=204)
