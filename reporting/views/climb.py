"""What is asked on the climb of an edition, as pages tell it to their reader."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.models import User
from core import concurrence, questions
from core.models import Question
from core.verdict import Verdict
from projects.views.stepping import why_void
from reporting import policies
from reporting.climb import STEPS
from reporting.models import Edition
from reporting.wording import edition_question


def current_step(edition: Edition) -> str:
    """The step that both sides take next; '' for a sealed edition."""
    return next((step for step, stage in STEPS.items() if stage == edition.stage), "")


def urls_of(edition: Edition, step: str) -> dict[str, str]:
    """Where a step of the climb is answered, asked and taken back."""
    base = reverse("reporting:edition-step", args=[edition.cycle_id, edition.number, step])
    return {"answer": base, "ask": f"{base}ask/", "withdraw": f"{base}withdraw/", "call_off": f"{base}call-off/"}


def can_take(user: User, edition: Edition, step: str, asked: dict[str, Question]) -> Verdict:
    """May this user take this step of the climb now, or sign for it?"""
    verdict = concurrence.can_take(user, edition, step, asked)
    return verdict and (policies.can_climb(edition) if edition.WORKFLOW[step].both_sides else verdict)


def can_ask(user: User, edition: Edition, step: str, asked: dict[str, Question]) -> Verdict:
    """May this user ask both sides about this step of the climb?"""
    return concurrence.can_ask(user, edition, step, asked) and policies.can_climb(edition)


def told(
    question: Any, user: User, edition: Edition, asked: dict[str, Question], titles: dict[str, str]
) -> dict[str, Any]:
    """A question about an edition as the pages tell it to this reader; `titles` are those of the sections."""
    can = questions.verdicts(user, edition, question, asked)
    return questions.told(
        question,
        title=edition_question(question.step),
        urls=urls_of(edition, question.step),
        can=can | {"sign": can["sign"] and policies.can_climb(edition)},
        void=lambda who: _why_void(question.changed, who, titles),
    )


def _why_void(changed: list[str], who: str, titles: dict[str, str]) -> str:
    if changed == ["compiled"]:
        return _("Void: %(who)s compiled the report again.") % {"who": who}
    return why_void(changed, who, ", ".join(titles.get(key, key) for key in changed))
