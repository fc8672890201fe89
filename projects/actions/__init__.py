"""The only writers of projects. HTML, API, import and commands are doors to these."""

from projects.actions.deciding import ask, call_off, close_concern, take_step, withdraw
from projects.actions.efforts import confirm_effort_text, register_effort, revise_effort
from projects.actions.files import (
    describe_document,
    share_document,
    sweep_files,
    upload_document,
    withdraw_document,
)
from projects.actions.logging import log_project, share
from projects.actions.money import add_money, correct_rate, enter_rate, revise_money
from projects.actions.ordering import answer_order, ask_about_order, propose_order, take_back_order
from projects.actions.overlaps import answer_overlap, revise_answer
from projects.actions.partners import add_business_link, add_voice, revise_business_link, revise_voice
from projects.actions.parts import add_milestone, remark, report_progress, revise_milestone, revise_progress
from projects.actions.ranking import open_ranking, revise_criteria
from projects.actions.reminding import remind_of_overlaps, remind_of_questions, remind_of_silence
from projects.actions.results import (
    add_indicator,
    add_indicator_value,
    add_issue,
    add_risk,
    revise_indicator,
    revise_indicator_value,
    revise_issue,
    revise_risk,
    risk_happened,
)
from projects.actions.revising import confirm_text, revise
from projects.actions.scoring import save_scores, submit_scores
from projects.actions.texts import confirm_part_text, confirm_said, translate_said

__all__ = [
    "add_business_link",
    "add_indicator",
    "add_indicator_value",
    "add_issue",
    "add_milestone",
    "add_money",
    "add_risk",
    "add_voice",
    "answer_order",
    "answer_overlap",
    "ask",
    "ask_about_order",
    "call_off",
    "close_concern",
    "confirm_effort_text",
    "confirm_part_text",
    "confirm_said",
    "confirm_text",
    "correct_rate",
    "describe_document",
    "enter_rate",
    "log_project",
    "open_ranking",
    "propose_order",
    "register_effort",
    "remark",
    "remind_of_overlaps",
    "remind_of_questions",
    "remind_of_silence",
    "report_progress",
    "revise",
    "revise_answer",
    "revise_business_link",
    "revise_criteria",
    "revise_effort",
    "revise_indicator",
    "revise_indicator_value",
    "revise_issue",
    "revise_milestone",
    "revise_money",
    "revise_progress",
    "revise_risk",
    "revise_voice",
    "risk_happened",
    "save_scores",
    "share",
    "share_document",
    "submit_scores",
    "sweep_files",
    "take_back_order",
    "take_step",
    "translate_said",
    "upload_document",
    "withdraw",
    "withdraw_document",
]
