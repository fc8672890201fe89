"""Two sides decide as equals: who may take a step now, and what happens when one is asked, answered or taken back.

Law 1: what binds both needs one signature of each side, in either order, on the same revision of the text. A signature
binds to that revision and to the hash of its text; an edit makes it void. Nobody signs for the other side and nobody
signs twice. The database holds the same by constraints and triggers (core/migrations/0004_concurrence.py).

What changes something runs in the transaction of the action that calls it, which ends with what it raises.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models
from django.db.models import Max, Prefetch
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import days
from core.bilingual import Bilingual, states_after
from core.canonical import fingerprint
from core.errors import Conflict, Malformed
from core.glyphs import unprintable
from core.history import record
from core.models import Answer, Concern, Concurrence, Question, QuestionState
from core.models.decisions import CONSENT
from core.queries import day_of
from core.sides import Side
from core.text import clean
from core.verdict import ALLOWED, Verdict
from core.workflow import Step, Who

Words = Mapping[str, str]
"""A text by language: {"en": …, "ko": …}; either may be missing."""
LONGEST = 2000
MOST_CONCERNS = 10


@dataclass(frozen=True)
class Outcome:
    """What became of a step: the locked subject, the question if both sides are asked, and whether it is taken now."""

    subject: Any
    question: Question | None
    moved: bool


def standing_questions(subject: models.Model) -> dict[str, Question]:
    """The open questions about a subject by step, each with its standing answers, in two statements."""
    answers = Prefetch("answers", Concurrence.objects.standing(), to_attr="standing")
    return {question.step: question for question in Question.objects.about(subject).open().prefetch_related(answers)}


def signed(question: Question | None, side: str) -> Concurrence | None:
    """The standing answer of a side to a question, if there is one."""
    if question is None:
        return None
    answers = question.standing if hasattr(question, "standing") else question.answers.standing()
    return next((answer for answer in answers if answer.side == side), None)


# --- may they? ---


def can_take(user: Any, subject: Any, name: str, asked: Mapping[str, Question] | None = None) -> Verdict:
    """May this user take this step now, or sign for it where both sides must?

    The button, the API and the action all ask here. `asked` spares a page the look-up of the open questions.
    """
    step = subject.WORKFLOW.get(name)
    if closed := _closed(user, subject, step, who=step and step.signers):
        return Verdict(closed)
    if not step.both_sides:
        return ALLOWED
    question = (standing_questions(subject) if asked is None else asked).get(name)
    if signed(question, user.side):
        other = Side(user.side).other.label
        if signed(question, Side(user.side).other):
            return Verdict(_("Your side has answered, and so has %(side)s.") % {"side": other})
        return Verdict(_("Your side has signed. Waiting for %(side)s.") % {"side": other})
    theirs = signed(question, Side(user.side).other)
    if theirs and theirs.person == user.person:
        return Verdict(_("The same person has signed for the other side. Nobody signs for both."))
    return ALLOWED


def can_ask(user: Any, subject: Any, name: str, asked: Mapping[str, Question] | None = None) -> Verdict:
    """May this user ask both sides whether to take this step?"""
    step = subject.WORKFLOW.get(name)
    if closed := _closed(user, subject, step, who=step and (step.askers or step.signers)):
        return Verdict(closed)
    if not step.both_sides:
        return Verdict(_("One side takes this step alone; nobody needs to be asked."))
    if name in (standing_questions(subject) if asked is None else asked):
        return Verdict(_("Both sides are asked already."))
    return ALLOWED


def can_withdraw(user: Any, subject: Any, name: str, asked: Mapping[str, Question] | None = None) -> Verdict:
    """May this user take the answer of his side back?"""
    step = subject.WORKFLOW.get(name)
    if closed := _closed(user, subject, step, who=step and step.signers):
        return Verdict(closed)
    if not signed((standing_questions(subject) if asked is None else asked).get(name), user.side):
        return Verdict(_("Your side has not signed this."))
    return ALLOWED


def can_call_off(user: Any, subject: Any, question: Question | None) -> Verdict:
    """May this user withdraw the question itself? The side that asked may, until the other side has answered."""
    if question is None or question.state != QuestionState.OPEN:
        return Verdict(_("This question is not open any more."))
    if question.asked_side != user.side:
        return Verdict(_("The side that asked withdraws a question. Answer it instead."))
    step = subject.WORKFLOW[question.step]
    who = step.askers or step.signers
    if not user.has_role(*who.roles):
        return Verdict(who.refusal)
    if signed(question, Side(user.side).other):
        return Verdict(_("The other side has answered. Take your own answer back instead."))
    return ALLOWED


def can_close(user: Any, concern: Concern, who: Who) -> Verdict:
    """May this user close this concern? The side that raised it does."""
    if concern.closed_at:
        return Verdict(_("This concern is closed already."))
    if concern.side != user.side:
        return Verdict(_("The side that raised a concern closes it."))
    return ALLOWED if user.has_role(*who.roles) else Verdict(who.refusal)


def _closed(user: Any, subject: Any, step: Step | None, *, who: Who | None) -> str | Promise:
    """Why a step is not open to this user at all; '' when it is."""
    if step is None or who is None or subject.stage not in step.sources:
        reason = _("This step is not open while the stage is “%(stage)s”.")
        return reason % {"stage": subject.get_stage_display()}
    if not user.side or not user.has_role(*who.roles):
        return who.refusal
    if getattr(subject, "is_private", False) and subject.WORKFLOW.needs_joint(step):
        return _("Share it with the other side first: this step is for what both sides see.")
    return ""


# --- asked, answered, taken back ---


def ask(
    subject: Any, name: str, *, by: Any, seen: str, text: Callable[[Any], dict], reason: Words | None = None
) -> Question:
    """Asks both sides whether to take a step on the version that was `seen`; nobody has signed by that.

    Raises NotAllowed, Malformed when a needed reason is missing, or Conflict.
    """
    subject = _locked(subject, seen)
    can_ask(by, subject, name).enforce()
    step = subject.WORKFLOW[name]
    with record(f"ask.{name}", by=by, needs=(step.askers or step.signers).roles):
        return _put(subject, name, by=by, text=text(subject), reason=reason or {})


def take_step(
    subject: Any,
    name: str,
    *,
    by: Any,
    seen: str,
    text: Callable[[Any], dict],
    answer: str = Answer.CONCUR,
    reason: Words | None = None,
    concerns: Iterable[Words] = (),
) -> Outcome:
    """Takes a step for the side of `by`, or signs it: the stage moves once both sides consent to this revision.

    The caller saves the stage of `subject` when `moved`, with the next revision, in the same transaction. `text` gives
    the agreed text whose hash a signature binds to. Raises NotAllowed with the reason, Malformed, or Conflict when the
    subject is no longer at the version `seen`.
    """
    subject = _locked(subject, seen)
    asked = standing_questions(subject)
    can_take(by, subject, name, asked).enforce()
    step = subject.WORKFLOW[name]
    if not step.both_sides:
        if step.reasons:
            cleaned_words(reason or {}, needed=True)
        return Outcome(subject, None, moved=True)
    question = asked.get(name)
    with record(f"{answer}.{name}", by=by, needs=step.signers.roles):
        if question is None:
            question = _put(subject, name, by=by, text=text(subject), reason=reason or {})
            reason = {} if answer in CONSENT else reason
        post = by.signing_as(*step.signers.roles)
        _sign(question, by=by, post=post, answer=answer, reason=reason or {}, concerns=list(concerns))
        other = signed(question, Side(by.side).other)
        if answer not in CONSENT or other is None or other.answer not in CONSENT:
            return Outcome(subject, question, moved=False)
        _end(question, QuestionState.CARRIED, by=by, post=post)
    return Outcome(subject, question, moved=True)


def withdraw(subject: Any, name: str, *, by: Any, seen: str) -> Question:
    """Takes the answer of the side of `by` back, while the question is open. Raises NotAllowed or Conflict."""
    subject = _locked(subject, seen)
    asked = standing_questions(subject)
    can_withdraw(by, subject, name, asked).enforce()
    with record(f"withdraw.{name}", by=by, needs=subject.WORKFLOW[name].signers.roles):
        answer = Concurrence.objects.standing().get(question=asked[name], side=by.side)
        answer.withdrawn_at = timezone.now()
        answer.save(update_fields=["withdrawn_at"])
    return asked[name]


def call_off(subject: Any, name: str, *, by: Any, seen: str) -> Question:
    """Withdraws the question itself, for the side that asked. Raises NotAllowed or Conflict."""
    subject = _locked(subject, seen)
    asked = standing_questions(subject)
    can_call_off(by, subject, asked.get(name)).enforce()
    with record(f"call-off.{name}", by=by):
        return _end(asked[name], QuestionState.WITHDRAWN, by=by)


def text_changed(subject: Any, *, by: Any, text: dict, changed: list[str]) -> list[Question]:
    """The agreed text has a new revision: answers to open questions are void, and both sides are asked anew.

    A question that nobody had answered simply moves on to the new revision; one whose step the new stage does not
    offer ends. Call it in the transaction of the edit. Returns the questions whose answers became void.
    """
    voided = []
    for name, question in standing_questions(subject).items():
        step = subject.WORKFLOW[name]
        if subject.stage not in step.sources:
            _end(question, QuestionState.VOID, by=by, changed=["stage"])
            voided.append(question)
        elif question.answers.exists():
            _end(question, QuestionState.VOID, by=by, changed=changed)
            reason = {"en": question.reason_en, "ko": question.reason_ko}
            _put(subject, name, by=by, text=text, reason=reason, states=question.text_states)
            voided.append(question)
        else:
            question.revision, question.version = subject.revision, subject.version
            question.text_sha256 = fingerprint(text)
            question.save(update_fields=["revision", "version", "text_sha256"])
    return voided


def close_concern(concern: Concern, *, by: Any, who: Who, closing: Words) -> Concern:
    """Closes a concern for the side that raised it, with a reason. Raises NotAllowed or Malformed."""
    concern = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
    can_close(by, concern, who).enforce()
    concern.closed_at, concern.closed_by, concern.closed_post = timezone.now(), by, by.signing_as(*who.roles)
    with record("close-concern", by=by, needs=who.roles):
        _write(concern, "closing", closing, needed=True)
        concern.save()
    return concern


def remind(workflow: str, *, today: date) -> list[Question]:
    """Notes on each open question of a workflow that a side is to be reminded, or that the answer is overdue.

    Once each: reminded after REMIND_AFTER days on which both capitals work, overdue after ESCALATE_AFTER. Nothing is
    ever answered by waiting. Returns the questions, of which `reminded_on` or `escalated_on` is `today`.
    """
    found: list[Question] = []
    waiting = Question.objects.open().filter(workflow=workflow, escalated_on=None).order_by("asked_at")
    waiting = waiting.annotate(asked_on=day_of("asked_at")).filter(asked_on__lt=today)
    for question in waiting.select_for_update(of=("self",), skip_locked=True):
        if question.due_on < today:
            question.escalated_on = today
        elif not question.reminded_on and remind_on(question.asked_on) <= today:
            question.reminded_on = today
        else:
            continue
        with record("escalate" if question.escalated_on else "remind", by=None):
            question.save(update_fields=["reminded_on", "escalated_on"])
        found.append(question)
    return found


# --- how ---


def _locked(subject: Any, seen: str) -> Any:
    """The subject's row, locked and fresh. Raises Conflict when it is no longer at the version that was `seen`."""
    fresh = type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    if fresh.version != seen:
        raise Conflict(_("This changed after you opened it. Read it again before you sign."))
    return fresh


