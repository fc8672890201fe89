"""Documents: the files that belong to a project. Its agreed text is another thing (projects/documents.py)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import User
from core import history
from core.bilingual import Bilingual
from core.sides import Side
from core.uploads import MOST_IN_A_NAME
from projects.enums import DocumentCategory, DocumentLanguage
from projects.models.parts import Part


@history.track()
class Document(Bilingual, Part):
    """A file of a project, private to the side that uploaded it or joint. What it holds is never changed.

    One that is no longer valid is withdrawn: it says so, by whom and why, and the file stays.
    """

    TEXTS = ("title",)

    title_en = models.CharField(_("title, English"), max_length=200, blank=True)
    title_ko = models.CharField(_("title, Korean"), max_length=200, blank=True)
    category = models.CharField(_("category"), max_length=9, choices=DocumentCategory)
    language = models.CharField(_("language"), max_length=5, choices=DocumentLanguage)
    name = models.CharField(_("file name"), max_length=MOST_IN_A_NAME)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=300)
    side = models.CharField(max_length=3, choices=Side)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_because = models.CharField(_("why it is withdrawn"), max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-uploaded_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "audience"], name="document_has_an_audience"),
            models.CheckConstraint(
                condition=Q(audience="JOINT") | Q(audience=F("side")), name="document_is_private_to_its_own_side"
            ),
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_ko=""),
                name="document_has_a_title",
                violation_error_message=_("Give a title in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$", size__gt=0) & ~Q(path="") & ~Q(name=""),
                name="document_has_its_file",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                name="document_withdrawn_says_why",
                violation_error_message=_("Say why it is withdrawn."),
            ),
        ]

    @property
    def is_private(self) -> bool:
        return self.audience != "JOINT"
