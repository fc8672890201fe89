"""A project or initiative, and what finds it again."""

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Post, User
from core import days, history
from core.audience import Audience, Audienced
from core.bilingual import Bilingual
from core.sides import Side
from projects.enums import PRIVATE_STAGES, STALE, Health, Kind, Stage
from projects.models.reference import PriorityArea
from projects.querysets import STALE_AFTER, ProjectQuerySet
from projects.workflow import PROJECT

TEXTS = ("title", "summary", "objective")
"""The texts of a project that reach the report, each in both languages."""


def shown_health(stage: str, health: str, reported_on: date | None) -> str:
    """The health as it is shown: '' before a project is active, 'stale' when too old to be believed."""
    if stage != Stage.ACTIVE:
        return ""
    return STALE if reported_on and reported_on < days.today() - STALE_AFTER else health


TITLE_EN = Coalesce(NullIf(F("title_en"), Value("")), F("title_ko"))
TITLE_KO = Coalesce(NullIf(F("title_ko"), Value("")), F("title_en"))
PLANNED_END = Coalesce(F("planned_end"), Value(date.max))
"""What lists sort by: a title in the language or else the other, and projects without an end last."""


@history.track()
class Project(Bilingual, Audienced):
    """A cooperative project or initiative, from opportunity to completion."""

    WORKFLOW = PROJECT
    TEXTS = TEXTS

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    reference = models.CharField(_("reference"), max_length=14)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PROJECT)
    stage = models.CharField(_("stage"), max_length=11, choices=Stage, default=Stage.OPPORTUNITY)
    stage_since = models.DateField(_("in this stage since"))
    side = models.CharField(_("logged by"), max_length=3, choices=Side)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    title_en = models.CharField(_("title, English"), max_length=200, blank=True)
    title_ko = models.CharField(_("title, Korean"), max_length=200, blank=True)
    summary_en = models.TextField(_("summary, English"), max_length=4000, blank=True)
    summary_ko = models.TextField(_("summary, Korean"), max_length=4000, blank=True)
    objective_en = models.TextField(_("objective, English"), max_length=4000, blank=True)
    objective_ko = models.TextField(_("objective, Korean"), max_length=4000, blank=True)
    area = models.ForeignKey(PriorityArea, verbose_name=_("priority area"), on_delete=models.PROTECT, related_name="+")
    secondary_areas = ArrayField(models.SlugField(), verbose_name=_("secondary areas"), default=list, blank=True)
    themes = ArrayField(models.SlugField(), verbose_name=_("themes"), default=list, blank=True)
    us_post = models.ForeignKey(
        Post, verbose_name=_("US post"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rok_post = models.ForeignKey(
        Post, verbose_name=_("ROK post"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    planned_end = models.DateField(_("planned end"), null=True, blank=True)
    actual_start = models.DateField(_("actual start"), null=True, blank=True)
    actual_end = models.DateField(_("actual end"), null=True, blank=True)
    health = models.CharField(_("health"), max_length=9, choices=Health, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent complete"), null=True, blank=True)
    reported_on = models.DateField(_("last reported"), null=True, blank=True)
    logged_at = models.DateTimeField(_("logged"), default=timezone.now)
    updated_at = models.DateTimeField(_("updated"), default=timezone.now)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    joint_since = models.DateField(_("joint since"), null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["audience", "reference"], name="project_reference_once_for_each_audience"),
            models.UniqueConstraint(fields=["id", "audience"], name="project_parts_refer_to_its_audience"),
            models.CheckConstraint(
                condition=Q(planned_start__isnull=True)
                | Q(planned_end__isnull=True)
                | Q(planned_end__gte=F("planned_start")),
                name="project_ends_after_start",
                violation_error_message=_("The planned end is before the planned start."),
            ),
            models.CheckConstraint(
                condition=Q(actual_start__isnull=True)
                | Q(actual_end__isnull=True)
                | Q(actual_end__gte=F("actual_start")),
                name="project_actually_ends_after_start",
                violation_error_message=_("The actual end is before the actual start."),
            ),
            models.CheckConstraint(
                condition=Q(audience=Audience.JOINT) | Q(stage__in=PRIVATE_STAGES),
                name="project_is_joint_beyond_a_concept",
                violation_error_message=_("Share the project before it goes beyond a concept."),
            ),
            models.CheckConstraint(
                condition=Q(audience=Audience.JOINT) | Q(audience=F("side")),
                name="project_is_private_to_its_own_side",
            ),
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_ko=""),
                name="project_has_a_title",
                violation_error_message=_("Give a title in at least one language."),
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.ACTIVE) | Q(reported_on__isnull=False),
                name="project_active_has_a_day_to_count_silence_from",
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at", "id"], name="project_by_update"),
            models.Index(fields=["area", "-updated_at", "id"], include=["audience"], name="project_by_area"),
            models.Index(fields=["stage", "-updated_at", "id"], include=["audience"], name="project_by_stage"),
            models.Index(fields=["reference", "id"], name="project_by_reference"),
            models.Index(TITLE_EN, "id", name="project_by_title_en"),
            models.Index(TITLE_KO, "id", name="project_by_title_ko"),
            models.Index(PLANNED_END, "id", name="project_by_planned_end"),
            models.Index(fields=["audience", "side"], name="project_by_audience"),
            models.Index(fields=["us_post"], name="project_by_us_post"),
            models.Index(fields=["rok_post"], name="project_by_rok_post"),
            models.Index(fields=["stage_since", "id"], condition=Q(stage=Stage.REVIEW), name="project_in_review"),
            models.Index(
                fields=["updated_by"], condition=~Q(audience=Audience.JOINT), name="project_private_by_author"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("projects:detail", args=[self.reference])

    @property
    def version(self) -> str:
        """Names the agreed text that somebody has seen; a shared project starts a new series."""
        return f"{self.reference}.{self.revision}"

    @property
    def is_private(self) -> bool:
        return self.audience != Audience.JOINT

    @property
    def title(self) -> str:
        """The title in the reader's language, else in the other one."""
        return self.in_reader_language("title")

    @property
    def shown_health(self) -> str:
        return shown_health(self.stage, self.health, self.reported_on)


class ReferenceSeries(Audienced):
    """The last number given in a year's series of references: one series a side, one for both."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "year"], name="reference_series_once_a_year")]

    def __str__(self) -> str:
        return f"{self.audience} {self.year}"


class FormerReference(Audienced):
    """What a side called a project before it was shared; the other side never learns it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    reference = models.CharField(max_length=14)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="former_references")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "reference"], name="former_reference_once")]

    def __str__(self) -> str:
        return self.reference


class SearchText(models.Model):
    """The searchable words of a project (projects/search.py tells which)."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, primary_key=True, related_name="+")
    updated_at = models.DateTimeField()
    words = SearchVectorField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.project_id)


class JointText(SearchText):
    """The words of joint projects: by its constraint it holds no others, so it needs no row-level security.

    Under row-level security an index on words is out of reach, because its operators are not leakproof.
    """

    always_joint = True
    audience = models.CharField(max_length=5, choices=Audience, default=Audience.JOINT)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(audience=Audience.JOINT), name="joint_text_is_joint")]
        indexes = [GinIndex(fields=["words"], name="joint_text_by_word")]


class PrivateText(Audienced, SearchText):
    """The words of a side's private projects."""
