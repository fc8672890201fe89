"""The shape of projects in the API. Whether it is allowed, and whether it holds together, is for the actions to say."""

from decimal import Decimal, InvalidOperation
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import Row
from core.audience import Audience
from core.models import Entry
from core.sides import Side
from projects.documents import FIELDS
from projects.enums import SHOWN_HEALTH, Kind, OrganisationRole, Stage
from projects.models import (
    Country,
    CountryGroup,
    Membership,
    Milestone,
    PriorityArea,
    ProgressUpdate,
    Project,
    Remark,
    Theme,
    shown_health,
)

MOST_ROWS = 60
MOST_KEY = 2**31 - 1


@extend_schema_field(OpenApiTypes.DATE)
class Day(serializers.CharField):
    """A date as text; the action says what is wrong with one that is none."""


class Key(serializers.IntegerField):
    """A number that may name a row of the directory; the action says whether it does."""

    def __init__(self, **kwargs: Any):
        super().__init__(min_value=1, max_value=MOST_KEY, **kwargs)


# --- reference data ---


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


# --- projects ---


class ShareSerializer(serializers.Serializer):
    """A partner country's share of a project; the shares total 100."""

    country = serializers.CharField(source="country_id", max_length=2, help_text="ISO 3166-1 alpha-2")
    share = serializers.CharField(max_length=12, help_text="Percent, as text: 33.33")
    reason = serializers.CharField(default="", allow_blank=True, help_text="Why a country that is not eligible")

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """In the document's own shape, so that 60 and 60.00 are the same share."""
        row = super().to_internal_value(data)
        try:
            share = f"{Decimal(row['share']):.2f}"
        except InvalidOperation:
            share = row["share"]
        return {"country": row["country_id"], "share": share, "reason": row["reason"]}


class RoleSerializer(serializers.Serializer):
    """An organisation's role in a project."""

    organisation = Key(source="organisation_id")
    role = serializers.ChoiceField(choices=OrganisationRole.choices)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        row = super().to_internal_value(data)
        return {"organisation": row["organisation_id"], "role": row["role"]}


class CountryShareRow(Row):
    country = serializers.CharField()
    share = serializers.CharField()


class ProjectRow(Row):
    """A project in a list, made of the columns READ. `health` is the one that pages show."""

    reference = serializers.CharField()
    version = serializers.CharField()
    audience = serializers.ChoiceField(choices=Audience.choices)
    kind = serializers.ChoiceField(choices=Kind.choices)
    stage = serializers.ChoiceField(choices=Stage.choices)
    stage_since = serializers.DateField()
    side = serializers.ChoiceField(choices=Side.choices)
    title_en = serializers.CharField()
    title_ko = serializers.CharField()
    area = serializers.CharField()
    countries = CountryShareRow(many=True)
    us_post = serializers.IntegerField(allow_null=True)
    rok_post = serializers.IntegerField(allow_null=True)
    planned_start = serializers.DateField(allow_null=True)
    planned_end = serializers.DateField(allow_null=True)
    health = serializers.ChoiceField(choices=SHOWN_HEALTH)
    percent = serializers.IntegerField(allow_null=True)
    reported_on = serializers.DateField(allow_null=True)
    logged_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        instance["version"] = f"{instance['reference']}.{instance.pop('revision')}"
        instance["countries"] = instance.pop("shares")
        instance["health"] = shown_health(instance["stage"], instance["health"], instance["reported_on"])
        return instance


READ = (*(name for name in ProjectRow().fields if name not in {"version", "countries"}), "revision", "shares")


class ProjectSerializer(serializers.ModelSerializer):
    """A project with its agreed text; `version` is its ETag."""

    version = serializers.CharField(read_only=True)
    health = serializers.ChoiceField(choices=SHOWN_HEALTH, source="shown_health", read_only=True)
    countries = ShareSerializer(many=True, source="projectcountry_set", read_only=True)
    organisations = RoleSerializer(many=True, source="projectorganisation_set", read_only=True)
    text_states = serializers.DictField(child=serializers.DictField(), read_only=True)

    class Meta:
        model = Project
        fields = (
            *("reference", "version", "audience", "kind", "stage", "stage_since", "side", "joint_since"),
            *("title_en", "title_ko", "summary_en", "summary_ko", "objective_en", "objective_ko", "text_states"),
            *("area", "secondary_areas", "themes", "countries", "organisations", "us_post", "rok_post"),
            *("planned_start", "planned_end", "actual_start", "actual_end"),
            *("health", "percent", "reported_on", "logged_at", "updated_at"),
        )
        read_only_fields = fields


def _text() -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)


def _day() -> Day:
    return Day(required=False, allow_null=True)


class ProjectChanges(serializers.Serializer):
    """The fields of a project's agreed text that change."""

    title_en, title_ko = _text(), _text()
    summary_en, summary_ko = _text(), _text()
    objective_en, objective_ko = _text(), _text()
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    area = serializers.CharField(required=False, help_text="Slug of a priority area")
    secondary_areas = serializers.ListField(child=serializers.CharField(), required=False, max_length=MOST_ROWS)
    themes = serializers.ListField(child=serializers.CharField(), required=False, max_length=MOST_ROWS)
    us_post = Key(required=False, allow_null=True)
    rok_post = Key(required=False, allow_null=True)
    planned_start, planned_end = _day(), _day()
    actual_start, actual_end = _day(), _day()
    countries = ShareSerializer(many=True, required=False, max_length=MOST_ROWS)
    organisations = RoleSerializer(many=True, required=False, max_length=MOST_ROWS)

    def validate_secondary_areas(self, slugs: list[str]) -> list[str]:
        return sorted(set(slugs))

    def validate_themes(self, slugs: list[str]) -> list[str]:
        return sorted(set(slugs))

    def validate_countries(self, rows: list[dict]) -> list[dict]:
        return sorted(rows, key=lambda row: row["country"])

    def validate_organisations(self, rows: list[dict]) -> list[dict]:
        return sorted(rows, key=lambda row: (row["organisation"], row["role"]))


class NewProject(ProjectChanges):
    """An opportunity: private to your side, or joint at once. What is not sent is empty."""

    area = serializers.CharField(help_text="Slug of a priority area")
    joint = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        lists = {name: [] for name in ("secondary_areas", "themes", "countries", "organisations")}
        return dict.fromkeys(FIELDS) | lists | {"kind": Kind.PROJECT} | attrs


class TextName(serializers.Serializer):
    """One language of a text."""

    name = serializers.CharField(help_text="title, summary or objective")
    language = serializers.CharField(help_text="en or ko")


class ConflictSerializer(serializers.Serializer):
    """409: somebody saved first. `conflicts` names the fields that both changed; `version` is the saved one."""

    detail = serializers.CharField()
    version = serializers.CharField()
    base = serializers.DictField(help_text="What you had read")
    saved = serializers.DictField(help_text="What is saved now")
    mine = serializers.DictField(help_text="What you sent")
    conflicts = serializers.ListField(child=serializers.CharField())


# --- the parts of a project ---


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
