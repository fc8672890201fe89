"""The shape of the parts of a project in the API."""

from typing import Any

from rest_framework import serializers

from core.models import Entry
from projects.models import Milestone, ProgressUpdate, Remark


class MilestoneSerializer(serializers.ModelSerializer):
    """`revision` is its ETag."""

    class Meta:
        model = Milestone
        fields = ("id", "name_en", "name_ko", "owner", "planned_on", "actual_on", "revision")
        read_only_fields = ("id", "revision")


class UpdateSerializer(serializers.ModelSerializer):
    """What is reported for a period, a calendar month given by any of its days. `revision` is its ETag."""

    class Meta:
        model = ProgressUpdate
        fields = (
            *("id", "period", "health", "percent", "narrative_en", "narrative_ko"),
            *("reported_side", "reported_at", "revision"),
        )
        read_only_fields = ("id", "reported_side", "reported_at", "revision")

    def validate_period(self, day: Any) -> Any:
        return day.replace(day=1)


class RemarkSerializer(serializers.ModelSerializer):
    """A remark is for your own side, or for both once the project is joint."""

    class Meta:
        model = Remark
        fields = ("id", "audience", "text", "side", "at")
        read_only_fields = ("id", "side", "at")


class EntrySerializer(serializers.ModelSerializer):
    """One change: who, for which side, when, from what to what. `changes` is {column: [from, to]}."""

    post = serializers.DictField(child=serializers.CharField(), read_only=True)
    changes = serializers.DictField(child=serializers.ListField(), read_only=True)

    class Meta:
        model = Entry
        fields = ("id", "at", "action", "operation", "table", "object_id", "side", "post", "changes")
        read_only_fields = fields
