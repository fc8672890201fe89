"""The shape of questions, answers and concerns in the API."""

from typing import Any

from rest_framework import serializers

from core.models import Answer, Concern, Concurrence, Question


class WordsSerializer(serializers.Serializer):
    """A text in one language or both."""

    en = serializers.CharField(required=False, allow_blank=True)
    ko = serializers.CharField(required=False, allow_blank=True)


class ReasonBody(serializers.Serializer):
    """Why something is asked or closed."""

    reason = WordsSerializer(required=False)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        return {"reason": dict(super().to_internal_value(data).get("reason") or {})}


class AnswerBody(serializers.Serializer):
    """A step of one side, or one side's answer to a question: `concerns` with the answer of that name alone."""

    answer = serializers.ChoiceField(choices=Answer.choices, default=Answer.CONCUR)
    reason = WordsSerializer(required=False)
    concerns = WordsSerializer(many=True, required=False)


class ConcernSerializer(serializers.ModelSerializer):
    """Open until the side that raised it closes it with a reason."""

    class Meta:
        model = Concern
        fields = (
            *("id", "question", "number", "side", "text_en", "text_ko", "text_states", "raised_at"),
            *("closed_at", "closed_post", "closing_en", "closing_ko"),
        )
        read_only_fields = fields


class ConcurrenceSerializer(serializers.ModelSerializer):
    """One side's answer, on one revision and the SHA-256 of its text. Taken back when `withdrawn_at` is set."""

    class Meta:
        model = Concurrence
        fields = (
            *("id", "side", "answer", "reason_en", "reason_ko", "post", "revision", "text_sha256"),
            *("signed_at", "withdrawn_at"),
        )
        read_only_fields = fields


class QuestionSerializer(serializers.ModelSerializer):
    """A step put to both sides on one revision of the text."""

    answers = ConcurrenceSerializer(many=True, read_only=True)
    concerns = ConcernSerializer(many=True, read_only=True)

    class Meta:
        model = Question
        fields = (
            *("id", "number", "step", "state", "revision", "version", "text_sha256", "reason_en", "reason_ko"),
            *("asked_side", "asked_post", "asked_at", "due_on", "ended_at", "ended_side", "changed"),
            *("answers", "concerns"),
        )
        read_only_fields = fields
