"""The year and its report."""

from reporting.models.commitments import Commitment, Evidence
from reporting.models.edition import Artifact, Comment, Consideration, Edition, Seal, Section, Snapshot
from reporting.models.letterhead import Letterhead
from reporting.models.year import Cycle, FigureSet, Presentation

__all__ = [
    "Artifact",
    "Comment",
    "Commitment",
    "Consideration",
    "Cycle",
    "Edition",
    "Evidence",
    "FigureSet",
    "Letterhead",
    "Presentation",
    "Seal",
    "Section",
    "Snapshot",
]
