from projects.forms.decisions import AnswerForm, ReasonForm, SaidForm
from projects.forms.files import DocumentForm, UploadForm, WithdrawForm
from projects.forms.money import MoneyLineForm, RateForm
from projects.forms.ordering import OrderAnswerForm, OrderForm
from projects.forms.partners import BusinessLinkForm, VoiceForm
from projects.forms.parts import MilestoneForm, ProgressForm, RemarkForm
from projects.forms.project import ProjectForm
from projects.forms.results import (
    IndicatorForm,
    IndicatorValueForm,
    IssueChangeForm,
    IssueForm,
    RiskChangeForm,
    RiskForm,
)
from projects.forms.scoring import CriteriaForm, ScoresForm

__all__ = [
    "AnswerForm",
    "BusinessLinkForm",
    "CriteriaForm",
    "DocumentForm",
    "IndicatorForm",
    "IndicatorValueForm",
    "IssueChangeForm",
    "IssueForm",
    "MilestoneForm",
    "MoneyLineForm",
    "OrderAnswerForm",
    "OrderForm",
    "ProgressForm",
    "ProjectForm",
    "RateForm",
    "ReasonForm",
    "RemarkForm",
    "RiskChangeForm",
    "RiskForm",
    "SaidForm",
    "ScoresForm",
    "UploadForm",
    "VoiceForm",
    "WithdrawForm",
]
