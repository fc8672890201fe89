"""How an edition climbs from its draft to the seal: asked of both sides, answered, returned, considered."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import User
from core import concurrence, days
from core.bilingual import states_after
from core.concurrence import Words
from core.errors import Conflict
from core.history import record
from core.models import Answer, Concern, Question
from projects.workflow import LEADS
from reporting import policies
from reporting.actions import telling
from reporting.actions.sealing import seal
from reporting.enums import Body, Outcome
from reporting.models import Consideration, Edition
from reporting.workflow import EDITION

RETURN = "return"


def agreed_text(edition: Edition) -> dict[str, Any]:
    """What a signature on an edition binds to: the very snapshot that was compiled last."""
    return {"edition": str(edition), "revision": edition.compiled_revision, "sha256": edition.sha256}


@transaction.atomic
def ask_body(edition: Edition, step: str, *, by: User, seen: str, reason: Words | None = None) -> Question:
    """Asks both sides whether to take a step of the climb. Raises NotAllowed, Malformed or Conflict."""
    policies.can_climb(edition).enforce()
    question = concurrence.ask(edition, step, by=by, seen=seen, text=agreed_text, reason=reason)
    telling.asked(edition, question, by=by)
    return question


@transaction.atomic
def climb(
    edition: Edition,
    step: str,
    *,
    by: User,
    seen: str,
    answer: str = Answer.CONCUR,
    reason: Words | None = None,
    concerns: Iterable[Words] = (),
) -> Edition:
    """Takes a step of the climb for the side of `by`, or signs it; what the SCM concurs with is sealed.

    Raises NotAllowed with the reason, Malformed, or Conflict when the edition is no longer at the version `seen`.
    """
    if step != RETURN:
        policies.can_climb(edition).enforce()
    outcome = concurrence.take_step(
        edition, step, by=by, seen=seen, text=agreed_text, answer=answer, reason=reason, concerns=concerns
    )
    edition, question = outcome.subject, outcome.question
    if not outcome.moved:
        assert question is not None
        telling.answered(edition, question, answer=answer, by=by)
        return edition
    body, target = edition.stage, str(edition.WORKFLOW[step].target)
    edition.stage, edition.stage_since = target, days.today()
    edition.revision += 1
    with record(f"{step}-edition", by=by, needs=edition.WORKFLOW[step].signers.roles):
        edition.save()
        if body in Body.values:
            _consider(edition, body, question, by=by, reason=reason or {})
        void = text_changed(edition, by=by, changed=["stage"])
        if edition.is_sealed:
            assert question is not None
            seal(edition, question, by=by)
    telling.moved(edition, question, step, void=void, by=by)
    return edition


@transaction.atomic
def take_back(edition: Edition, step: str, act: str, *, by: User, seen: str) -> Question:
    """Takes the answer of the side of `by` back ("withdraw"), or the question ("call-off"). Raises as the engine."""
    acts = {"withdraw": concurrence.withdraw, "call-off": concurrence.call_off}
    question = acts[act](edition, step, by=by, seen=seen)
    telling.taken_back(edition, question, act, by=by)
    return question


@transaction.atomic
def close_edition_concern(concern: Concern, *, by: User, closing: Words) -> Concern:
    """Closes a concern of the side of `by` about an edition, with a reason. Raises NotAllowed or Malformed."""
    concern = concurrence.close_concern(concern, by=by, who=LEADS, closing=closing)
    telling.concern_closed(Edition.objects.get(pk=concern.subject_id), by=by)
    return concern


def text_changed(edition: Edition, *, by: User | None, changed: list[str]) -> list[Question]:
    """The agreed text has changed: answers to open questions are void, and both sides are asked anew."""
    void = concurrence.text_changed(edition, by=by, text=agreed_text(edition), changed=changed)
    if by:
        telling.voided(edition, void, by=by)
    return void


def refuse_nobody(edition: Edition, by: User | None) -> None:
    """What makes signatures void has somebody who did it: while both sides are asked, nothing compiles unnamed."""
    if by is None and concurrence.standing_questions(edition):
        raise Conflict(_("Both sides are asked about this edition. Compile it on its page, so that they see who did."))


@transaction.atomic
def remind_of_editions(*, today: date) -> list[Question]:
    """Reminds of the questions about editions that wait too long, each once, and of those that are overdue, once."""
    found = concurrence.remind(EDITION.name, today=today)
    editions = Edition.objects.in_bulk([UUID(question.subject_id) for question in found])
    for question in found:
        tell = telling.overdue if question.escalated_on else telling.reminded
        tell(editions[UUID(question.subject_id)], question)
    return found


def _consider(edition: Edition, body: str, question: Question | None, *, by: User, reason: Words) -> None:
    considered = Consideration(
        edition=edition,
        body=body,
        outcome=Outcome.CONCURRED if question else Outcome.RETURNED,
        compiled_revision=edition.compiled_revision,
        considered_on=_held_on(edition, body) or days.today(),
        question=question,
        side=by.side,
        post=by.signing_as(*LEADS.roles),
    )
    if question is None:
        before = considered.texts()
        considered.reason_en, considered.reason_ko = reason.get("en") or "", reason.get("ko") or ""
        considered.text_states = states_after(considered, before)
    considered.save()


def _held_on(edition: Edition, body: str) -> date | None:
    """The day of the body's meeting, where it has been held."""
    day = getattr(edition.cycle, f"{body}_on")
    return day if day and day <= days.today() else None
