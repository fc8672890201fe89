"""The shape of an edition's narrative, its comments and its considerations in the API."""

from rest_framework import serializers

from core.audience import Audience
from projects.serializers import QuestionSerializer
from projects.serializers.texts import text_states
from reporting.models import Comment, Consideration, Section
from reporting.serializers import EditionSerializer


class SectionSerializer(serializers.ModelSerializer):
    """One section in both languages, with the state of each. `revision` is its ETag."""

    text_states = text_states()
    updated_post = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Section
        fields = (
            *("key", "number", "text_en", "text_ko", "text_states", "revision"),
            *("updated_at", "updated_side", "updated_post"),
        )
        read_only_fields = fields


class SectionInput(serializers.Serializer):
    """The text of a section; a language that is left out stays as it is."""

    text_en = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    text_ko = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)


class SectionLanguage(serializers.Serializer):
    """One language of a section."""

    language = serializers.CharField(help_text="en or ko")


class SectionTexts(serializers.Serializer):
    """Both languages of a section."""

    text_en = serializers.CharField()
    text_ko = serializers.CharField()


class SectionConflict(serializers.Serializer):
    """Somebody saved first: the sentence, what stood at the revision that was read, and the section as it is saved now.

    `before` is there where a text was written, not where one was confirmed.
    """

    detail = serializers.CharField()
    before = SectionTexts(required=False)
    saved = SectionSerializer()


class CommentSerializer(serializers.ModelSerializer):
    """`answers` is the comment that it answers. Open until the side that made it closes it with its answers."""

    section = serializers.CharField(source="section.key", read_only=True)
    post = serializers.DictField(child=serializers.CharField(), read_only=True)
    closed_post = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Comment
        fields = ("id", "section", "answers", "audience", "text", "side", "post", "at", "closed_at", "closed_post")
        read_only_fields = fields


class CommentInput(serializers.Serializer):
    """A comment on the section of this key."""

    section = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    audience = serializers.ChoiceField(choices=Audience.choices, default=Audience.JOINT)


class Reply(serializers.Serializer):
    """An answer to a comment."""

    text = serializers.CharField(allow_blank=True)


class ConsiderationSerializer(serializers.ModelSerializer):
    """Which body considered which compiled revision, when, with what outcome and tasking. `revision` is its ETag.

    `owner` carries the tasking out; it is open until `done_at`, and `how` says how it was carried out.
    """

    text_states = text_states()
    post = serializers.DictField(child=serializers.CharField(), read_only=True)
    done_post = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Consideration
        fields = (
            *("id", "body", "outcome", "compiled_revision", "considered_on", "question", "reason_en", "reason_ko"),
            *("tasking_en", "tasking_ko", "owner", "done_at", "done_side", "done_post", "how_en", "how_ko"),
            *("text_states", "side", "post", "at", "revision"),
        )
        read_only_fields = fields


class ConsiderationInput(serializers.ModelSerializer):
    class Meta:
        model = Consideration
        fields = ("considered_on", "tasking_en", "tasking_ko", "owner")


class TaskingInput(serializers.Serializer):
    """How a tasking was carried out; with `is_open` it is open after all."""

    is_open = serializers.BooleanField(default=False)
    how_en = serializers.CharField(required=False, allow_blank=True)
    how_ko = serializers.CharField(required=False, allow_blank=True)


class EditionDetailSerializer(EditionSerializer):
    """An edition with its narrative and the questions that are open about it."""

    sections = SectionSerializer(many=True, read_only=True)
    questions = QuestionSerializer(many=True, read_only=True)

    class Meta(EditionSerializer.Meta):
        fields = (*EditionSerializer.Meta.fields, "sections", "questions")
        read_only_fields = fields
