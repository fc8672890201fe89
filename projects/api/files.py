"""The JSON door to documents; their bytes have an address of their own."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import IDEMPOTENCY_KEY, IF_MATCH, Refused, cleaned, seen_revision
from core.audience import Audience
from core.parsers import TextParser
from core.uploads import refuse_too_large
from projects import actions
from projects.api.common import RACES, REFUSALS, UUID, PartDoor
from projects.models import Document
from projects.serializers import DocumentChanges, DocumentSerializer, DocumentUpload, WithdrawReason


class DocumentDoor(PartDoor):
    """Documents of a project: joint ones and those of your side."""

    model, serializer_class = Document, DocumentSerializer
    parser_classes = (TextParser, MultiPartParser)
    lookup_value_regex = UUID
    ordering = ("-uploaded_at",)
    ordering_fields = ("uploaded_at",)
    filterset_fields = ("audience", "category", "language", "side")

    @extend_schema(
        request={"multipart/form-data": DocumentUpload},
        responses={201: DocumentSerializer, **REFUSALS, 413: Refused, 503: Refused},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request, reference: str) -> Response:
        """Upload a document. What it is, its content tells; its name must say the same."""
        project, data = self.project, request.data
        refuse_too_large(request)
        body = cleaned(DocumentUpload(data=data))
        file, audience = body.pop("file"), Audience(body.pop("audience"))
        return self.made(
            lambda: actions.upload_document(
                project, body, name=file.name, content=file.read(), audience=audience, by=request.user
            )
        )

    @extend_schema(
        request=DocumentChanges, responses={200: DocumentSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH]
    )
    def partial_update(self, request: Request, reference: str, pk: str) -> Response:
        """Change what a document is called."""
        document, seen = self.get_object(), seen_revision(request)
        body = cleaned(DocumentChanges(data=request.data, partial=True))
        return self.shown(actions.describe_document(document, body, by=request.user, seen_revision=seen))

    @extend_schema(request=None, responses={200: DocumentSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def share(self, request: Request, reference: str, pk: str) -> Response:
        """Make a private document of a joint project joint; this cannot be undone."""
        document, seen = self.get_object(), seen_revision(request)
        return self.shown(actions.share_document(document, by=request.user, seen_revision=seen))

    @extend_schema(
        request=WithdrawReason, responses={200: DocumentSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, reference: str, pk: str) -> Response:
        """Say that a document is no longer valid; its file stays."""
        document, seen = self.get_object(), seen_revision(request)
        body: dict[str, Any] = cleaned(WithdrawReason(data=request.data))
        return self.shown(actions.withdraw_document(document, body["reason"], by=request.user, seen_revision=seen))
