"""The chain of history, one for each audience."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

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
