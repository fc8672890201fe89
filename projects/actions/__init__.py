"""The only writers of projects. HTML, API, import and commands are doors to these."""

from projects.actions.logging import log_project, share
from projects.actions.parts import add_milestone, remark, report_progress, revise_milestone, revise_progress
from projects.actions.revising import confirm_text, revise, take_step

__all__ = [
    "add_milestone",
    "confirm_text",
    "log_project",
    "remark",
    "report_progress",
    "revise",
    "revise_milestone",
    "revise_progress",
    "share",
    "take_step",
]
