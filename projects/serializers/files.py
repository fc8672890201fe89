"""The shape of documents in the API."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from core.audience import Audience
from projects.models import Document

DESCRIBED = ("title_en", "title_ko", "category", "language")


class DocumentSerializer(serializers.ModelSerializer):
    """A document; `file` is where its bytes are, `language` that of its content. `revision` is its ETag."""

    text_states = serializers.DictField(child=serializers.DictField(), read_only=True)
    file = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = (
            *("id", "audience", *DESCRIBED, "text_states", "name", "content_type", "size", "sha256"),
            *("side", "uploaded_at", "withdrawn_at", "withdrawn_because", "file", "revision"),
        )
        read_only_fields = fields

    def get_file(self, document: Any) -> str:
        return self.context["request"].build_absolute_uri(reverse("projects:file", args=[document.pk]))


class DocumentChanges(serializers.ModelSerializer):
    """What a document is called, and what it is."""

    class Meta:
        model = Document
        fields = DESCRIBED


class DocumentUpload(DocumentChanges):
    """A document with its file, for your own side, or for both once the project is joint."""

    file = serializers.FileField(allow_empty_file=True)
    audience = serializers.ChoiceField(choices=Audience.choices)

    class Meta(DocumentChanges.Meta):
        fields = (*DESCRIBED, "audience", "file")


class WithdrawReason(serializers.Serializer):
    """Why a document is no longer valid."""

    reason = serializers.CharField(max_length=500)
