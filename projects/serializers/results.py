"""The shape of risks, issues and indicators in the API. `revision` is the ETag of each."""

from rest_framework import serializers

from projects.models import Indicator, IndicatorValue, Issue, Risk
from projects.serializers.common import Keyed
from projects.serializers.texts import text_states


class RiskSerializer(serializers.ModelSerializer):
    """What may happen. `exposure` is probability times impact; with `closed_on` and `closed_because` it is closed."""

    exposure = serializers.IntegerField(read_only=True)
    text_states = text_states()

    class Meta:
        model = Risk
        fields = (
            *("id", "text_en", "text_ko", "probability", "impact", "exposure", "owner", "answer"),
            *("response_en", "response_ko", "state", "closed_on", "closed_because", "text_states", "revision"),
        )
        read_only_fields = ("id", "state", "revision")


class IssueSerializer(serializers.ModelSerializer):
    """What hinders. It is open without `resolved_on`; `risk` is the risk that it has come from."""

    text_states = text_states()

    class Meta:
        model = Issue
        fields = (
            *("id", "risk", "text_en", "text_ko", "severity", "owner", "raised_on", "due_on"),
            *("resolution_en", "resolution_ko", "resolved_on", "text_states", "revision"),
        )
        read_only_fields = ("id", "risk", "revision")


class IndicatorValueSerializer(Keyed):
    """Target and actual for a period: the total, or the part of one country of the project."""

    country = serializers.CharField(
        source="country_id", max_length=2, required=False, allow_null=True, help_text="ISO 3166-1 alpha-2; null: total"
    )

    class Meta:
        model = IndicatorValue
        fields = ("id", "period_start", "period_end", "country", "target", "actual", "comment", "revision")
        read_only_fields = ("id", "revision")


class IndicatorSerializer(serializers.ModelSerializer):
    """What is measured, from its baseline, with its values."""

    values = IndicatorValueSerializer(many=True, read_only=True)
    text_states = text_states()

    class Meta:
        model = Indicator
        fields = (
            *("id", "title_en", "title_ko", "unit_en", "unit_ko", "direction", "baseline", "baseline_on"),
            *("source_en", "source_ko", "values", "text_states", "revision"),
        )
        read_only_fields = ("id", "revision")
