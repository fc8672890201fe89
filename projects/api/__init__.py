"""The JSON doors, one module for each noun."""

from projects.api.common import REFERENCE, UUID
from projects.api.decisions import ConcernDoor, QuestionDoor
from projects.api.efforts import EffortDoor, OverlapDoor
from projects.api.files import DocumentDoor
from projects.api.money import MoneyDoor, RateDoor
from projects.api.partners import BusinessLinkDoor, VoiceDoor
from projects.api.parts import HistoryDoor, MilestoneDoor, RemarkDoor, UpdateDoor
from projects.api.projects import ProjectDoor
from projects.api.ranking import RankingDoor
from projects.api.reference import AreaDoor, CountryDoor, GroupDoor, ThemeDoor
from projects.api.results import IndicatorDoor, IndicatorValueDoor, IssueDoor, RiskDoor
from projects.api.said import SaidDoor
from projects.api.scoring import CriterionDoor, Scores, ScoresSubmitted, StandingDoor
from projects.api.texts import PartTextDoor

__all__ = [
    "REFERENCE",
    "UUID",
    "AreaDoor",
    "BusinessLinkDoor",
    "ConcernDoor",
    "CountryDoor",
    "CriterionDoor",
    "DocumentDoor",
    "EffortDoor",
    "GroupDoor",
    "HistoryDoor",
    "IndicatorDoor",
    "IndicatorValueDoor",
    "IssueDoor",
    "MilestoneDoor",
    "MoneyDoor",
    "OverlapDoor",
    "PartTextDoor",
    "ProjectDoor",
    "QuestionDoor",
    "RankingDoor",
    "RateDoor",
    "RemarkDoor",
    "RiskDoor",
    "SaidDoor",
    "Scores",
    "ScoresSubmitted",
    "StandingDoor",
    "ThemeDoor",
    "UpdateDoor",
    "VoiceDoor",
]
