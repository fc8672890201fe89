"""The year: its meetings, what is put before its SCM, its figures. Joint by nature: nothing is private to a side."""

from functools import reduce
from operator import and_

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import formats, history
from core.audience import JointQuerySet
from projects.models import Project
from reporting.deadlines import MEETINGS, ORDER
from reporting.enums import Host


def _in_order(first: str, later: str) -> Q:
    """The first day is not after the later one, where both are known."""
    return Q(**{f"{first}__isnull": True}) | Q(**{f"{later}__isnull": True}) | Q(**{f"{first}__lte": F(later)})


@history.track()
class Cycle(models.Model):
    """One SCM year: its meeting, the bodies before it and the deadlines, days of the calendar in both capitals."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    ordinal = models.PositiveSmallIntegerField(_("SCM ordinal"), unique=True)
    host = models.CharField(_("host"), max_length=10, choices=Host, blank=True)
    scm_on = models.DateField(_("SCM"), null=True, blank=True)
    joint_text_on = models.DateField(_("joint text published"), null=True, blank=True)
    kidd_ordinal = models.PositiveSmallIntegerField(_("KIDD ordinal"), null=True, blank=True)
    kidd_on = models.DateField(_("KIDD before the SCM"), null=True, blank=True)
    rcwg_on = models.DateField(_("RCWG"), null=True, blank=True)
    concepts_on = models.DateField(_("concepts in"), null=True, blank=True)
    scores_on = models.DateField(_("scores in"), null=True, blank=True)
    decided_on = models.DateField(_("year’s projects decided"), null=True, blank=True)
    draft_on = models.DateField(_("draft closed"), null=True, blank=True)
    cut_off = models.DateField(_("data cut-off"), null=True, blank=True)
    answers_on = models.DateField(_("both sides’ answers for the SCM"), null=True, blank=True)
    confirmed_on = models.DateField(_("Korean and English confirmed"), null=True, blank=True)
    counted_from = models.DateField(null=True, editable=False)
    """The date of the SCM whose proposals staff took; a day that differs from them was moved by hand."""
    source = models.CharField(_("source of the dates"), max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = JointQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kidd_on__isnull=True) | Q(scm_on__isnull=True) | Q(kidd_on__lte=F("scm_on")),
                name="cycle_kidd_comes_before_scm",
                violation_error_message=_("The KIDD comes before the SCM."),
            ),
            models.CheckConstraint(
                condition=Q(rcwg_on__isnull=True) | Q(kidd_on__isnull=True) | Q(rcwg_on__lte=F("kidd_on")),
                name="cycle_rcwg_comes_before_kidd",
                violation_error_message=_("The RCWG comes before the KIDD."),
            ),
            models.CheckConstraint(
                condition=Q(cut_off__isnull=True) | Q(scm_on__isnull=True) | Q(cut_off__lte=F("scm_on")),
                name="cycle_cut_off_comes_before_scm",
                violation_error_message=_("The data cut-off comes before the SCM."),
            ),
            models.CheckConstraint(
                condition=_in_order("rcwg_on", "scm_on"),
                name="cycle_rcwg_comes_before_scm",
                violation_error_message=_(
                    "The RCWG would come after the SCM. Move it too, or have the days before this SCM proposed."
                ),
            ),
            models.CheckConstraint(
                condition=reduce(and_, (_in_order(*pair) for pair in ORDER)), name="cycle_days_come_in_order"
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    def get_absolute_url(self) -> str:
        return reverse("reporting:cycle", args=[self.year])

    def clean(self) -> None:
        """Raises ValidationError that says of each deadline before which other day it has to come."""
        errors: dict[str, str] = {}
        for first, later in ORDER:
            day, limit = getattr(self, first), getattr(self, later)
            if day and limit and day > limit and not {first, later} <= {*MEETINGS, "cut_off"}:
                values = {"name": self._meta.get_field(later).verbose_name, "day": formats.day(limit)}
                errors.setdefault(first, _("This day comes before “%(name)s” on %(day)s.") % values)
        if errors:
            raise ValidationError(errors)


@history.track()
class Presentation(models.Model):
    """A joint project that is put before the SCM of a cycle."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="presentations")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="presentations")
    audience = models.CharField(max_length=5, default="JOINT", editable=False)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    chosen_side = models.CharField(max_length=3, blank=True)
    chosen_at = models.DateTimeField(default=timezone.now)

    always_joint = True
    objects = JointQuerySet.as_manager()

    class Meta:
        ordering = ["chosen_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "project"], name="presentation_once_a_cycle"),
            models.CheckConstraint(condition=Q(audience="JOINT"), name="presentation_is_joint"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.project_id}"


class FigureSet(models.Model):
    """The dashboard's figures as they were counted for one state of the joint rows on one day."""

    day = models.DateField()
    joint_seq = models.BigIntegerField()
    figures = models.JSONField()

    objects = JointQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "joint_seq"], name="figureset_once_for_each_state")]

    def __str__(self) -> str:
        return f"{self.day} {self.joint_seq}"
