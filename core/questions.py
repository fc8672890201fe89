"""The questions about a subject with their answers and concerns: read in one statement, told as a page tells them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from core import concurrence, days, formats
from core.models import Answer, Concern, Concurrence, Question, QuestionState
from core.queries import Prepared
from core.sides import Side, in_order, languages_in_order
from core.verdict import Verdict

MOST = 60
NOBODY = "00000000-0000-0000-0000-000000000000"
ANSWER_MARKS = {
    Answer.CONCUR: "signed",
    Answer.CONCERNS: "concerns",
    Answer.NON_CONCUR: "against",
    Answer.RETURN: "returned",
}


OF_ANSWERS = ("id", "side", "answer", "reason_en", "reason_ko", "post", "person", "signed_at", "withdrawn_at")
OF_CONCERNS = ("id", "number", "side", "text_en", "text_ko", "closing_en", "closing_ko", "raised_at", "closed_at")


def with_answers(found: QuerySet) -> QuerySet:
    """Questions with `told`, the answers of each, and `raised`, its concerns, in the same statement."""
    answers = Concurrence.objects.filter(question=OuterRef("pk")).order_by("signed_at", "id")
    raised = Concern.objects.filter(question=OuterRef("pk")).order_by("number")
    concern = JSONObject(**{name: name for name in OF_CONCERNS}, post="closed_post", answer="concurrence_id")
    return found.annotate(
        told=ArraySubquery(answers.values(found=JSONObject(**{name: name for name in OF_ANSWERS}))),
        raised=ArraySubquery(raised.values(found=concern)),
    )


@cache
def about(workflow: str) -> Prepared:
    """The newest questions about a `subject` of this workflow, its key as text."""
    asked = Question.objects.filter(workflow=workflow)
    return Prepared(
        lambda subject: with_answers(asked.filter(subject_id=subject).order_by("-number"))[:MOST],
        planned_once=True,
        subject=NOBODY,
    )


def standing(found: Iterable[Any]) -> list[Any]:
    """The questions, read with their answers, with `standing`: the answers that were not taken back."""
    questions = list(found)
    for question in questions:
        question.standing = [SimpleNamespace(**row) for row in question.told if not row["withdrawn_at"]]
    return questions


def questions_of(subject: Any) -> list[Any]:
    """The questions about a subject, newest first."""
    return standing(about(subject.WORKFLOW.name).instances(subject=str(subject.pk)))


def open_among(questions: list[Question]) -> dict[str, Question]:
    """The open questions by step."""
    return {question.step: question for question in questions if question.state == QuestionState.OPEN}


@dataclass(frozen=True)
class Told:
    """One side's cell of a question."""

    side: Side
    mark: str
    """signed, concerns, against, returned, waiting or void: its fill and its icon."""
    words: str
    who: str
    at: datetime | None
    reason: str
    concerns: list[dict[str, Any]]
    next_day: date | None
    """Where an answer is awaited and the capital is closed today: its next working day."""

    @property
    def css(self) -> str:
        return self.side.value.lower()


def cells(question: Any) -> list[Told]:
    """Both sides' answers to a question, in the language's order."""
    return [_cell(question, side) for side in in_order(formats.reader_language())]


def _cell(question: Any, side: Side) -> Told:
    answer = next((one for one in question.standing if one.side == side), None)
    ended = question.state in (QuestionState.VOID, QuestionState.WITHDRAWN)
    if answer is None:
        if question.state != QuestionState.OPEN:
            return Told(side, "idle", _("No answer"), "", None, "", [], None)
        today = days.today()
        next_day = days.on_working_day(today, side)
        return Told(side, "waiting", _("Waiting"), "", None, "", [], next_day if next_day != today else None)
    own = [concern(row) for row in question.raised if row["answer"] == answer.id]
    words = str(Answer(answer.answer).label)
    return Told(
        side,
        "void" if ended else ANSWER_MARKS[Answer(answer.answer)],
        _("%(answer)s; void") % {"answer": words} if ended else words,
        answer.post[formats.reader_language()],
        datetime.fromisoformat(answer.signed_at),
        in_reader_language(vars(answer), "reason"),
        own,
        None,
    )


