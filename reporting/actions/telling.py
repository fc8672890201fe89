"""Who is told of what happens to an edition: the secretariats write it, the leads sign it."""

from typing import Any

from contacts.actions import notify, settle
from contacts.enums import Event, Role
from contacts.models import User
from contacts.notices import in_both
from contacts.reading import people_who
from core.audience import Audience
from core.concurrence import standing_questions
from core.models import Question
from core.sides import Side
from projects.actions.telling import ASKING, TAKEN_BACK, missing, other_side, overdue_facts, said, settled
from reporting.models import Edition
from reporting.wording import edition_question, edition_title, stage_told


def tell(event: Event, edition: Edition, *, to: list[User], by: User | None, about: Any = None, **facts: Any) -> None:
    """Tells people of something about an edition, or about a question on it."""
    titles = in_both(lambda: edition_title(edition))
    notify(
        event,
        to=to,
        audience=Audience.JOINT,
        subject_id=(about or edition).pk,
        url=edition.get_absolute_url(),
        title_en=titles["en"],
        title_ko=titles["ko"],
        by=by,
        **facts,
    )


def signing(step: str, *sides: str) -> list[User]:
    """Who signs a step of the climb at these sides."""
    if Role.STAFF in Edition.WORKFLOW[step].signers.roles:
        return list(User.objects.staff_of(*sides))
    return people_who(lead=sides)


def concerned(*sides: str) -> list[User]:
    """The secretariats and the leads of these sides."""
    return [*User.objects.staff_of(*sides), *people_who(lead=sides)]


def _question(question: Question) -> dict[str, Any]:
    return {"question": in_both(lambda: edition_question(question.step))}


def asked(edition: Edition, question: Question, *, by: User) -> None:
    tell(Event.ASKED, edition, to=signing(question.step, *Side), by=by, about=question, **_question(question))


def answered(edition: Edition, question: Question, *, answer: str, by: User) -> None:
    settle(*ASKING, subject_id=question.pk, side=by.side)
    people, words = concerned(other_side(by)), {"answer": said(answer), **_question(question)}
    tell(Event.ANSWERED, edition, to=people, by=by, about=question, **words)


def taken_back(edition: Edition, question: Question, act: str, *, by: User) -> None:
    """An answer no longer stands, or nobody is asked any more."""
    if act == "call-off":
        settled(question)
        return
    people = signing(question.step, other_side(by))
    tell(Event.ANSWERED, edition, to=people, by=by, about=question, answer=TAKEN_BACK, **_question(question))


def moved(edition: Edition, question: Question | None, step: str, *, void: list[Question], by: User) -> None:
    """Both sides carried a step, or one returned the edition to its draft."""
    for one in [*void, *([question] if question else [])]:
        settled(one)
    people = concerned(*Side)
    if question:
        tell(Event.CARRIED, edition, to=people, by=by, about=question, **_question(question))
    else:
        tell(Event.MOVED, edition, to=people, by=by, stage=in_both(lambda: stage_told(edition)))


def voided(edition: Edition, old: list[Question], *, by: User) -> None:
    """What was answered is void: who signs is asked anew where the step is still open."""
    anew = standing_questions(edition) if old else {}
    for question in old:
        settled(question)
        if question.step in anew:
            people = signing(question.step, *Side)
            tell(Event.VOIDED, edition, to=people, by=by, about=anew[question.step], **_question(question))


def reminded(edition: Edition, question: Question) -> None:
    """Who signs at a side that has not answered."""
    people = signing(question.step, *missing(question))
    tell(Event.REMINDED, edition, to=people, by=None, about=question, due=question.due_on, **_question(question))


def overdue(edition: Edition, question: Question) -> None:
    """Secretariats and leads of both sides, whichever is late: waiting never becomes a yes."""
    facts = overdue_facts(question) | _question(question)
    tell(Event.OVERDUE, edition, to=concerned(*Side), by=None, about=question, **facts)


def concern_closed(edition: Edition, *, by: User) -> None:
    tell(Event.CONCERN_CLOSED, edition, to=concerned(other_side(by)), by=by)
