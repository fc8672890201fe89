"""Background jobs, and forms already submitted."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.audience import Audienced


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")


class Job(Audienced):
    """The truth about one piece of background work; the message broker only nudges (law 7).

    Running without a lease, it waits for its parts, which are jobs of their own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=100)
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    arguments = models.JSONField(default=dict)
    subject_id = models.CharField(max_length=36, blank=True)
    state = models.CharField(max_length=9, choices=JobState, default=JobState.QUEUED)
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
            models.UniqueConstraint(fields=["id", "audience"], name="job_parts_refer_to_its_audience"),
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
