"""The parts of a project. Each is as private as its project; a remark says for itself who may read it."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.models import Organisation, User
from core import days, history
from core.audience import Audienced
from core.bilingual import Bilingual
from core.models import Question
from core.sides import Side
from projects.enums import Health, OrganisationRole, Owner, Stage
from projects.models.project import Project
from projects.models.reference import Country


class Part(Audienced):
    """Something that belongs to one project and has its audience."""

    TAKEN: tuple[str, str | Promise] | None = None
    """The field, and the sentence said at it, when a unique constraint refuses a second row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="%(class)s_set")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


@history.track()
class ProjectCountry(Part):
    """A partner country's share of a project; the shares of a project total 100."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    share = models.DecimalField(_("share, %"), max_digits=5, decimal_places=2)
    reason = models.CharField(_("reason for a country that is not eligible"), max_length=300, blank=True)

    class Meta:
        ordering = ["-share", "country"]
        constraints = [
            models.UniqueConstraint(fields=["audience", "project", "country"], name="projectcountry_once"),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=100),
                name="projectcountry_has_a_share",
                violation_error_message=_("A share is more than 0 and at most 100."),
            ),
        ]
        indexes = [
            models.Index(fields=["country", "project"], name="projectcountry_by_country"),
            models.Index(fields=["audience", "country"], name="projectcountry_counted"),
        ]


@history.track()
class ProjectOrganisation(Part):
    """An organisation's role in a project."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=12, choices=OrganisationRole)

    class Meta:
        ordering = ["role", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "project", "organisation", "role"], name="projectorganisation_once_in_a_role"
            )
        ]


@history.track()
class Milestone(Part):
    """Something that is to be reached by a day."""

    name_en = models.CharField(_("milestone, English"), max_length=200, blank=True)
    name_ko = models.CharField(_("milestone, Korean"), max_length=200, blank=True)
    owner = models.CharField(_("owner"), max_length=4, choices=Owner, default=Owner.BOTH)
    planned_on = models.DateField(_("planned"))
    actual_on = models.DateField(_("actual"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["planned_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_ko=""),
                name="milestone_has_a_name",
                violation_error_message=_("Name the milestone in at least one language."),
            )
        ]
        indexes = [
            models.Index(fields=["planned_on"], condition=Q(actual_on__isnull=True), name="milestone_open_by_day"),
            models.Index(fields=["project"], condition=Q(actual_on__isnull=True), name="milestone_open_by_project"),
        ]

    @property
    def days_late(self) -> int | None:
        """Days after the plan (negative: before it); for an open one, days overdue or None while it is not due."""
        if self.actual_on:
            return (self.actual_on - self.planned_on).days
        overdue = (days.today() - self.planned_on).days
        return overdue if overdue > 0 else None


@history.track()
class ProgressUpdate(Part):
    """What a project reports for a period, a calendar month given by its first day."""

    TAKEN = ("period", _("This period has an update already. Correct that one instead."))

    period = models.DateField(_("period"))
    health = models.CharField(_("health"), max_length=9, choices=Health)
    narrative_en = models.TextField(_("what happened, English"), max_length=4000, blank=True)
    narrative_ko = models.TextField(_("what happened, Korean"), max_length=4000, blank=True)
    percent = models.PositiveSmallIntegerField(
        _("percent complete"), validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_side = models.CharField(max_length=3, choices=Side)
    reported_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-period"]
        constraints = [
            models.UniqueConstraint(fields=["audience", "project", "period"], name="progressupdate_once_a_period"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="progressupdate_at_most_whole"),
            models.CheckConstraint(condition=Q(period__day=1), name="progressupdate_for_a_month"),
            models.CheckConstraint(
                condition=~Q(narrative_en="") | ~Q(narrative_ko=""),
                name="progressupdate_says_what_happened",
                violation_error_message=_("Say what happened, in at least one language."),
            ),
        ]


@history.track()
class StageChange(Bilingual, Part):
    """When a project entered a stage, by which step, for which side and why."""

    TEXTS = ("reason",)

    stage = models.CharField(max_length=11, choices=Stage)
    step = models.CharField(max_length=20, blank=True)
    on = models.DateField()
    entered_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=3, choices=Side)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, related_name="+")
    """The question that both sides answered, where the step needs both."""
    reason_en = models.TextField(_("reason, English"), max_length=2000, blank=True)
    reason_ko = models.TextField(_("reason, Korean"), max_length=2000, blank=True)

    class Meta:
        ordering = ["on", "entered_at"]


class ProjectRevision(Part):
    """The agreed text of a project at one version, as a document; what was signed or edited can be shown again.

    Versions from before the project was shared stay with the side that wrote them.
    """

    version = models.CharField(max_length=24)
    document = models.JSONField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    saved_side = models.CharField(max_length=3, choices=Side)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["audience", "project", "version"], name="projectrevision_once")]


@history.track()
class Remark(Part):
    """A note on a project, private to a side or joint; it is never changed."""

    text = models.TextField(_("remark"), max_length=4000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=3, choices=Side)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="JOINT") | Q(audience=models.F("side")), name="remark_is_private_to_its_own_side"
            )
        ]
