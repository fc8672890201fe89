"""The files of editions as they are given out: their types, and what they are called on the reader's disk."""

from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import override

from core import formats
from reporting.enums import FileFormat, Paper, ReportLanguage
from reporting.models import Artifact, Edition

CONTENT_TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.JSON: "application/json",
}


def attachment(edition: Edition, revision: int, artifact: Artifact) -> str:
    """The name of the file, plain for every program and in the reader's language for those that can (RFC 5987)."""
    kind = artifact.format
    plain = f"annual-report-{edition.cycle_id}-edition-{edition.number}-revision-{revision}-{artifact.stem}.{kind}"
    values = {"year": edition.cycle_id, "edition": edition.number, "revision": revision}
    with override("ko" if artifact.language == ReportLanguage.KOREAN else formats.reader_language()):
        name = _("Annual report %(year)s, edition %(edition)s, revision %(revision)s") % values
        form = str(ReportLanguage(artifact.language).label)
    if artifact.paper == Paper.LETTER:
        form += f", {Paper.LETTER.label}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(f'{name} ({form}).{kind}', safe='')}"
