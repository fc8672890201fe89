"""The shape of efforts of others, and of where projects meet them, in the API."""

from typing import Any

from rest_framework import serializers

from core.api import Row
from projects.enums import EffortStatus, Finding
from projects.models import FIRST_DAY, LAST_DAY, Effort, EffortCountry, OverlapAnswer
from projects.overlaps import Meeting
from projects.serializers.common import MOST_ROWS
from projects.serializers.texts import text_states


class EffortCountrySerializer(serializers.ModelSerializer):
    """A country that the effort reaches; without days it has those of the effort."""

    country = serializers.CharField(source="country_id", max_length=2, help_text="ISO 3166-1 alpha-2")

    class Meta:
        model = EffortCountry
        fields = ("country", "starts_on", "ends_on")

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        value = super().to_internal_value(data)
        return {**value, "country": value.pop("country_id")}


def _slugs(label: str, **more: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.SlugField(), required=False, max_length=MOST_ROWS, help_text=label, **more
    )


class EffortSerializer(serializers.ModelSerializer):
    """`revision` is its ETag. An open start or end is null. `groups`: it reaches all their members."""

    status = serializers.ChoiceField(choices=EffortStatus.choices, read_only=True)
    lead_country = serializers.CharField(
        source="lead_country_id", required=False, allow_null=True, max_length=2, help_text="ISO 3166-1 alpha-2"
    )
    areas = _slugs("Slugs of priority areas")
    themes = _slugs("Slugs of themes")
    groups = _slugs("Slugs of country groups")
    countries = EffortCountrySerializer(many=True, source="effortcountry_set", required=False, max_length=MOST_ROWS)
    text_states = text_states()

    class Meta:
        model = Effort
        fields = (
            *("slug", "revision", "status", "name_en", "name_ko", "lead_country", "lead_en", "lead_ko"),
            *("areas", "themes", "groups", "countries", "starts_on", "ends_on", "amount", "currency"),
            *("budget_en", "budget_ko", "notes_en", "notes_ko", "source", "text_states"),
        )
        read_only_fields = ("slug", "revision")
        extra_kwargs = {"source": {"required": False}}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """In the names of the action."""
        value = super().to_internal_value(data)
        renamed = {"lead_country_id": "lead_country", "effortcountry_set": "countries"}
        return {renamed.get(name, name): one for name, one in value.items()}

    def validate_currency(self, code: str) -> str:
        return code.upper()


class OverlapAnswerSerializer(serializers.ModelSerializer):
    """How the project stands to the effort; at least one of the two reasons. `revision` is its ETag."""

    effort = serializers.SlugField(source="effort.slug", help_text="Slug of an effort that the project meets")
    text_states = text_states()

    class Meta:
        model = OverlapAnswer
        fields = ("id", "effort", "answer", "reason_en", "reason_ko", "text_states", "side", "at", "revision")
        read_only_fields = ("id", "side", "at", "revision")


class AnswerChanges(serializers.ModelSerializer):
    class Meta:
        model = OverlapAnswer
        fields = ("answer", "reason_en", "reason_ko")
        extra_kwargs = {"answer": {"required": False}}


class OverlapRow(Row):
    """An effort that the project meets: in which countries, from when to when, and how it was answered."""

    effort = serializers.CharField()
    name_en = serializers.CharField()
    name_ko = serializers.CharField()
    countries = serializers.ListField(child=serializers.CharField())
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    answer = serializers.ChoiceField(choices=Finding.choices, allow_null=True)
    reason_en = serializers.CharField()
    reason_ko = serializers.CharField()

    def to_representation(self, instance: Meeting) -> dict[str, Any]:
        about = instance.about
        return {
            "effort": about["slug"],
            "name_en": about["name_en"],
            "name_ko": about["name_ko"],
            "countries": instance.codes,
            "starts_on": None if instance.first == FIRST_DAY else instance.first,
            "ends_on": None if instance.last == LAST_DAY else instance.last,
            "answer": instance.answer or None,
            "reason_en": instance.reason_en,
            "reason_ko": instance.reason_ko,
        }


class GapRow(Row):
    """An area and a partner country in which neither we nor others work today."""

    area = serializers.CharField()
    country = serializers.CharField()
