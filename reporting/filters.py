"""What the files of editions are filtered by."""

from django_filters import CharFilter, ChoiceFilter, FilterSet, NumberFilter, UUIDFilter

from reporting.enums import FileFormat, ReportLanguage
from reporting.models import Artifact


class ArtifactFilter(FilterSet):
    cycle = NumberFilter(field_name="snapshot__edition__cycle", min_value=2000, max_value=2100)
    edition = UUIDFilter(field_name="snapshot__edition")
    language = ChoiceFilter(choices=ReportLanguage.choices)
    format = ChoiceFilter(choices=FileFormat.choices)
    sha256 = CharFilter(max_length=64)
    """Of a file that somebody holds: which edition it is of, or none."""

    class Meta:
        model = Artifact
        fields = ("cycle", "edition", "language", "format", "sha256", "is_sealed")
