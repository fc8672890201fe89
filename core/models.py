"""What two sides share before any project exists: the chain of history, background jobs, forms already submitted."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.audience import Audience, Audienced, AudienceQuerySet


class Chain(models.Model):
    """The head of the hash chain of one audience; written by the database alone."""

    audience = models.CharField(max_length=5, choices=Audience, primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="", blank=True)

    objects = AudienceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.audience} {self.seq}"


class EntryQuerySet(AudienceQuerySet):
    def about(self, subject: models.Model) -> Self:
        """The entries of a project, cycle or other subject and of its parts, newest first."""
        return self.filter(subject_id=str(subject.pk)).order_by("-at", "-seq")


class Entry(Audienced):
    """One change of one row: who, for which side, when, from what to what. Written by the database alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    table = models.CharField(max_length=63)
    object_id = models.CharField(max_length=36)
    subject_id = models.CharField(max_length=36)
    operation = models.CharField(max_length=6)
    action = models.CharField(max_length=60, blank=True)
    actor_id = models.BigIntegerField(null=True)
    side = models.CharField(max_length=3, blank=True)
    post = models.JSONField(default=dict)
    changes = models.JSONField()
    event_table = models.CharField(max_length=63)
    event_id = models.BigIntegerField()
    event_sha256 = models.CharField(max_length=64)
    fields = ArrayField(models.TextField())
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audience", "seq"], name="entry_has_one_place_in_its_chain"),
            models.UniqueConstraint(fields=["audience", "event_table", "event_id"], name="entry_once_for_each_event"),
        ]
        indexes = [models.Index(fields=["subject_id", "-at"], name="entry_of_subject_by_time")]

    def __str__(self) -> str:
        return f"{self.audience} {self.seq}"


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(Audienced):
    """The truth about one piece of background work; the message broker only nudges (law 7)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    subject_id = models.CharField(max_length=36, blank=True)
    state = models.CharField(max_length=7, choices=JobState, default=JobState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.JSONField(default=dict, blank=True)
    queued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    queued_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-queued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "kind", "subject_id"],
                condition=models.Q(state__in=[JobState.QUEUED, JobState.RUNNING]) & ~models.Q(subject_id=""),
                name="job_open_once_for_each_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[JobState.QUEUED, JobState.RUNNING]) ^ models.Q(finished_at__isnull=False),
                name="job_finished_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queued_at"],
                condition=models.Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="job_open_by_age",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def error_text(self) -> str:
        """Why it failed, in the reader's language."""
        return gettext(self.error["text"]) % self.error["params"] if self.error else ""

    @property
    def is_open(self) -> bool:
        return self.state in {JobState.QUEUED, JobState.RUNNING}


class PeriodicRun(models.Model):
    """A periodic task has run for this period; two beats nudge it twice, and it runs once."""

    task = models.CharField(max_length=100)
    period = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "period"], name="periodic_run_once_for_each_period")]

    def __str__(self) -> str:
        return f"{self.task} {self.period}"


class Submission(Audienced):
    """A form that was submitted; the same key again gets the same answer instead of a second row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "user", "key"], name="submission_once_for_each_key")]

    def __str__(self) -> str:
        return str(self.key)