def marks(question: Any) -> dict[str, str]:
    """The mark of each side for the small pair of a table row: {"us": …, "rok": …}."""
    return {cell.css: cell.mark for cell in cells(question)}


def concern(row: Mapping[str, Any]) -> dict[str, Any]:
    """A concern as a page tells it, in the reader's language, else in the other."""
    return {
        "id": row["id"],
        "number": row["number"],
        "side": Side(row["side"]),
        "text": in_reader_language(row, "text"),
        "closing": in_reader_language(row, "closing"),
        "raised_on": days.day_of(datetime.fromisoformat(row["raised_at"])),
        "closed_on": days.day_of(datetime.fromisoformat(row["closed_at"])) if row["closed_at"] else None,
        "closed_by": (row["post"] or {}).get(formats.reader_language(), ""),
    }


def in_reader_language(row: Mapping[str, Any], name: str) -> str:
    """A text of a row that came as JSON, in the reader's language, else in the other one."""
    own, other = languages_in_order(formats.reader_language())
    return row[f"{name}_{own}"] or row[f"{name}_{other}"]


def told(
    question: Any, *, title: str, urls: Mapping[str, str], can: Mapping[str, Verdict], void: Callable[[str], str]
) -> dict[str, Any]:
    """A question as pages tell it; `void` says of who did it how an edit made it void."""
    return {
        "row": question,
        "title": title,
        "urls": urls,
        "cells": cells(question),
        "marks": marks(question),
        "turn": turn(question),
        "stuck": is_stuck(question),
        "asked_by": question.asked_post[formats.reader_language()],
        "reason": question.in_reader_language("reason"),
        "outcome": _outcome(question, void),
        "can": can,
    }


def _outcome(question: Any, void: Callable[[str], str]) -> str:
    """How a question ended, in one sentence; '' while it is open."""
    who = question.ended_post.get(formats.reader_language(), "")
    if question.state == QuestionState.CARRIED:
        return _("Both sides consented.")
    if question.state == QuestionState.WITHDRAWN:
        return _("Withdrawn by %(who)s.") % {"who": who}
    return void(who) if question.state == QuestionState.VOID else ""


def turn(question: Any) -> str:
    """Whose turn it is: a side, 'both', or '' when both have answered or the question ended."""
    if question.state != QuestionState.OPEN:
        return ""
    missing = [side for side in Side if not any(one.side == side for one in question.standing)]
    return "both" if len(missing) == len(Side) else str(missing[0]) if missing else ""


def is_stuck(question: Any) -> bool:
    """Whether both sides have answered an open question and it is not carried: they need to talk."""
    return question.state == QuestionState.OPEN and len(question.standing) == len(Side)


def open_concerns(questions: list[Any]) -> list[dict[str, Any]]:
    """The concerns that are still open, of answers that stand, oldest first."""
    found = []
    for question in reversed(questions):
        if question.state in (QuestionState.OPEN, QuestionState.CARRIED):
            standing = {answer.id for answer in question.standing}
            found += [
                concern(row) | {"question": question}
                for row in question.raised
                if not row["closed_at"] and row["answer"] in standing
            ]
    return found


def carried(questions: list[Question], *steps: str) -> Question | None:
    """The newest question of these steps to which both sides consented."""
    return next((q for q in questions if q.state == QuestionState.CARRIED and q.step in steps), None)


def verdicts(user: Any, subject: Any, question: Question, asked: Mapping[str, Question]) -> dict[str, Verdict]:
    """What this user may do about an open question."""
    return {
        "sign": concurrence.can_take(user, subject, question.step, asked),
        "withdraw": concurrence.can_withdraw(user, subject, question.step, asked),
        "call_off": concurrence.can_call_off(user, subject, question),
    }


def voids(found: list[Any], title: Callable[[str], str]) -> list[dict[str, Any]]:
    """The open questions that somebody has answered: what an edit makes of both sides' marks."""
    told: list[dict[str, Any]] = []
    asked: Iterable[Any] = open_among(found).values()
    for question in asked:
        before = marks(question)
        given = {one.side.lower() for one in question.standing}
        after = {side: "void" if side in given else mark for side, mark in before.items()}
        row = {"title": title(question.step), "before": before, "after": after, "n": len(given)}
        told += [row] if given else []
    return told
