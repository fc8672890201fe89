"""The only writers of cycles and editions. HTML, API, jobs and commands are doors to these."""

from reporting.actions.cycles import StaleCycle, open_cycle, present, revise_cycle, withdraw_presentation
from reporting.actions.editions import compile_edition, finish_edition, keep_artifact, keep_snapshot, next_revision
from reporting.actions.keeping import keep_figures

__all__ = [
    "StaleCycle",
    "compile_edition",
    "finish_edition",
    "keep_artifact",
    "keep_figures",
    "keep_snapshot",
    "next_revision",
    "open_cycle",
    "present",
    "revise_cycle",
    "withdraw_presentation",
]
