"""The climb of editions: how far each is at which body, and what each side has answered there."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from core import days, questions
from core.models import Question, QuestionState
from reporting.enums import Body, EditionStage
from reporting.models import Consideration, Cycle, Edition

STAGES = list(EditionStage.values)
STEPS = {"close": EditionStage.DRAFT, "rcwg": EditionStage.RCWG, "kidd": EditionStage.KIDD, "scm": EditionStage.SCM}
"""The steps of the climb in their order, and the stage in which each is open."""
IDLE, SIGNED = {"us": "idle", "rok": "idle"}, {"us": "signed", "rok": "signed"}


def climb(
    cycle: Cycle, edition: Edition | None, found: list[Any], considered: Iterable[Consideration]
) -> list[dict[str, Any]]:
    """Draft, RCWG, KIDD and SCM: how far each is, its day, the revision it considered, and both sides' marks.

    Without an edition the draft is now, and the bodies lie ahead.
    """
    asked = questions.open_among(found)
    by_question = {one.question_id: one for one in considered if one.question_id}
    here = STAGES.index(edition.stage) if edition else 0
    told = []
    for place, step in enumerate(STEPS):
        question = questions.carried(found, step) if place < here else asked.get(step) if place == here else None
        noted = by_question.get(question.pk) if question else None
        told.append(
            {
                "step": step,
                "state": "done" if place < here else "now" if place == here else "later",
                "day": _day(cycle, step, noted, question),
                "considered": noted and noted.compiled_revision,
                "marks": questions.marks(question) if question else IDLE,
                "turn": questions.turn(question) if question and place == here else "",
            }
        )
    return told


def climb_now(cycle: Cycle, edition: Edition | None) -> list[dict[str, Any]]:
    """The same, read now."""
    if edition is None:
        return climb(cycle, None, [], [])
    return climb(cycle, edition, questions.questions_of(edition), Consideration.objects.filter(edition=edition))


def _day(cycle: Cycle, step: str, noted: Consideration | None, question: Any) -> date | None:
    """The day on which a body considered it or will; of the draft, the day on which it was closed."""
    if noted:
        return noted.considered_on
    if step == "close":
        return days.day_of(question.ended_at) if question and question.ended_at else None
    return getattr(cycle, f"{step}_on")


def climbs(editions: list[Edition]) -> dict[Any, list[dict[str, Any]]]:
    """By the key of each edition, its three bodies: the marks of both sides, `us` and `rok`."""
    asked = Question.objects.filter(
        workflow=Edition.WORKFLOW.name, subject_id__in=[str(one.pk) for one in editions], step__in=Body.values
    )
    told = questions.standing(questions.with_answers(asked.order_by("number")))
    newest = {
        (one.subject_id, one.step): one for one in told if one.state in (QuestionState.OPEN, QuestionState.CARRIED)
    }
    return {
        edition.pk: [
            {"body": body, "marks": _marks(edition, body, newest.get((str(edition.pk), body.value)))} for body in Body
        ]
        for edition in editions
    }


def _marks(edition: Edition, body: Body, question: Any) -> dict[str, str]:
    """Answers count once the edition is at the body or beyond it; one that was returned begins anew."""
    passed = STAGES.index(edition.stage) - STAGES.index(body.value)
    if passed > 0:
        return questions.marks(question) if question and question.state == QuestionState.CARRIED else SIGNED
    return questions.marks(question) if passed == 0 and question and question.state == QuestionState.OPEN else IDLE
