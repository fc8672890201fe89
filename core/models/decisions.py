"""What both sides decide: the question, each side's signature on it, and the concerns that come with one.

These rows are joint by nature: nothing that binds both is asked about what one side keeps private.
"""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import history
from core.audience import JointQuerySet
from core.bilingual import Bilingual
from core.sides import Side


class QuestionState(models.TextChoices):
    """Where a question stands."""

    OPEN = "open", _("Open")
    CARRIED = "carried", _("Carried")
    VOID = "void", _("Void")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Answer(models.TextChoices):
    """What one side answers to a question."""

    CONCUR = "concur", _("Concurs")
    CONCERNS = "concerns", _("Concurs with concerns")
    NON_CONCUR = "non-concur", _("Does not concur")
    RETURN = "return", _("Asks for a change")


CONSENT = (Answer.CONCUR, Answer.CONCERNS)


class QuestionQuerySet(JointQuerySet):
    def about(self, subject: Any) -> Self:
        """The questions about a subject, newest first."""
        return self.filter(workflow=subject.WORKFLOW.name, subject_id=str(subject.pk)).order_by("-number")

    def open(self) -> Self:
        return self.filter(state=QuestionState.OPEN)

    def awaiting(self, side: str) -> Self:
        """Open questions that this side has not answered."""
        answered = Concurrence.objects.standing().filter(question=models.OuterRef("pk"), side=side)
        return self.open().filter(~models.Exists(answered))


@history.track()
class Question(Bilingual):
    """Whether to take a step, asked of both sides on one revision of the agreed text."""

    TEXTS = ("reason",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    workflow = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=36)
    step = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    version = models.CharField(max_length=24)
    text_sha256 = models.CharField(max_length=64)
    reason_en = models.TextField(_("reason, English"), max_length=2000, blank=True)
    reason_ko = models.TextField(_("reason, Korean"), max_length=2000, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_side = models.CharField(max_length=3, choices=Side)
    asked_post = models.JSONField()
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    reminded_on = models.DateField(null=True, blank=True)
    escalated_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=QuestionState, default=QuestionState.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_side = models.CharField(max_length=3, choices=Side, blank=True)
    ended_post = models.JSONField(default=dict, blank=True)
    changed = models.JSONField(default=list, blank=True)
    """What of the text was changed when an edit made it void."""

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workflow", "subject_id", "number"], name="question_number_once"),
            models.UniqueConstraint(
                fields=["workflow", "subject_id", "step"],
                condition=Q(state=QuestionState.OPEN),
                name="question_open_once_for_each_step",
            ),
            models.CheckConstraint(
                condition=Q(state=QuestionState.OPEN) ^ Q(ended_at__isnull=False), name="question_ended_has_its_moment"
            ),
            models.CheckConstraint(condition=Q(text_sha256__regex="^[0-9a-f]{64}$"), name="question_binds_to_a_text"),
        ]
        indexes = [
            models.Index(
                fields=["workflow", "due_on"], condition=Q(state=QuestionState.OPEN), name="question_open_by_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.workflow} {self.subject_id}: {self.step}"


class ConcurrenceQuerySet(JointQuerySet):
    def standing(self) -> Self:
        """Answers that were not taken back."""
        return self.filter(withdrawn_at__isnull=True)


@history.track()
class Concurrence(Bilingual):
    """One side's answer to a question: a signature of one person, for the side, on one revision and its hash."""

    TEXTS = ("reason",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    workflow = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=36)
    step = models.CharField(max_length=20)
    revision = models.PositiveIntegerField()
    text_sha256 = models.CharField(max_length=64)
    side = models.CharField(max_length=3, choices=Side)
    answer = models.CharField(max_length=10, choices=Answer)
    reason_en = models.TextField(_("reason, English"), max_length=2000, blank=True)
    reason_ko = models.TextField(_("reason, Korean"), max_length=2000, blank=True)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=254)
    """Who the signer is, whatever account was used: nobody signs for both sides."""
    post = models.JSONField()
    signed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConcurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workflow", "subject_id", "step", "revision", "side"],
                condition=Q(withdrawn_at__isnull=True),
                name="concurrence_once_for_each_side",
            ),
            models.UniqueConstraint(
                fields=["question", "signer"],
                condition=Q(withdrawn_at__isnull=True),
                name="concurrence_once_for_each_account",
            ),
            models.UniqueConstraint(
                fields=["question", "person"],
                condition=Q(withdrawn_at__isnull=True),
                name="concurrence_once_for_each_person",
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="concurrence_is_of_a_side"),
            models.CheckConstraint(
                condition=~Q(answer__in=[Answer.NON_CONCUR, Answer.RETURN]) | ~Q(reason_en="") | ~Q(reason_ko=""),
                name="concurrence_refused_has_a_reason",
                violation_error_message=_("Say why, in at least one language."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.answer}: {self.question_id}"


class ConcernQuerySet(JointQuerySet):
    def open(self) -> Self:
        """Concerns that are not closed, of answers that stand and of questions that were not made void."""
        return self.filter(
            closed_at__isnull=True,
            concurrence__withdrawn_at__isnull=True,
            question__state__in=[QuestionState.OPEN, QuestionState.CARRIED],
        )


@history.track()
class Concern(Bilingual):
    """What a side is concerned about although it concurs; open until that side closes it with a reason."""

    TEXTS = ("text", "closing")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="concerns")
    concurrence = models.ForeignKey(Concurrence, on_delete=models.PROTECT, related_name="concerns")
    subject_id = models.CharField(max_length=36)
    number = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=3, choices=Side)
    text_en = models.TextField(_("concern, English"), max_length=2000, blank=True)
    text_ko = models.TextField(_("concern, Korean"), max_length=2000, blank=True)
    closing_en = models.TextField(_("why it is closed, English"), max_length=2000, blank=True)
    closing_ko = models.TextField(_("why it is closed, Korean"), max_length=2000, blank=True)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_post = models.JSONField(default=dict, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["raised_at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="concern_number_once"),
            models.CheckConstraint(
                condition=~Q(text_en="") | ~Q(text_ko=""),
                name="concern_says_something",
                violation_error_message=_("Say what the concern is, in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closing_en="", closing_ko="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & (~Q(closing_en="") | ~Q(closing_ko="")),
                name="concern_closed_has_its_reason",
                violation_error_message=_("Say why the concern is closed, in at least one language."),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id"], name="concern_by_subject"),
            models.Index(
                fields=["side", "raised_at"], condition=Q(closed_at__isnull=True), name="concern_open_by_side"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.number}: {self.question_id}"
