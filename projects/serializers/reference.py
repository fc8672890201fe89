"""The shape of reference data in the API."""

from rest_framework import serializers

from projects.models import Country, CountryGroup, Membership, PriorityArea, Theme


class AreaSerializer(serializers.ModelSerializer):
    class Meta:
        model = PriorityArea
        fields = ("slug", "number", "name_en", "name_ko", "short_en", "short_ko")
        read_only_fields = fields


class ThemeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Theme
        fields = ("slug", "name_en", "name_ko")
        read_only_fields = fields


class GroupSerializer(serializers.ModelSerializer):
    class Meta:
        model = CountryGroup
        fields = ("slug", "name_en", "name_ko", "short_en", "short_ko")
        read_only_fields = fields


class MembershipSerializer(serializers.ModelSerializer):
    """`until` is the first day after a membership."""

    class Meta:
        model = Membership
        fields = ("group", "kind", "since", "until", "source")
        read_only_fields = fields


class CountrySerializer(serializers.ModelSerializer):
    memberships = MembershipSerializer(many=True, read_only=True)

    class Meta:
        model = Country
        fields = ("code", "alpha3", "name_en", "name_ko", "like_minded", "memberships")
        read_only_fields = fields
