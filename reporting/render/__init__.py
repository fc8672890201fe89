"""From a snapshot (a dict) to a report (bytes). Imports no model and reads no setting."""

from core.canonical import canonical, fingerprint
from reporting.render.compiler import pdf
from reporting.render.document import docx
from reporting.render.failures import RenderFailed
from reporting.render.validation import VERSIONS, SnapshotInvalid, validate
from reporting.render.workbook import xlsx

__all__ = [
    "VERSIONS",
    "RenderFailed",
    "SnapshotInvalid",
    "canonical",
    "docx",
    "fingerprint",
    "pdf",
    "validate",
    "xlsx",
]
