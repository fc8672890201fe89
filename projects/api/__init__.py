"""The JSON doors, one module for each noun."""

from projects.api.common import REFERENCE
from projects.api.parts import HistoryDoor, MilestoneDoor, RemarkDoor, UpdateDoor
from projects.api.projects import ProjectDoor
from projects.api.reference import AreaDoor, CountryDoor, GroupDoor, ThemeDoor
from projects.api.texts import PartTextDoor

__all__ = [
    "REFERENCE",
    "AreaDoor",
    "CountryDoor",
    "GroupDoor",
    "HistoryDoor",
    "MilestoneDoor",
    "PartTextDoor",
    "ProjectDoor",
    "RemarkDoor",
    "ThemeDoor",
    "UpdateDoor",
]
