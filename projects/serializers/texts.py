"""The shape of texts in two languages in the API."""

from typing import Any

from rest_framework import serializers

from core.bilingual import LANGUAGES


class TextName(serializers.Serializer):
    """One language of a text."""

    name = serializers.CharField(help_text="title, summary or objective; of a part, one of its texts")
    language = serializers.CharField(help_text="en or ko")


def text_states() -> Any:
    """The states of all texts of a row, by column."""
    return serializers.DictField(child=serializers.DictField(), read_only=True)


class PartTextSerializer(serializers.Serializer):
    """The states of a part's texts, by column: draft, out-of-date, or confirmed by which post on which day."""

    id = serializers.UUIDField(read_only=True)
    revision = serializers.IntegerField(read_only=True)
    text_states = text_states()


class SaidName(serializers.Serializer):
    """One text that a side said."""

    name = serializers.CharField(help_text="reason; of a concern, text or closing")


class SaidTranslation(SaidName):
    """What a side said, in the language that lacks it."""

    language = serializers.ChoiceField(LANGUAGES)
    text = serializers.CharField(max_length=2000)


class SaidSerializer(serializers.Serializer):
    """What a side said in both languages, by column, and the states of these texts."""

    id = serializers.UUIDField(read_only=True)
    texts = serializers.DictField(child=serializers.CharField(), read_only=True)
    text_states = text_states()
