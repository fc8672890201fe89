"""Who is told of what happens to a project, or to a year's order: the one place that turns an act into notices.

Whoever answers for a project at a side are the people acting for its post there, or the side's leads where the post is
open or vacant. Of a private project its own side alone is told: `notify` leaves the other out.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.actions import notify, settle
from contacts.enums import Event
from contacts.models import Notice, User
from contacts.notices import in_both
from contacts.reading import people_who
from core.audience import Audience
from core.concurrence import standing_questions
from core.models import Answer, Question
from core.models.decisions import CONSENT
from core.questions import ANSWER_MARKS
from core.sides import Side
from core.templatetags.ui import answer_words
from core.workflow import Step
from projects.enums import Health, Stage
from projects.models import Project, Ranking
from projects.wording import order_questions, question_title
from projects.workflow import LEADS, RANKING

TAKEN_BACK = gettext_lazy("the answer is taken back")
ASKING = (Event.ASKED, Event.ANSWERED, Event.VOIDED, Event.REMINDED, Event.OVERDUE)
"""What waits for an answer, until it is given."""
Subject = Project | Ranking
"""What both sides are asked about."""


def tell(
    event: Event,
    subject: Subject,
    *,
    to: Iterable[User],
    by: User | None,
    about: Any = None,
    at: str = "",
    audience: str = "",
    needs: Sequence[str] = (),
    **facts: Any,
) -> list[Notice]:
    """Tells people of something about a subject, or about a row of it; `at` is the place on its page."""
    titles = _titles(subject)
    return notify(
        event,
        to=to,
        audience=audience or (Audience.JOINT if isinstance(subject, Ranking) else subject.audience),
        subject_id=(about or subject).pk,
        url=subject.get_absolute_url() + at,
        title_en=titles["en"] or titles["ko"],
        title_ko=titles["ko"] or titles["en"],
        by=by,
        needs=needs,
        **facts,
    )


def _titles(subject: Subject) -> dict[str, str]:
    if isinstance(subject, Ranking):
        return in_both(lambda: _("Order of the %(year)s cycle") % {"year": subject.year})
    return {"en": subject.title_en, "ko": subject.title_ko}


def leads(*sides: str) -> list[User]:
    return people_who(lead=sides)


def acting_for(subject: Subject, *sides: str) -> list[User]:
    """Who acts for the posts of a project at these sides today; an order names no post."""
    return people_who(act_for=_posts(subject, sides))


def answering_for(subject: Subject, *sides: str) -> list[User]:
    """Who answers for a project at these sides; for an order, which names no post, the leads."""
    acting = acting_for(subject, *sides)
    open_at = set(sides) - {person.side for person in acting}
    return acting + (leads(*open_at) if open_at else [])


def concerned(subject: Subject, *sides: str) -> list[User]:
    """Whoever answers for a subject at these sides, and the leads there, in one statement."""
    return people_who(act_for=_posts(subject, sides), lead=sides)


def _posts(subject: Subject, sides: Iterable[str]) -> list[int | None]:
    return [getattr(subject, f"{side.lower()}_post_id") for side in sides] if isinstance(subject, Project) else []


def other_side(by: User) -> Side:
    return Side(by.side).other


# --- the project ---


def shared(project: Project, *, by: User) -> None:
    """The other side sees it from now on: its leads and whoever answers for it there."""
    other = other_side(by)
    tell(Event.SHARED, project, to=concerned(project, other), by=by)


def remarked(project: Project, *, audience: Audience, by: User) -> None:
    tell(Event.REMARKED, project, to=answering_for(project, *Side), by=by, at="#remarks", audience=audience)


def reported(project: Project, *, before: str, by: User) -> None:
    """An update has come, so nobody needs to be reminded of it; a health that changed is told."""
    settle(Event.STALE, subject_id=project.pk)
    if before and project.health != before:
        words: dict[str, Any] = {"health": Health(project.health).label, "before": Health(before).label}
        tell(Event.HEALTH, project, to=concerned(project, *Side), by=by, **words)


def moved(project: Project, step: Step, *, by: User) -> None:
    """One side moved it to another stage: whoever answers for it, and the leads of both."""
    people = concerned(project, *Side)
    tell(Event.MOVED, project, to=people, by=by, needs=step.signers.roles, stage=Stage(project.stage).label)


def scored(project: Project, *, opened: bool, by: User) -> None:
    """That a side has submitted its scores is all that the other learns, until both have."""
    settle(Event.SCORED, subject_id=project.pk, side=by.side)
    if opened:
        tell(Event.SCORES_OPEN, project, to=concerned(project, *Side), by=by, at="scores/")
    else:
        tell(Event.SCORED, project, to=leads(other_side(by)), by=by, at="scores/", needs=LEADS.roles)


# --- what both sides are asked ---


def _question(question: Question) -> dict[str, Any]:
    of_order = question.workflow == RANKING.name
    return {
        "question": in_both(lambda: order_questions()[question.step] if of_order else question_title(question.step))
    }


_ask = partial(tell, at="#decision")


def asked(subject: Subject, question: Question, *, by: User) -> None:
    _ask(Event.ASKED, subject, to=leads(*Side), by=by, about=question, **_question(question))


def answered(subject: Subject, question: Question, *, answer: str, by: User) -> None:
    """The other side's leads hear the answer; of one that is no consent also whoever answers for the subject."""
    settle(*ASKING, subject_id=question.pk, side=by.side)
    people = leads(other_side(by))
    if answer not in CONSENT:
        people += answering_for(subject, *Side)
    _ask(Event.ANSWERED, subject, to=people, by=by, about=question, answer=said(answer), **_question(question))


