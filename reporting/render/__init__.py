"""From a snapshot (a dict) to a report (bytes). Imports no model and reads no setting."""

from core.canonical import canonical, fingerprint
from reporting.render.compiler import RenderFailed, pdf
from reporting.render.validation import SnapshotInvalid, validate

__all__ = ["RenderFailed", "SnapshotInvalid", "canonical", "fingerprint", "pdf", "validate"]
