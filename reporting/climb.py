"""The climb of editions as pairs: what each side has answered at each body."""

from typing import Any

from core import questions
from core.models import Question, QuestionState
from reporting.enums import Body, EditionStage
from reporting.models import Edition

STAGES = list(EditionStage.values)
IDLE, SIGNED = {"us": "idle", "rok": "idle"}, {"us": "signed", "rok": "signed"}


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
