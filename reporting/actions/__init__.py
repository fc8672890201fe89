"""The only writers of cycles and editions. HTML, API, jobs and commands are doors to these."""

from reporting.actions.climbing import (
    ask_body,
    climb,
    close_edition_concern,
    remind_of_editions,
    take_back,
)
from reporting.actions.commitments import (
    add_commitment,
    add_evidence,
    remove_evidence,
    revise_commitment,
    set_commitment_state,
)
from reporting.actions.counting import count_waiting
from reporting.actions.cycles import StaleCycle, open_cycle, revise_cycle, take_proposals
from reporting.actions.editions import (
    cancel_compiling,
    compile_edition,
    finish_edition,
    forget_abandoned,
    forget_snapshot,
    keep_artifact,
    keep_snapshot,
    next_revision,
    open_correction,
    open_edition,
)
from reporting.actions.keeping import keep_figures
from reporting.actions.letterhead import keep_letterhead
from reporting.actions.narrative import (
    TEXTS,
    StaleSection,
    add_comment,
    close_comment,
    confirm_section,
    revise_section,
    texts_at,
)
from reporting.actions.presenting import answer_presenting, ask_to_present
from reporting.actions.reminding import remind_of_days, remind_of_missing, reminded_on
from reporting.actions.sealing import close_seal, make_sealed_files
from reporting.actions.taskings import note_consideration, reopen_tasking, settle_tasking

__all__ = [
    "TEXTS",
    "StaleCycle",
    "StaleSection",
    "add_comment",
    "add_commitment",
    "add_evidence",
    "answer_presenting",
    "ask_body",
    "ask_to_present",
    "cancel_compiling",
    "climb",
    "close_comment",
    "close_edition_concern",
    "close_seal",
    "compile_edition",
    "confirm_section",
    "count_waiting",
    "finish_edition",
    "forget_abandoned",
    "forget_snapshot",
    "keep_artifact",
    "keep_figures",
    "keep_letterhead",
    "keep_snapshot",
    "make_sealed_files",
    "next_revision",
    "note_consideration",
    "open_correction",
    "open_cycle",
    "open_edition",
    "remind_of_days",
    "remind_of_editions",
    "remind_of_missing",
    "reminded_on",
    "remove_evidence",
    "reopen_tasking",
    "revise_commitment",
    "revise_cycle",
    "revise_section",
    "set_commitment_state",
    "settle_tasking",
    "take_back",
    "take_proposals",
    "texts_at",
]
