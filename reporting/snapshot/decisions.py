"""What both sides decided on joint projects, with each side's answer and its concerns; and what they are asked now."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from core.models import Answer, Concern, Concurrence, Question, QuestionState
from core.queries import day_of
from core.sides import Side
from projects.models import Project
from projects.wording import question_title
from projects.workflow import PROJECT
from reporting.snapshot.words import in_both, on, said, written

MOST_DECISIONS, MOST_ASKS, MOST_CONCERNS = 40, 3, 3
"""So many decisions have the chapter, so many questions the summary, so many concerns a sheet. What is decided although
a concern is open comes first, and `more` counts what is left out."""
OUTCOMES = {QuestionState.CARRIED: "approved", QuestionState.OPEN: "not-approved"}


class Decided:
    """The questions about joint projects since the cycle began, each table read once."""

    def __init__(self, projects: list[Project], since: date | None):
        self.known = {str(project.pk): project for project in projects}
        raised = Concern.objects.open().filter(question=OuterRef("pk"))
        refused = Concurrence.objects.standing().filter(question=OuterRef("pk"), answer=Answer.NON_CONCUR)
        about = Question.objects.filter(workflow=PROJECT.name).alias(ended_on=day_of("ended_at"))
        about = about.annotate(has_concern=Exists(raised), is_refused=Exists(refused))
        recent = Q(ended_on__gte=since) if since else Q()
        told = about.filter(
            Q(state=QuestionState.CARRIED) & (recent | Q(has_concern=True)) | Q(state=QuestionState.OPEN)
        )
        found = list(told.order_by("-has_concern", "-ended_at", "due_on", "pk"))
        self.open = sorted((one for one in found if one.state == QuestionState.OPEN), key=lambda one: one.due_on)
        self.told = [one for one in found if one.state == QuestionState.CARRIED or one.is_refused]
        ids = [one.pk for one in found]
        self.answers = {
            (one.question_id, one.side): one for one in Concurrence.objects.standing().filter(question__in=ids)
        }
        self.concerns: defaultdict[Any, list[Concern]] = defaultdict(list)
        for concern in Concern.objects.filter(concurrence__in=self.answers.values()).order_by("raised_at", "number"):
            self.concerns[concern.question_id].append(concern)

    def chapter(self) -> dict[str, Any]:
        """What was decided or refused, the newest first, after what has an open concern."""
        rows = [self._decision(one) for one in self.told[:MOST_DECISIONS]]
        return {"rows": rows, "more": max(0, len(self.told) - MOST_DECISIONS)}

    def asks(self) -> dict[str, Any]:
        """What both sides are asked now and have not refused, the one that is due first at the head."""
        asked = [one for one in self.open if not one.is_refused]
        rows = [
            {
                **self._about(one),
                "due": one.due_on.isoformat(),
                "awaited": [side.lower() for side in Side.values if (one.pk, side) not in self.answers],
            }
            for one in asked[:MOST_ASKS]
        ]
        return {"rows": rows, "more": max(0, len(asked) - MOST_ASKS)}

    def concerns_about(self, project: Project) -> list[dict[str, Any]]:
        """The concerns that came with the answers about a project, the open ones first."""
        found = [
            concern
            for question in self.told
            if question.subject_id == str(project.pk)
            for concern in self.concerns[question.pk]
        ]
        return [_concern(one) for one in sorted(found, key=lambda one: one.closed_at is not None)[:MOST_CONCERNS]]

    def _about(self, question: Question) -> dict[str, Any]:
        project = self.known[question.subject_id]
        return {
            "reference": project.reference,
            "title": written(project, "title"),
            "question": in_both(lambda _language: question_title(question.step)),
        }

    def _decision(self, question: Question) -> dict[str, Any]:
        return {
            **self._about(question),
            "outcome": OUTCOMES[QuestionState(question.state)],
            "on": on(question.ended_at),
            "reason": written(question, "reason"),
            **{side.lower(): answer_of(self.answers.get((question.pk, side))) for side in Side.values},
            "concerns": [_concern(one) for one in self.concerns[question.pk]],
        }


def answer_of(answer: Concurrence | None) -> dict[str, Any] | None:
    """One side's answer to a question, None while it is awaited."""
    if answer is None:
        return None
    return {"answer": answer.answer, "post": said(answer.post), "on": on(answer.signed_at)}


def _concern(concern: Concern) -> dict[str, Any]:
    return {
        "side": concern.side.lower(),
        "text": written(concern, "text"),
        "closed_on": on(concern.closed_at),
        "closing": written(concern, "closing"),
    }
