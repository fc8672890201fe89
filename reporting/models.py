"""The year and its report. These rows are joint by nature: nothing in them is private to a side."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import history
from projects.models import Project
from reporting.enums import EditionState, Host, ReportLanguage


class JointQuerySet(models.QuerySet):
    """Rows that both sides read."""

    def visible_to(self, user):
        return self if user.is_authenticated else self.none()


@history.track()
class Cycle(models.Model):
    """One SCM year: its meeting, the bodies before it and the data cut-off."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    ordinal = models.PositiveSmallIntegerField(_("SCM ordinal"), unique=True)
    host = models.CharField(_("host"), max_length=10, choices=Host, blank=True)
    scm_on = models.DateField(_("SCM"), null=True, blank=True)
    joint_text_on = models.DateField(_("joint text published"), null=True, blank=True)
    kidd_ordinal = models.PositiveSmallIntegerField(_("KIDD ordinal"), null=True, blank=True)
    kidd_on = models.DateField(_("KIDD before the SCM"), null=True, blank=True)
    rcwg_on = models.DateField(_("RCWG"), null=True, blank=True)
    cut_off = models.DateField(_("data cut-off"), null=True, blank=True)
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
        ]

    def __str__(self) -> str:
        return str(self.year)

    def get_absolute_url(self) -> str:
        return reverse("reporting:cycle", args=[self.year])


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


@history.track()
class Edition(models.Model):
    """A numbered annual report of a cycle; while it is a draft, compiling it again makes its next revision."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("edition"))
    state = models.CharField(max_length=8, choices=EditionState, default=EditionState.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    compiled_at = models.DateTimeField(null=True)
    compiled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = JointQuerySet.as_manager()

    class Meta:
        ordering = ["-cycle", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="edition_number_once_a_cycle"),
            models.CheckConstraint(
                condition=Q(revision=0, compiled_at__isnull=True, sha256="")
                | Q(revision__gt=0, compiled_at__isnull=False, sha256__regex="^[0-9a-f]{64}$"),
                name="edition_compiled_has_its_moment_and_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}-{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:edition", args=[self.cycle_id, self.number])


class Snapshot(models.Model):
    """What one revision of an edition was made from; kept as it was read, in one transaction with audience JOINT."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="snapshots")
    revision = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    job = models.UUIDField(null=True, unique=True)
    """The job that took it: an attempt after a crash goes on with this snapshot."""

    objects = JointQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "revision"], name="snapshot_once_a_revision")]

    def __str__(self) -> str:
        return f"{self.edition_id} revision {self.revision}"


class Artifact(models.Model):
    """A file made from a snapshot; its bytes lie in the archive and are refused when they do not match the hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="artifacts")
    language = models.CharField(_("language"), max_length=4, choices=ReportLanguage)
    path = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = JointQuerySet.as_manager()

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "language"], name="artifact_once_a_language")]

    def __str__(self) -> str:
        return self.path


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
