"""What both sides decided, and what they still ask, about the projects for measuring."""

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Model

from contacts.models import User
from core.bilingual import TextState
from core.canonical import fingerprint
from core.concurrence import due_on
from core.models import Answer, Concern, Concurrence, Question, QuestionState
from core.sides import Side
from projects.enums import Stage
from projects.models import Project

C, W, N, R = Answer.CONCUR, Answer.CONCERNS, Answer.NON_CONCUR, Answer.RETURN
ASKED = {
    Stage.REVIEW: ("decide", 0.7),
    Stage.ACTIVE: ("complete", 0.01),
    Stage.DECIDED: ("cancel", 0.02),
}
"""The step that is asked about at a stage, and how often."""
ANSWERS = ((None, None), (C, None), (None, C), (C, None), (None, W), (None, R), (R, None), (N, C), (C, N))
"""What the two sides have answered to an open question, each as often as the others."""
WITH_CONCERNS, STILL_OPEN = 0.1, 0.2
LAST_ASKED = 25
WHY = {"en": "As discussed in the working group.", "ko": "실무그룹에서 논의한 대로."}


class Decisions:
    """Makes the questions about a project with their answers and concerns, ready to be copied in this order."""

    def __init__(self, today: date, rng: random.Random):
        self.today, self.rng = today, rng
        self.leads = {side: User.objects.get(username=f"{side.lower()}.lead") for side in Side}

    def about(self, project: Project, document: dict[str, Any], decided_on: date | None) -> Iterator[Model]:
        """The decision that was taken on a day, if one was, and what is open, if anything is."""
        text = fingerprint(document)
        if decided_on:
            yield from self._carried(project, text, decided_on)
        step, share = ASKED.get(Stage(project.stage), ("", 0))
        if self.rng.random() < share:
            yield from self._open(project, text, step, number=2 if decided_on else 1)

    def _carried(self, project: Project, text: str, on: date) -> Iterator[Model]:
        question = self._question(project, text, "decide", 1, on - timedelta(days=12))
        question.revision = min(project.revision, 3)
        question.state, question.ended_at, question.ended_side = QuestionState.CARRIED, _moment(on), Side.ROK
        yield question
        for side in Side:
            answer = W if self.rng.random() < WITH_CONCERNS else C
            yield from self._answer(question, side, answer, on, closed=self.rng.random() > STILL_OPEN)

    def _open(self, project: Project, text: str, step: str, number: int) -> Iterator[Model]:
        asked = self.today - timedelta(days=self.rng.randint(0, LAST_ASKED))
        question = self._question(project, text, step, number, asked)
        yield question
        for side, answer in zip(Side, self.rng.choice(ANSWERS), strict=True):
            if answer:
                yield from self._answer(question, side, answer, asked, closed=False)

    def _question(self, project: Project, text: str, step: str, number: int, asked: date) -> Question:
        return Question(
            id=self._uuid(),
            workflow=project.WORKFLOW.name,
            subject_id=str(project.pk),
            step=step,
            number=number,
            revision=project.revision,
            version=project.version,
            text_sha256=text,
            asked_by=self.leads[Side(project.side)],
            asked_side=project.side,
            asked_post=_post(project.side),
            asked_at=_moment(asked),
            due_on=due_on(asked),
        )

    def _answer(self, question: Question, side: Side, answer: Answer, on: date, *, closed: bool) -> Iterator[Model]:
        bound = ("workflow", "subject_id", "step", "revision", "text_sha256")
        signature = Concurrence(
            id=self._uuid(),
            question=question,
            **{name: getattr(question, name) for name in bound},
            side=side,
            answer=answer,
            signer=self.leads[side],
            person=self.leads[side].person,
            post=_post(side),
            signed_at=_moment(on),
            **({} if answer in (C, W) else _both("reason")),
        )
        yield signature
        if answer == W:
            end = {"closed_at": _moment(on), "closed_by": self.leads[side], "closed_post": _post(side)}
            yield Concern(
                id=self._uuid(),
                question=question,
                concurrence=signature,
                subject_id=question.subject_id,
                number=list(Side).index(side) + 1,
                side=side,
                raised_at=signature.signed_at,
                **_both("text"),
                **(end | {f"closing_{language}": why for language, why in WHY.items()} if closed else {}),
            )

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)


def _both(name: str) -> dict[str, Any]:
    """A text in both languages, each confirmed."""
    confirmed = {"state": TextState.CONFIRMED.value}
    return {f"{name}_{language}": why for language, why in WHY.items()} | {
        "text_states": {f"{name}_{language}": confirmed for language in WHY}
    }


def _post(side: str) -> dict[str, str]:
    return {"en": f"{side} lead", "ko": f"{side} 책임관"}


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)
