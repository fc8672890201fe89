"""The shapes of the API, one module for each noun."""

from projects.serializers.decisions import AnswerBody, ConcernSerializer, QuestionSerializer, ReasonBody
from projects.serializers.efforts import (
    AnswerChanges,
    EffortSerializer,
    GapRow,
    OverlapAnswerSerializer,
    OverlapRow,
)
from projects.serializers.files import DocumentChanges, DocumentSerializer, DocumentUpload, WithdrawReason
from projects.serializers.money import MoneySerializer, RateSerializer
from projects.serializers.partners import BusinessLinkSerializer, VoiceSerializer
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
from projects.serializers.results import (
    IndicatorSerializer,
    IndicatorValueSerializer,
    IssueSerializer,
    RiskSerializer,
)
from projects.serializers.scoring import (
    CriteriaInput,
    CriteriaSerializer,
    CriterionSerializer,
    OrderAnswer,
    OrderInput,
    RankingSerializer,
    ScoresInput,
    ScoresSerializer,
    StandingSerializer,
)
from projects.serializers.texts import PartTextSerializer, SaidName, SaidSerializer, SaidTranslation, TextName

__all__ = [
    "READ",
    "AnswerBody",
    "AnswerChanges",
    "AreaSerializer",
    "BusinessLinkSerializer",
    "ConcernSerializer",
    "ConflictSerializer",
    "CountrySerializer",
    "CriteriaInput",
    "CriteriaSerializer",
    "CriterionSerializer",
    "DocumentChanges",
    "DocumentSerializer",
    "DocumentUpload",
    "EffortSerializer",
    "EntrySerializer",
    "GapRow",
    "GroupSerializer",
    "IndicatorSerializer",
    "IndicatorValueSerializer",
    "IssueSerializer",
    "MilestoneSerializer",
    "MoneySerializer",
    "NewProject",
    "OrderAnswer",
    "OrderInput",
    "OverlapAnswerSerializer",
    "OverlapRow",
    "PartTextSerializer",
    "ProjectChanges",
    "ProjectRow",
    "ProjectSerializer",
    "QuestionSerializer",
    "RankingSerializer",
    "RateSerializer",
    "ReasonBody",
    "RemarkSerializer",
    "RiskSerializer",
    "SaidName",
    "SaidSerializer",
    "SaidTranslation",
    "ScoresInput",
    "ScoresSerializer",
    "StandingSerializer",
    "TextName",
    "ThemeSerializer",
    "UpdateSerializer",
    "VoiceSerializer",
    "WithdrawReason",
]
