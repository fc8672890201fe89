"""The annual report: its narrative, its climb through the bodies, what was compiled of it, its seal.

All of it is joint by nature, but comments, which may stay with a side.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import days, history
from core.audience import Audienced
from core.bilingual import Bilingual
from core.models import Question
from core.sides import Side
from projects.enums import Owner
from reporting.enums import Body, EditionStage, FileFormat, Outcome, Paper, ReportLanguage, stem
from reporting.models.year import Cycle, JointQuerySet
from reporting.workflow import EDITION

LONGEST_SECTION = 20_000
"""So many characters has one language of a section at most: about eight pages of the report."""


@history.track()
class Edition(models.Model):
    """A numbered annual report of a cycle; until it is sealed, compiling it again makes its next revision.

    A signature binds to what was compiled: an edit of the narrative, or another compiling, voids it.
    """

    WORKFLOW = EDITION

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("edition"))
    stage = models.CharField(max_length=6, choices=EditionStage, default=EditionStage.DRAFT)
    stage_since = models.DateField(default=days.today)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    revision = models.PositiveIntegerField(default=1)
    """Of the row: what a form or a signature has seen."""
    text_revision = models.PositiveIntegerField(default=1)
    """Of the narrative, counted up with each edit."""
    compiled_revision = models.PositiveIntegerField(default=0)
    """Of the report: how often it was compiled."""
    compiled_text = models.PositiveIntegerField(default=0)
    """The revision of the narrative that was compiled last."""
    sha256 = models.CharField(max_length=64, blank=True)
    compiled_at = models.DateTimeField(null=True)
    compiled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = JointQuerySet.as_manager()

    class Meta:
        ordering = ["-cycle", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="edition_number_once_a_cycle"),
            models.UniqueConstraint(
                fields=["cycle"], condition=~Q(stage=EditionStage.SEALED), name="edition_open_once_a_cycle"
            ),
            models.CheckConstraint(
                condition=Q(compiled_revision=0, compiled_at__isnull=True, sha256="", compiled_text=0)
                | Q(compiled_revision__gt=0, compiled_at__isnull=False, sha256__regex="^[0-9a-f]{64}$"),
                name="edition_compiled_has_its_moment_and_hash",
            ),
            models.CheckConstraint(
                condition=Q(stage=EditionStage.DRAFT) | Q(compiled_revision__gt=0), name="edition_climbs_compiled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}-{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:edition", args=[self.cycle_id, self.number])

    @property
    def version(self) -> str:
        """Names the edition as somebody has seen it."""
        return f"{self}.{self.revision}"

    @property
    def is_sealed(self) -> bool:
        return self.stage == EditionStage.SEALED

    @property
    def is_current(self) -> bool:
        """Whether what was compiled last has the narrative as it stands."""
        return self.compiled_revision > 0 and self.compiled_text == self.text_revision


@history.track()
class Section(Bilingual):
    """A part of an edition's narrative: the foreword, one for each priority area, the outlook."""

    TEXTS = ("text",)
    TAKEN = None

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="sections")
    key = models.SlugField(max_length=40)
    """"foreword", "outlook", or the slug of a priority area."""
    number = models.PositiveSmallIntegerField()
    text_en = models.TextField(_("text, English"), max_length=LONGEST_SECTION, blank=True)
    text_ko = models.TextField(_("text, Korean"), max_length=LONGEST_SECTION, blank=True)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_side = models.CharField(max_length=3, choices=Side, blank=True)
    updated_post = models.JSONField(default=dict, blank=True)

    objects = JointQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="section_once_an_edition"),
            models.UniqueConstraint(fields=["edition", "number"], name="section_number_once_an_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.key}"


@history.track()
class Comment(Audienced):
    """What somebody says about a section, to both sides or to the own one, and what is answered to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="comments")
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="answered_by")
    text = models.TextField(_("comment"), max_length=2000)
    side = models.CharField(max_length=3, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.JSONField()
    at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_post = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "audience"], name="comment_has_an_audience"),
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(audience="JOINT") | Q(audience=F("side")), name="comment_is_of_its_side_or_joint"
            ),
            models.CheckConstraint(
                condition=Q(answers__isnull=True) | Q(closed_at__isnull=True), name="comment_closes_with_its_answers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class ConsiderationQuerySet(JointQuerySet):
    """Considerations by what followed from them."""

    def tasked(self) -> "ConsiderationQuerySet":
        """Those from which a tasking followed."""
        return self.exclude(tasking_en="", tasking_ko="")

    def open(self) -> "ConsiderationQuerySet":
        """Those whose tasking is not carried out yet."""
        return self.tasked().filter(done_at__isnull=True)


@history.track()
class Consideration(Bilingual):
    """That a body considered an edition: which revision, when, with what outcome and what tasking followed.

    A tasking is open until its owner says how it was carried out: `done_at`, by whom, and `how`.
    """

    TEXTS = ("reason", "tasking", "how")
    TAKEN = None

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="considerations")
    body = models.CharField(_("body"), max_length=6, choices=Body)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    compiled_revision = models.PositiveIntegerField()
    considered_on = models.DateField(_("considered on"))
    question = models.OneToOneField(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason_en = models.TextField(_("reason, English"), max_length=2000, blank=True)
    reason_ko = models.TextField(_("reason, Korean"), max_length=2000, blank=True)
    tasking_en = models.TextField(_("tasking, English"), max_length=2000, blank=True)
    tasking_ko = models.TextField(_("tasking, Korean"), max_length=2000, blank=True)
    owner = models.CharField(_("who carries the tasking out"), max_length=4, choices=Owner, default=Owner.BOTH)
    done_at = models.DateTimeField(null=True, blank=True)
    done_side = models.CharField(max_length=3, choices=Side, blank=True)
    done_post = models.JSONField(default=dict, blank=True)
    how_en = models.TextField(_("how it was carried out, English"), max_length=2000, blank=True)
    how_ko = models.TextField(_("how it was carried out, Korean"), max_length=2000, blank=True)
    side = models.CharField(max_length=3, choices=Side)
    post = models.JSONField()
    at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)

    objects = ConsiderationQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.RETURNED) | ~Q(reason_en="") | ~Q(reason_ko=""),
                name="consideration_returned_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.RETURNED) | Q(question__isnull=False),
                name="consideration_concurred_names_its_question",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_side="", how_en="", how_ko="")
                | Q(done_at__isnull=False) & ~Q(done_side="") & (~Q(how_en="") | ~Q(how_ko="")),
                name="consideration_done_says_how",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(tasking_en="") | ~Q(tasking_ko=""),
                name="consideration_done_was_tasked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.body} {self.outcome}"

    @property
    def has_tasking(self) -> bool:
        return bool(self.tasking_en or self.tasking_ko)


class Snapshot(models.Model):
    """What one revision of an edition was made from; kept as it was read, in one transaction with audience JOINT."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="snapshots")
    revision = models.PositiveIntegerField()
    text_revision = models.PositiveIntegerField(default=1)
    """The revision of the narrative that it holds."""
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
    """A file made from a snapshot; its bytes lie in the archive and are refused when they do not match the hash.

    The files of a sealed edition are made anew, with the seal in them; those of its drafts stay beside them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="artifacts")
    language = models.CharField(_("language"), max_length=4, choices=ReportLanguage)
    format = models.CharField(_("format"), max_length=4, choices=FileFormat, default=FileFormat.PDF)
    paper = models.CharField(_("paper"), max_length=9, choices=Paper, blank=True)
    is_sealed = models.BooleanField(default=False)
    path = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = JointQuerySet.as_manager()

    class Meta:
        ordering = ["format", "language", "paper"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "is_sealed", "language", "format", "paper"], name="artifact_once_in_each_form"
            ),
            models.CheckConstraint(condition=Q(format=FileFormat.PDF) ^ Q(paper=""), name="artifact_on_paper_is_pdf"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def form(self) -> tuple[str, str, str]:
        """(format, language, paper), as in enums.FORMS."""
        return self.format, self.language, self.paper

    @property
    def stem(self) -> str:
        return stem(self.language, self.paper)


class Seal(models.Model):
    """That both sides sealed an edition at its SCM (law 8): the hash of its snapshot, chained to the seal before.

    `files` is the manifest of its files, [{name, sha256, size}], once all of them lie in the archive; the next seal
    chains to `closed_sha256`, the hash over this seal and its manifest. Nothing of a seal is ever changed.
    """

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, primary_key=True, related_name="seal")
    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="seal")
    number = models.PositiveIntegerField(unique=True)
    """Its place in the chain, from 1."""
    sealed_at = models.DateTimeField()
    posts = models.JSONField()
    """Who signed for each side: {"us": {en, ko}, "rok": {en, ko}}."""
    previous_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, unique=True)
    files = models.JSONField(null=True)
    closed_sha256 = models.CharField(max_length=64, blank=True)

    objects = JointQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(files__isnull=True, closed_sha256="")
                | Q(files__isnull=False, closed_sha256__regex="^[0-9a-f]{64}$"),
                name="seal_closed_has_its_files",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.sha256[:8]}"
