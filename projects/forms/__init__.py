from projects.forms.parts import MilestoneForm, ProgressForm, RemarkForm
from projects.forms.project import ProjectForm

__all__ = ["MilestoneForm", "ProgressForm", "ProjectForm", "RemarkForm"]
