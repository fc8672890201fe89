"""The shape of criteria, scores and ranked lists in the API."""

from typing import Any

from rest_framework import serializers

from core.models import Answer
from core.sides import Side
from projects.actions.scoring import Given
from projects.models import Criterion, Ranking, Standing
from projects.ordering import Place
from projects.serializers.decisions import WordsSerializer


class CriterionSerializer(serializers.ModelSerializer):
    """A question that the projects of a year are scored on, from 1, weak, to 5, strong."""

    class Meta:
        model = Criterion
        fields = ("year", "number", "name_en", "name_ko", "hint_en", "hint_ko", "weight")
        read_only_fields = fields


class CriterionInput(serializers.Serializer):
    """A criterion; its number is its place in the list."""

    name_en, name_ko = serializers.CharField(allow_blank=True), serializers.CharField(allow_blank=True)
    hint_en = serializers.CharField(allow_blank=True, default="")
    hint_ko = serializers.CharField(allow_blank=True, default="")
    weight = serializers.CharField(default="1", max_length=12, help_text="A number as text: 1 or 1.5")


class CriteriaInput(serializers.Serializer):
    """All criteria of a year, in their order."""

    criteria = CriterionInput(many=True)


class CriteriaSerializer(serializers.Serializer):
    """All criteria of a year, in their order; the ETag is their revision."""

    criteria = CriterionSerializer(many=True, read_only=True)


class PlaceSerializer(serializers.Serializer):
    """A project at its place, and why that is not the one by its scores."""

    reference = serializers.CharField(max_length=14)
    reason = serializers.CharField(allow_blank=True, default="")


class OrderInput(serializers.Serializer):
    """The first places of a year, at most thirty; all other projects follow by their scores."""

    order = PlaceSerializer(many=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"places": [Place(**row) for row in attrs["order"]]}


class OrderAnswer(serializers.Serializer):
    """One side's answer to an order; an order is agreed to or not, without concerns."""

    answer = serializers.ChoiceField(
        choices=[one for one in Answer.choices if one[0] != Answer.CONCERNS], default=Answer.CONCUR
    )
    reason = WordsSerializer(required=False)


class RankingSerializer(serializers.ModelSerializer):
    """A year that projects are scored for, up to the day `closes_on`. `version` is the ETag of its order."""

    version = serializers.CharField(read_only=True)
    order = PlaceSerializer(many=True, read_only=True)

    class Meta:
        model = Ranking
        fields = ("year", "closes_on", "criteria_revision", "stage", "version", "order")
        read_only_fields = fields


class StandingSerializer(serializers.ModelSerializer):
    """What both sides' scores give a project. `rank` is null beyond the first thousand."""

    title_en = serializers.CharField(source="project.title_en", read_only=True)
    title_ko = serializers.CharField(source="project.title_ko", read_only=True)
    area = serializers.CharField(source="project.area_id", read_only=True)
    stage = serializers.CharField(source="project.stage", read_only=True)
    rank = serializers.SerializerMethodField()

    class Meta:
        model = Standing
        fields = (
            *("rank", "reference", "title_en", "title_ko", "area", "stage", "year", "us_total", "rok_total"),
            *("mean", "lowest", "spread", "apart", "opened_at"),
        )
        read_only_fields = fields

    def get_rank(self, standing: Standing) -> int | None:
        return self.context.get("ranks", {}).get(standing.merit)


class ScoreInput(serializers.Serializer):
    """A score on a criterion with its reason; in a draft either may be missing."""

    number = serializers.IntegerField(min_value=1, max_value=99)
    value = serializers.IntegerField(allow_null=True, default=None, min_value=1, max_value=5)
    reason = serializers.CharField(allow_blank=True, default="", trim_whitespace=False)


class ScoresInput(serializers.Serializer):
    """The scores of your side."""

    scores = ScoreInput(many=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"scores": {row["number"]: Given(row["value"], row["reason"]) for row in attrs["scores"]}}


class SideScores(serializers.Serializer):
    """What you see of a side's scores: null while they are sealed, or not begun."""

    side = serializers.ChoiceField(choices=Side.choices)
    submitted_at = serializers.DateTimeField(allow_null=True)
    scores = ScoreInput(many=True, allow_null=True)


class ScoresSerializer(serializers.Serializer):
    """The scores of a project in a year. `version` is the ETag of your side's sheet."""

    year = serializers.IntegerField(allow_null=True)
    version = serializers.CharField()
    sides = SideScores(many=True)
    standing = StandingSerializer(allow_null=True)