def taken_back(subject: Subject, question: Question, *, by: User) -> None:
    """The other side's leads hear that an answer no longer stands."""
    people = leads(other_side(by))
    _ask(Event.ANSWERED, subject, to=people, by=by, about=question, answer=TAKEN_BACK, **_question(question))


def carried(subject: Subject, question: Question, *, by: User) -> None:
    """Both sides consented: nothing of it waits any more, and everybody concerned hears of it."""
    settled(question)
    _ask(Event.CARRIED, subject, to=concerned(subject, *Side), by=by, about=question, **_question(question))


def settled(question: Question) -> None:
    """Nobody is asked any more."""
    settle(*ASKING, subject_id=question.pk)


def voided(subject: Subject, old: list[Question], *, by: User) -> None:
    """What was answered is void: the leads of both sides are asked anew where the step is still open."""
    anew = standing_questions(subject) if old else {}
    for question in old:
        settled(question)
        if question.step in anew:
            _ask(Event.VOIDED, subject, to=leads(*Side), by=by, about=anew[question.step], **_question(question))


def reminded(subject: Subject, question: Question) -> None:
    """The leads of a side that has not answered."""
    people = leads(*missing(question))
    _ask(Event.REMINDED, subject, to=people, by=None, about=question, due=question.due_on, **_question(question))


def overdue(subject: Subject, question: Question) -> None:
    """The leads of both sides, whichever is late: waiting never becomes a yes."""
    _ask(
        Event.OVERDUE,
        subject,
        to=leads(*Side),
        by=None,
        about=question,
        **overdue_facts(question),
        **_question(question),
    )


def said(answer: str) -> dict[str, str]:
    """An answer as a fact of a notice."""
    return in_both(lambda: answer_words()[ANSWER_MARKS[Answer(answer)]])


def overdue_facts(question: Question) -> dict[str, Any]:
    """Until when an answer was due, and which sides it lacks."""
    late = missing(question)
    words = in_both(lambda: ", ".join(str(side.label) for side in late) or _("none, but the answers differ"))
    return {"due": question.due_on, "missing": words}


def missing(question: Question) -> list[Side]:
    """The sides that have not answered."""
    answered = set(question.answers.standing().values_list("side", flat=True))
    return [side for side in Side if side not in answered]


def concern_closed(project: Project, *, by: User) -> None:
    people = [*answering_for(project, *Side), *leads(other_side(by))]
    _ask(Event.CONCERN_CLOSED, project, to=people, by=by, needs=LEADS.roles)


# --- what nobody did ---


def gone_stale(project: Project) -> None:
    """Its points of contact; the leads see it under what is missing."""
    tell(Event.STALE, project, to=acting_for(project, *Side), by=None, since=project.reported_on)


def meets_others(project: Project) -> None:
    tell(Event.OVERLAP, project, to=acting_for(project, *Side), by=None, at="#efforts")
