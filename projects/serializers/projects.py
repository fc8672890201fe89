"""The shape of projects in the API. Whether it is allowed, and whether it holds together, is for the actions to say."""

from decimal import Decimal, InvalidOperation
from typing import Any

from rest_framework import serializers

from core.api import Row
from core.audience import Audience
from core.sides import Side
from projects.documents import FIELDS
from projects.enums import SHOWN_HEALTH, Kind, OrganisationRole, Stage
from projects.models import Project, shown_health
from projects.serializers.common import MOST_ROWS, Day, Key


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


class ConflictSerializer(serializers.Serializer):
    """409: somebody saved first. `conflicts` names the fields that both changed; `version` is the saved one."""

    detail = serializers.CharField()
    version = serializers.CharField()
    base = serializers.DictField(help_text="What you had read")
    saved = serializers.DictField(help_text="What is saved now")
    mine = serializers.DictField(help_text="What you sent")
    conflicts = serializers.ListField(child=serializers.CharField())