def _put(
    subject: Any, name: str, *, by: Any, text: dict, reason: Words, states: dict[str, Any] | None = None
) -> Question:
    last = Question.objects.about(subject).aggregate(last=Max("number"))["last"] or 0
    now, step = timezone.now(), subject.WORKFLOW[name]
    question = Question(
        workflow=subject.WORKFLOW.name,
        subject_id=str(subject.pk),
        step=name,
        number=last + 1,
        revision=subject.revision,
        version=subject.version,
        text_sha256=fingerprint(text),
        asked_by=by,
        asked_side=by.side,
        asked_post=by.signing_as(*(step.askers or step.signers).roles),
        asked_at=now,
        due_on=due_on(days.day_of(now)),
    )
    _write(question, "reason", reason, needed=step.reasons)
    question.text_states = states or question.text_states
    question.save()
    return question


def due_on(day: date) -> date:
    """Until when an answer is expected: so many days later on which both capitals work (RCF_ESCALATE_AFTER)."""
    return days.after_working_days(day, settings.ESCALATE_AFTER, *Side)


def remind_on(day: date) -> date:
    """When a side that has not answered is reminded: so many days later on which both work (RCF_REMIND_AFTER)."""
    return days.after_working_days(day, settings.REMIND_AFTER, *Side)


