"""The shape of money and of exchange rates in the API. Amounts are text with two decimals, so that none is rounded."""

from rest_framework import serializers

from projects.models import ExchangeRate, MoneyLine


class MoneySerializer(serializers.ModelSerializer):
    """A fiscal year of a side's money, or what it gives in kind; null is not known yet. `revision` is its ETag."""

    text_states = serializers.DictField(child=serializers.DictField(), read_only=True)

    class Meta:
        model = MoneyLine
        fields = (
            *("id", "side", "fiscal_year", "form", "currency", "planned", "committed", "spent"),
            *("description_en", "description_ko", "valuation_en", "valuation_ko", "text_states", "revision"),
        )
        read_only_fields = ("id", "side", "revision")


class RateSerializer(serializers.ModelSerializer):
    """How many won a dollar was on a day. `revision` is its ETag."""

    class Meta:
        model = ExchangeRate
        fields = ("id", "day", "krw_per_usd", "source", "entered_side", "revision")
        read_only_fields = ("id", "entered_side", "revision")
        extra_kwargs = {"day": {"validators": []}}
