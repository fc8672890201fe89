"""The JSON doors to the year and to what moves with a post, one noun a file."""

from reporting.api.commitments import CommitmentDoor
from reporting.api.editions import ConsiderationDoor, EditionConcernDoor, EditionDoor, EditionQuestionDoor
from reporting.api.handover import HandOver
from reporting.api.letterhead import LetterheadDoor, Letterheads
from reporting.api.narrative import CommentDoor, SectionDoor
from reporting.api.work import MyWork
from reporting.api.year import ArtifactDoor, CycleDoor, Figures, PresentationDoor

__all__ = [
    "ArtifactDoor",
    "CommentDoor",
    "CommitmentDoor",
    "ConsiderationDoor",
    "CycleDoor",
    "EditionConcernDoor",
    "EditionDoor",
    "EditionQuestionDoor",
    "Figures",
    "HandOver",
    "LetterheadDoor",
    "Letterheads",
    "MyWork",
    "PresentationDoor",
    "SectionDoor",
]
