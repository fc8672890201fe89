"""How an edition has climbed: which body considered it, who signed there, what was returned and tasked."""

from typing import Any

from core.models import Concurrence, Question, QuestionState
from core.sides import Side
from reporting.enums import Body, EditionStage
from reporting.models import Consideration, Edition
from reporting.snapshot.decisions import answer_of
from reporting.snapshot.words import on, written
from reporting.workflow import EDITION

MOST_CONSIDERED = 24
"""So many considerations has the chapter, the newest."""


def climb_of(edition: Edition) -> list[dict[str, Any]]:
    """The three bodies in their order: what has passed, with both signatures; which is next; what lies ahead.

    A signature that counts is one of this climb: what was returned starts anew. Of a sealed edition it never changes.
    """
    carried = Question.objects.filter(workflow=EDITION.name, subject_id=str(edition.pk), state=QuestionState.CARRIED)
    newest = {one.step: one for one in carried.order_by("number")}
    answers = {
        (one.question_id, one.side): one for one in Concurrence.objects.standing().filter(question__in=newest.values())
    }
    reached = [stage.value for stage in EditionStage].index(edition.stage)
    found = []
    for place, body in enumerate(Body, 1):
        question = newest.get(body) if place < reached else None
        state = "passed" if question else "next" if place == max(1, reached) else "ahead"
        signed = {side.lower(): question and answer_of(answers.get((question.pk, side))) for side in Side.values}
        passed_on = question and on(question.ended_at)
        found.append({"body": body.value, "state": state, "on": passed_on, **signed})
    return found


def considered(edition: Edition) -> list[dict[str, Any]]:
    """What bodies made of the edition so far, in order of time."""
    rows = list(Consideration.objects.filter(edition=edition).order_by("-at", "pk")[:MOST_CONSIDERED])
    return [
        {
            "body": one.body,
            "outcome": one.outcome,
            "on": on(one.considered_on),
            "revision": one.compiled_revision,
            "side": one.side.lower(),
            "reason": written(one, "reason"),
            "tasking": written(one, "tasking"),
        }
        for one in reversed(rows)
    ]
