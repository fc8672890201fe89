"""The JSON doors to the year and to what moves with a post, one noun a file."""

from reporting.api.handover import HandOver
from reporting.api.work import MyWork
from reporting.api.year import ArtifactDoor, CycleDoor, EditionDoor, Figures, PresentationDoor

__all__ = ["ArtifactDoor", "CycleDoor", "EditionDoor", "Figures", "HandOver", "MyWork", "PresentationDoor"]
