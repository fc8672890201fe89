"""What two sides share before any project exists."""

from core.models.decisions import Answer, Concern, Concurrence, Question, QuestionState
from core.models.history import Chain, Entry
from core.models.jobs import Job, JobState, PeriodicRun, Submission

__all__ = [
    "Answer",
    "Chain",
    "Concern",
    "Concurrence",
    "Entry",
    "Job",
    "JobState",
    "PeriodicRun",
    "Question",
    "QuestionState",
    "Submission",
]
