"""How each side scores a project alone, what both see of it, and the order that follows for a year.

The year is that of a cycle; cycles live above projects, so it is a plain number here.
"""

import uuid
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models import User
from core import formats, history
from core.audience import Audience, Audienced, JointQuerySet
from core.sides import Side
from projects.enums import RankingStage
from projects.models.project import Project
from projects.models.reference import Named
from projects.querysets import RankingQuerySet, StandingQuerySet
from projects.workflow import RANKING

LEAST, MOST = 1, 5
"""The weakest and the strongest score on a criterion."""


@history.track()
class Ranking(models.Model):
    """The ranked list of one year's cycle: what it is scored on, until when, and the order that the leads give it."""

    WORKFLOW = RANKING

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    closes_on = models.DateField(_("last day of scoring"), null=True, blank=True)
    criteria_revision = models.PositiveIntegerField(default=1)
    stage = models.CharField(_("order"), max_length=5, choices=RankingStage, default=RankingStage.OPEN)
    revision = models.PositiveIntegerField(default=1)
    order = models.JSONField(default=list, blank=True)
    """The first places as the leads put them: [{reference, reason}]; the reason says why not where the scores put it.

    All other projects follow by their scores.
    """

    objects = RankingQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)

    def get_absolute_url(self) -> str:
        return reverse("projects:ranking-order", args=[self.year])

    @property
    def version(self) -> str:
        """Names the order that somebody has seen."""
        return f"{self.year}.{self.revision}"

    @property
    def is_fixed(self) -> bool:
        return self.stage == RankingStage.FIXED


@history.track()
class Criterion(Named):
    """One of the questions that a year's projects are scored on, with its weight."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("number"))
    hint_en = models.CharField(_("what to ask, English"), max_length=300, blank=True)
    hint_ko = models.CharField(_("what to ask, Korean"), max_length=300, blank=True)
    weight = models.DecimalField(
        _("weight"), max_digits=4, decimal_places=2, default=1, validators=[MinValueValidator(Decimal("0.01"))]
    )

    class Meta:
        ordering = ["year", "number"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="criterion_number_once_a_year"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="criterion_has_a_weight"),
        ]

    @property
    def hint(self) -> str:
        """What to ask, in the reader's language, else in the other one."""
        korean = formats.reader_language() == "ko"
        return (self.hint_ko or self.hint_en) if korean else (self.hint_en or self.hint_ko)


@history.track()
class Scoresheet(Audienced):
    """One side's scores of a project in a year: a draft of its own, final once submitted, joint once both are.

    The database alone makes it joint, both sheets at once (docs/adr/0022-scores-sealed-by-audience.md).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=3, choices=Side)
    revision = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    post = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "project", "year", "side"], name="scoresheet_once_for_each_side"
            ),
            models.UniqueConstraint(fields=["id", "audience"], name="scores_refer_to_their_sheets_audience"),
            models.CheckConstraint(
                condition=Q(audience=F("side")) | Q(audience=Audience.JOINT, submitted_at__isnull=False),
                name="scoresheet_is_its_sides_own_until_submitted",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="scoresheet_submitted_has_its_moment_and_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.year}"


@history.track()
class Score(Audienced):
    """One side's score on one criterion, with its reason; as private as its sheet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sheet = models.ForeignKey(Scoresheet, on_delete=models.PROTECT, related_name="scores")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["audience", "sheet", "number"], name="score_once_for_each_criterion"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=LEAST, value__lte=MOST), name="score_is_from_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.value}"


class OpenToBoth(models.Model):
    """What both sides see of a scored project; by its constraint it is joint, so it needs no row-level security."""

    always_joint = True
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    audience = models.CharField(max_length=5, default=Audience.JOINT, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="%(class)s_set")
    year = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=Q(audience="JOINT"), name="%(class)s_is_joint")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.year}"


@history.track()
class Sealed(OpenToBoth):
    """That a side has submitted its scores, when, for which post and which text; not what it gave."""

    side = models.CharField(max_length=3, choices=Side)
    submitted_at = models.DateTimeField()
    post = models.JSONField()
    project_revision = models.PositiveIntegerField()

    objects = JointQuerySet.as_manager()

    class Meta(OpenToBoth.Meta):
        constraints = [
            *OpenToBoth.Meta.constraints,
            models.UniqueConstraint(fields=["project", "year", "side"], name="sealed_once_for_each_side"),
        ]


class Standing(OpenToBoth):
    """What the scores of both sides give a project in a year, once both are open (projects/totals.py)."""

    reference = models.CharField(max_length=14)
    us_total = models.DecimalField(max_digits=5, decimal_places=1)
    rok_total = models.DecimalField(max_digits=5, decimal_places=1)
    mean = models.DecimalField(max_digits=6, decimal_places=2)
    lowest = models.DecimalField(max_digits=5, decimal_places=1)
    spread = models.PositiveSmallIntegerField()
    apart = models.DecimalField(max_digits=5, decimal_places=1)
    opened_at = models.DateTimeField()
    merit = models.GeneratedField(
        expression=F("mean") * 1000 + F("lowest"),
        output_field=models.DecimalField(max_digits=9, decimal_places=2),
        db_persist=True,
    )
    """What the ranked list sorts by, in one number: the mean, then the lower total."""

    objects = StandingQuerySet.as_manager()

    class Meta(OpenToBoth.Meta):
        constraints = [
            *OpenToBoth.Meta.constraints,
            models.UniqueConstraint(fields=["project", "year"], name="standing_once_a_year"),
        ]
        indexes = [
            models.Index("year", F("merit").desc(), "reference", name="standing_by_merit"),
            models.Index("year", F("us_total").desc(), "reference", name="standing_by_us_total"),
            models.Index("year", F("rok_total").desc(), "reference", name="standing_by_rok_total"),
            models.Index("year", F("spread").desc(), "reference", name="standing_by_spread"),
        ]
