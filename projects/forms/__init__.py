from projects.forms.decisions import AnswerForm, ReasonForm
from projects.forms.money import MoneyLineForm, RateForm
from projects.forms.parts import MilestoneForm, ProgressForm, RemarkForm
from projects.forms.project import ProjectForm

__all__ = [
    "AnswerForm",
    "MilestoneForm",
    "MoneyLineForm",
    "ProgressForm",
    "ProjectForm",
    "RateForm",
    "ReasonForm",
    "RemarkForm",
]
