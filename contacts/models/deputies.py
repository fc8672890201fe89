"""Who acts for a post while its holder cannot."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.people import PointOfContact, Post
from contacts.querysets import TenureQuerySet
from core import history


@history.track()
class Deputy(models.Model):
    """A point of contact who acts for a post from `since` up to, not including, `until`; taken back where both are one.

    The post stays its holder's. While it lasts, the deputy has the rights that the post gives and signs as its deputy.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(PointOfContact, on_delete=models.PROTECT, related_name="deputyships")
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="deputy_ends_no_earlier_than_it_starts",
                violation_error_message=_("A deputy’s time ends no earlier than it starts."),
            ),
            ExclusionConstraint(  # int8range makes GiST compare a plain number without an extension
                name="deputy_of_a_post_once_at_a_time",
                expressions=[
                    (Func("post_id", "post_id", Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func("deputy_id", "deputy_id", Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func("since", "until", function="daterange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person deputises for the post at that time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.deputy}"

    @property
    def runs(self) -> bool:
        """Whether the post is acted for by this deputy today."""
        return self.since <= timezone.localdate() and (self.until is None or self.until > timezone.localdate())

    @property
    def ended(self) -> bool:
        """Whether it has ended or was taken back."""
        return self.until is not None and self.until <= max(self.since, timezone.localdate())
