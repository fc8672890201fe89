"""What people are told of, how they wish to be told, and the mails that wait to be sent."""

import uuid

from django.db import models
from django.db.models import F, Q

from contacts.enums import OPEN_MAIL, How, MailState
from contacts.models.people import User
from contacts.querysets import NoticeQuerySet, PreferenceQuerySet
from core.audience import Audienced
from core.sides import Side


class NoticePreference(models.Model):
    """How one person wishes to be mailed about one kind of event; without a row the event's own default holds."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notice_preferences")
    event = models.CharField(max_length=20)
    how = models.CharField(max_length=7, choices=How)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "event"], name="noticepreference_once_for_each_event"),
            models.CheckConstraint(condition=Q(how__in=How.values), name="noticepreference_is_a_way"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.how}"


class Outgoing(Audienced):
    """One mail to one person: about one notice, or the digest of a day. Once it has ended it never changes again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest_of = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    """Not before then; of one that is being sent: when its worker is taken for dead."""
    ended_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "recipient", "digest_of"],
                condition=Q(digest_of__isnull=False),
                name="outgoing_one_digest_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_MAIL) ^ Q(ended_at__isnull=False), name="outgoing_ended_has_its_moment"
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(state__in=OPEN_MAIL), name="outgoing_open_by_time")]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class Notice(Audienced):
    """Something that one person is told. Its sentence is made when it is read, in the reader's language.

    It has the audience of its subject. `facts` are small and known to all of that audience; what somebody wrote is not
    among them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=36)
    url = models.CharField(max_length=300)
    title_en = models.CharField(max_length=200, blank=True)
    title_ko = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    by_side = models.CharField(max_length=3, choices=Side, blank=True)
    by_post = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=7, choices=How)
    mail = models.ForeignKey(Outgoing, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    """The one mail that tells of it; the database refuses another."""

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "id"]
        indexes = [
            models.Index(F("recipient"), F("at").desc(), F("id"), name="notice_of_person_by_time"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notice_unread_by_person"),
            models.Index(fields=["subject_id", "event"], name="notice_by_subject"),
            models.Index(
                fields=["recipient"],
                condition=Q(how=How.DAILY, mail__isnull=True, read_at__isnull=True),
                name="notice_waits_for_its_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.id}"
