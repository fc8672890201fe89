"""How the leads of both sides fix the order of a year: proposed by one, signed by both, released by both."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.enums import Role
from contacts.models import User
from core import concurrence
from core.concurrence import Words
from core.errors import Conflict, Malformed
from core.glyphs import unprintable
from core.history import record
from core.models import Answer, Question
from core.text import clean
from projects import policies
from projects.actions import telling
from projects.models import Ranking, Standing
from projects.ordering import PLACES, Place, by_hand, without_idle_reasons

LONGEST = 300


class StaleOrder(Conflict):
    """Somebody proposed another order first; carries what stands now."""

    def __init__(self, saved: Ranking):
        super().__init__(_("Somebody proposed another order after you opened this page."))
        self.saved = saved


def agreed_order(ranking: Ranking) -> dict[str, Any]:
    """What a signature on the order binds to."""
    return {"year": ranking.year, "order": ranking.order}


@transaction.atomic
def propose_order(ranking: Ranking, places: Sequence[Place], *, by: User, seen: str) -> Ranking:
    """Proposes the first places of a year and asks both sides to fix them; answers to the order before are void.

    Raises NotAllowed, Malformed, also where a project stands elsewhere than its scores put it without a reason, or
    StaleOrder.
    """
    ranking = Ranking.objects.select_for_update().get(pk=ranking.pk)
    policies.can_order(by, ranking).enforce()
    if ranking.version != seen:
        raise StaleOrder(ranking)
    order = [{"reference": one.reference, "reason": one.reason} for one in _cleaned(ranking, places)]
    if order != ranking.order:
        with record("propose-order", by=by, needs=[Role.LEAD]):
            ranking.order, ranking.revision = order, ranking.revision + 1
            ranking.save(update_fields=["order", "revision"])
        void = concurrence.text_changed(ranking, by=by, text=agreed_order(ranking), changed=["order"])
        telling.voided(ranking, void, by=by)
    if "fix" not in concurrence.standing_questions(ranking):
        ask_about_order(ranking, "fix", by=by, seen=ranking.version)
    return ranking


@transaction.atomic
def ask_about_order(ranking: Ranking, name: str, *, by: User, seen: str, reason: Words | None = None) -> Question:
    """Asks both sides to fix or to release an order. Raises NotAllowed, Malformed without a reason, or Conflict."""
    _refuse_empty(ranking)
    question = concurrence.ask(ranking, name, by=by, seen=seen, text=agreed_order, reason=reason)
    telling.asked(ranking, question, by=by)
    return question


@transaction.atomic
def answer_order(
    ranking: Ranking,
    name: str,
    *,
    by: User,
    seen: str,
    answer: str = Answer.CONCUR,
    reason: Words | None = None,
) -> Ranking:
    """Answers for the side of `by`: the order is fixed, or released, once both sides consent to the same revision.

    An order is agreed to or not; concerns about a project belong to the project. Raises NotAllowed, Malformed, or
    Conflict when the order is no longer at the version `seen`.
    """
    if answer == Answer.CONCERNS:
        raise Malformed({"answer": _("Concur with the order, ask for a change, or do not concur.")})
    _refuse_empty(ranking)
    outcome = concurrence.take_step(ranking, name, by=by, seen=seen, text=agreed_order, answer=answer, reason=reason)
    ranking = outcome.subject
    assert outcome.question is not None
    if not outcome.moved:
        telling.answered(ranking, outcome.question, answer=answer, by=by)
    else:
        step = ranking.WORKFLOW[name]
        with record(f"{name}-order", by=by, needs=step.signers.roles):
            ranking.stage, ranking.revision = str(step.target), ranking.revision + 1
            ranking.save(update_fields=["stage", "revision"])
        telling.carried(ranking, outcome.question, by=by)
    return ranking


@transaction.atomic
def take_back_order(ranking: Ranking, name: str, act: str, *, by: User, seen: str) -> Question:
    """Takes the answer of the side of `by` back, or with the act "call-off" the question. Raises as the engine does."""
    if act == "call-off":
        question = concurrence.call_off(ranking, name, by=by, seen=seen)
        telling.settled(question)
    else:
        question = concurrence.withdraw(ranking, name, by=by, seen=seen)
        telling.taken_back(ranking, question, by=by)
    return question


def _refuse_empty(ranking: Ranking) -> None:
    if not ranking.order:
        raise Conflict(_("No order is proposed yet."))


def _cleaned(ranking: Ranking, places: Sequence[Place]) -> list[Place]:
    """Clean places; errors are named by the project, such as `reason_RCF-2026-001`."""
    found = [Place(one.reference, clean(one.reason)) for one in places]
    named = [one.reference for one in found]
    listed = Standing.objects.filter(year=ranking.year)
    standings = {one.reference: one for one in listed.filter(reference__in=named)}
    errors: dict[str, str] = {}
    if not 0 < len(found) <= PLACES:
        errors["order"] = _("Give between one and %(most)d places.") % {"most": PLACES}
    if len(set(named)) != len(named) or set(named) - set(standings):
        errors["order"] = _("Each project stands once, and only projects whose scores are open to both sides.")
    errors |= {f"reason_{one.reference}": why for one in found if (why := _wrong(one.reason))}
    if errors:
        raise Malformed(errors)
    other = listed.exclude(reference__in=named).ranked().first()
    every = sorted([*standings.values(), *([other] if other else [])], key=lambda one: (-one.merit, one.reference))
    rank = {one.reference: at for at, one in enumerate(every)}.__getitem__
    best_other = other.reference if other else None
    if unexplained := by_hand(found, best_other, rank):
        why = _("Say why it does not stand where the scores put it.")
        raise Malformed({f"reason_{one}": why for one in named if one in unexplained})
    return without_idle_reasons(found, best_other, rank)


def _wrong(reason: str) -> str:
    if bad := unprintable(reason):
        return _("The report cannot print %(signs)s. Replace it.") % {"signs": " ".join(sorted(bad))}
    if len(reason) > LONGEST:
        return _("At most %(most)d characters; this has %(length)d.") % {"most": LONGEST, "length": len(reason)}
    return ""