def _sign(
    question: Question, *, by: Any, post: Words, answer: str, reason: Words, concerns: list[Words]
) -> Concurrence:
    if answer not in Answer.values:
        raise Malformed({"answer": _("Choose one of the answers.")})
    if (answer == Answer.CONCERNS) != bool(concerns):
        raise Malformed({"concerns": _("Name the concerns, one at least, where you concur with concerns.")})
    if len(concerns) > MOST_CONCERNS:
        raise Malformed({"concerns": _("At most %(most)d concerns.") % {"most": MOST_CONCERNS}})
    signature = Concurrence(
        question=question,
        **{name: getattr(question, name) for name in ("workflow", "subject_id", "step", "revision", "text_sha256")},
        side=by.side,
        answer=answer,
        signer=by,
        person=by.person,
        post=post,
        signed_at=timezone.now(),
    )
    _write(signature, "reason", reason, needed=answer in (Answer.NON_CONCUR, Answer.RETURN))
    try:
        signature.save()
    except IntegrityError:
        raise Conflict(_("This was signed at the same moment. Read it again before you sign.")) from None
    first = Concern.objects.filter(question=question).count() + 1 if concerns else 1
    for number, words in enumerate(concerns, start=first):
        concern = Concern(
            question=question,
            concurrence=signature,
            subject_id=question.subject_id,
            number=number,
            side=by.side,
            raised_at=signature.signed_at,
        )
        _write(concern, "text", words, needed=True, field="concerns")
        concern.save()
    return signature


