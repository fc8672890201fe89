"""The only writers of cycles and editions. HTML, API, jobs and commands are doors to these."""

from reporting.actions.climbing import (
    ask_body,
    climb,
    close_edition_concern,
    note_consideration,
    remind_of_editions,
    take_back,
)
from reporting.actions.counting import count_waiting
from reporting.actions.cycles import StaleCycle, open_cycle, revise_cycle
from reporting.actions.editions import (
    compile_edition,
    finish_edition,
    keep_artifact,
    keep_snapshot,
    next_revision,
    open_correction,
    open_edition,
)
from reporting.actions.keeping import keep_figures
from reporting.actions.narrative import add_comment, close_comment, confirm_section, revise_section
from reporting.actions.presenting import answer_presenting, ask_to_present
from reporting.actions.sealing import close_seal

__all__ = [
    "StaleCycle",
    "add_comment",
    "answer_presenting",
    "ask_body",
    "ask_to_present",
    "climb",
    "close_comment",
    "close_edition_concern",
    "close_seal",
    "compile_edition",
    "confirm_section",
    "count_waiting",
    "finish_edition",
    "keep_artifact",
    "keep_figures",
    "keep_snapshot",
    "next_revision",
    "note_consideration",
    "open_correction",
    "open_cycle",
    "open_edition",
    "remind_of_editions",
    "revise_cycle",
    "revise_section",
    "take_back",
]
