"""What the files of editions are filtered by."""

from django_filters import ChoiceFilter, FilterSet, NumberFilter, UUIDFilter

from reporting.enums import ReportLanguage
from reporting.models import Artifact


class ArtifactFilter(FilterSet):
    cycle = NumberFilter(field_name="snapshot__edition__cycle", min_value=2000, max_value=2100)
    edition = UUIDFilter(field_name="snapshot__edition")
    language = ChoiceFilter(choices=ReportLanguage.choices)

    class Meta:
        model = Artifact
        fields = ("cycle", "edition", "language")
