from projects.models.parts import (
    Milestone,
    ProgressUpdate,
    ProjectCountry,
    ProjectOrganisation,
    ProjectRevision,
    Remark,
    StageChange,
)
from projects.models.project import (
    TEXTS,
    FormerReference,
    JointText,
    PrivateText,
    Project,
    ReferenceSeries,
    shown_health,
)
from projects.models.reference import Country, CountryGroup, Membership, PriorityArea, Theme

__all__ = [
    "TEXTS",
    "Country",
    "CountryGroup",
    "FormerReference",
    "JointText",
    "Membership",
    "Milestone",
    "PriorityArea",
    "PrivateText",
    "ProgressUpdate",
    "Project",
    "ProjectCountry",
    "ProjectOrganisation",
    "ProjectRevision",
    "ReferenceSeries",
    "Remark",
    "StageChange",
    "Theme",
    "shown_health",
]
