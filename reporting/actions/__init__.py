"""The only writers of cycles and editions. HTML, API, jobs and commands are doors to these."""

from reporting.actions.counting import count_waiting
from reporting.actions.cycles import StaleCycle, open_cycle, revise_cycle
from reporting.actions.editions import compile_edition, finish_edition, keep_artifact, keep_snapshot, next_revision
from reporting.actions.keeping import keep_figures
from reporting.actions.presenting import answer_presenting, ask_to_present

__all__ = [
    "StaleCycle",
    "answer_presenting",
    "ask_to_present",
    "compile_edition",
    "count_waiting",
    "finish_edition",
    "keep_artifact",
    "keep_figures",
    "keep_snapshot",
    "next_revision",
    "open_cycle",
    "revise_cycle",
]
