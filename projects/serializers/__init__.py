"""The shapes of the API, one module for each noun."""

from projects.serializers.parts import EntrySerializer, MilestoneSerializer, RemarkSerializer, UpdateSerializer
from projects.serializers.projects import (
    READ,
    ConflictSerializer,
    NewProject,
    ProjectChanges,
    ProjectRow,
    ProjectSerializer,
)
from projects.serializers.reference import AreaSerializer, CountrySerializer, GroupSerializer, ThemeSerializer
from projects.serializers.texts import PartTextSerializer, TextName

__all__ = [
    "READ",
    "AreaSerializer",
    "ConflictSerializer",
    "CountrySerializer",
    "EntrySerializer",
    "GroupSerializer",
    "MilestoneSerializer",
    "NewProject",
    "PartTextSerializer",
    "ProjectChanges",
    "ProjectRow",
    "ProjectSerializer",
    "RemarkSerializer",
    "TextName",
    "ThemeSerializer",
    "UpdateSerializer",
]
