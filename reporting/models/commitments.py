"""What the two governments said at an SCM that they would do within the framework, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Post
from core import days, history
from core.bilingual import Bilingual
from projects.models import Document, Project
from reporting.enums import Body, CommitmentState
from reporting.models.year import Cycle, JointQuerySet


@history.track()
class Commitment(Bilingual):
    """A sentence of a joint text that touches the framework, with the posts that answer for it and its state."""

    TEXTS = ("text", "note")
    TAKEN = ("number", _("This number is taken in this year."))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="commitments")
    number = models.PositiveSmallIntegerField(_("number"))
    body = models.CharField(_("body"), max_length=6, choices=Body, default=Body.SCM)
    agreed_on = models.DateField(_("agreed on"))
    text_en = models.TextField(_("text, English"), max_length=2000, blank=True)
    text_ko = models.TextField(_("text, Korean"), max_length=2000, blank=True)
    us_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("US post")
    )
    rok_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ROK post")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=CommitmentState, default=CommitmentState.NOT_BEGUN)
    state_since = models.DateField(default=days.today)
    note_en = models.TextField(_("note, English"), max_length=2000, blank=True)
    note_ko = models.TextField(_("note, Korean"), max_length=2000, blank=True)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = JointQuerySet.as_manager()

    class Meta:
        ordering = ["cycle", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="commitment_number_once_a_cycle"),
            models.CheckConstraint(
                condition=~Q(text_en="") | ~Q(text_ko=""),
                name="commitment_says_something",
                violation_error_message=_("Write the sentence in at least one language."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:commitment", args=[self.cycle_id, self.number])


@history.track()
class Evidence(models.Model):
    """A joint project, or a joint document of one, that shows that a commitment is being kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="evidence")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.CharField(max_length=5, default="JOINT", editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    always_joint = True
    objects = JointQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "project", "document"], name="evidence_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(audience="JOINT"), name="evidence_is_joint"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id}: {self.project_id}"
