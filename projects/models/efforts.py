"""What like-minded countries do already, and how a project stands to it."""

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import User
from core import days, formats, history
from core.audience import Audience, AudienceQuerySet, JointQuerySet
from core.bilingual import Bilingual
from core.sides import Side
from projects.enums import EffortStatus, Finding
from projects.models.parts import Part
from projects.models.project import Project
from projects.models.reference import Country, PriorityArea
from projects.querysets import EffortQuerySet


@history.track()
class Effort(Bilingual):
    """An activity of a like-minded country or of a group of them, from public text; both sides keep it.

    It reaches its own countries and all members of its groups. A start or an end that is not known is open.
    """

    TEXTS = ("name", "budget", "notes")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    slug = models.SlugField(_("name in addresses"), max_length=60, unique=True)
    name_en = models.CharField(_("name, English"), max_length=200, blank=True)
    name_ko = models.CharField(_("name, Korean"), max_length=200, blank=True)
    lead_country = models.ForeignKey(
        Country, verbose_name=_("lead country"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lead_en = models.CharField(_("lead body, English"), max_length=120, blank=True)
    lead_ko = models.CharField(_("lead body, Korean"), max_length=120, blank=True)
    areas = ArrayField(models.SlugField(), verbose_name=_("priority areas"), default=list)
    themes = ArrayField(models.SlugField(), verbose_name=_("themes"), default=list, blank=True)
    groups = ArrayField(models.SlugField(), verbose_name=_("all members of"), default=list, blank=True)
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)
    amount = models.DecimalField(
        _("budget"), max_digits=18, decimal_places=0, null=True, blank=True, validators=[MinValueValidator(1)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    budget_en = models.CharField(_("about the budget, English"), max_length=300, blank=True)
    budget_ko = models.CharField(_("about the budget, Korean"), max_length=300, blank=True)
    notes_en = models.TextField(_("notes, English"), max_length=2000, blank=True)
    notes_ko = models.TextField(_("notes, Korean"), max_length=2000, blank=True)
    source = models.CharField(_("source"), max_length=500)
    revision = models.PositiveIntegerField(default=1)

    objects = EffortQuerySet.as_manager()

    class Meta:
        ordering = ["name_en", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_ko=""),
                name="effort_has_a_name",
                violation_error_message=_("Name the effort in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(lead_country__isnull=False) | ~Q(lead_en="") | ~Q(lead_ko=""),
                name="effort_has_a_lead",
                violation_error_message=_("Say who leads it: a country, or a body such as the Quad."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="effort_ends_after_start",
                violation_error_message=_("The end is before the start."),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, currency="") | (Q(amount__isnull=False) & ~Q(currency="")),
                name="effort_budget_has_its_currency",
                violation_error_message=_("A budget is an amount with its currency."),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("projects:effort", args=[self.slug])

    @property
    def name(self) -> str:
        """The name in the reader's language, else in the other one."""
        return self.in_reader_language("name")

    @property
    def lead(self) -> str:
        """The lead country, or body, in the reader's language."""
        ko = formats.reader_language() == "ko"
        body = (self.lead_ko or self.lead_en) if ko else (self.lead_en or self.lead_ko)
        return body or (self.lead_country.name if self.lead_country else "")

    @property
    def status(self) -> EffortStatus:
        return EffortStatus.on(days.today(), self.starts_on, self.ends_on)


@history.track()
class EffortCountry(models.Model):
    """A country that an effort reaches, with years of its own where they differ from the effort's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    effort = models.ForeignKey(Effort, on_delete=models.CASCADE, related_name="effortcountry_set")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)

    objects = JointQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "country"]
        constraints = [
            models.UniqueConstraint(fields=["effort", "country"], name="effortcountry_once"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="effortcountry_ends_after_start",
                violation_error_message=_("The end is before the start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.effort_id} {self.country_id}"


FIRST_DAY, LAST_DAY = date.min, date.max
"""What an open start and an open end count as."""


class EffortReach(models.Model):
    """Where and when an effort works: a row for each of its countries and areas, made from it (projects/overlaps.py).

    An open start is the first of all days and an open end the last, so that an index finds who meets whom.
    """

    id = models.BigAutoField(primary_key=True)
    effort = models.ForeignKey(Effort, on_delete=models.CASCADE, related_name="reach")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="reach")
    area = models.ForeignKey(PriorityArea, on_delete=models.PROTECT, related_name="+", db_index=False)
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = JointQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "reach of efforts"
        constraints = [models.UniqueConstraint(fields=["effort", "country", "area"], name="effortreach_once")]
        indexes = [
            models.Index(
                fields=["country", "area", "starts_on", "ends_on"], include=["effort"], name="effortreach_by_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.effort_id} {self.country_id} {self.area_id}"


@history.track()
class OverlapAnswer(Bilingual, Part):
    """How a project stands to an effort that works in the same country and area at the same time, and why."""

    TEXTS = ("reason",)
    TAKEN = ("answer", _("Somebody answered this overlap a moment ago. Read that answer first."))

    effort = models.ForeignKey(Effort, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(_("answer"), max_length=11, choices=Finding)
    reason_en = models.TextField(_("reason, English"), max_length=1000, blank=True)
    reason_ko = models.TextField(_("reason, Korean"), max_length=1000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=3, choices=Side)
    at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["audience", "project", "effort"], name="overlapanswer_once"),
            models.CheckConstraint(
                condition=~Q(reason_en="") | ~Q(reason_ko=""),
                name="overlapanswer_has_a_reason",
                violation_error_message=_("Give the reason in at least one language."),
            ),
        ]
        indexes = [models.Index(fields=["effort", "project"], name="overlapanswer_by_effort")]


class Overlap(models.Model):
    """A project and an effort in the same country and area at the same time; a view, so that it is never stale.

    A pair has a row for each country and area that it shares, with the time in which both work there. The view reads
    with the rights of who asks: of a private project it has rows for its own side alone.
    """

    pk = models.CompositePrimaryKey("project_id", "effort_id", "country_id", "area_id")
    project = models.ForeignKey(Project, on_delete=models.DO_NOTHING, related_name="overlaps")
    audience = models.CharField(max_length=5, choices=Audience)
    effort = models.ForeignKey(Effort, on_delete=models.DO_NOTHING, related_name="overlaps")
    country = models.ForeignKey(Country, on_delete=models.DO_NOTHING, related_name="+")
    area = models.ForeignKey(PriorityArea, on_delete=models.DO_NOTHING, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    answer = models.ForeignKey(OverlapAnswer, on_delete=models.DO_NOTHING, null=True, related_name="+")

    objects = AudienceQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "projects_overlap"

    def __str__(self) -> str:
        return f"{self.project_id} {self.effort_id} {self.country_id} {self.area_id}"