def _end(
    question: Question, state: QuestionState, *, by: Any, post: Words | None = None, changed: Iterable[str] = ()
) -> Question:
    question.state, question.changed = state, list(changed)
    question.ended_at, question.ended_side, question.ended_post = timezone.now(), by.side, post or by.signs_as
    question.save(update_fields=["state", "changed", "ended_at", "ended_side", "ended_post"])
    return question


def cleaned_words(words: Words, *, needed: bool, field: str = "reason") -> dict[str, str]:
    """Clean words in both languages; raises Malformed for words that are needed, too long or not printable."""
    found = {language: clean(words.get(language) or "") for language in ("en", "ko")}
    if needed and not any(found.values()):
        raise Malformed({field: _("Say why, in at least one language.")})
    for text in found.values():
        if len(text) > LONGEST:
            sentence = _("At most %(most)d characters; this has %(length)d.")
            raise Malformed({field: sentence % {"most": LONGEST, "length": len(text)}})
        if bad := unprintable(text):
            sentence = _("The report cannot print %(signs)s. Replace it.")
            raise Malformed({field: sentence % {"signs": " ".join(sorted(bad))}})
    return found


def _write(row: Bilingual, name: str, words: Words, *, needed: bool, field: str = "") -> None:
    before = row.texts()
    for language, text in cleaned_words(words, needed=needed, field=field or name).items():
        setattr(row, f"{name}_{language}", text)
    row.text_states = states_after(row, before)
