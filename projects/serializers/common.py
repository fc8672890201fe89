"""Fields that several shapes have in common."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

MOST_ROWS = 60
MOST_KEY = 2**31 - 1


@extend_schema_field(OpenApiTypes.DATE)
class Day(serializers.CharField):
    """A date as text; the action says what is wrong with one that is none."""


class Key(serializers.IntegerField):
    """A number that may name a row of the directory; the action says whether it does."""

    def __init__(self, **kwargs: Any):
        super().__init__(min_value=1, max_value=MOST_KEY, **kwargs)


class Keyed(serializers.ModelSerializer):
    """A part that refers to a country or an organisation by its key, under the reference's own name."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        return {name.removesuffix("_id"): value for name, value in super().to_internal_value(data).items()}
