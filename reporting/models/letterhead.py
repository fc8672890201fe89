"""How each side appears on the report: what staff may replace without touching code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import history
from core.bilingual import Bilingual
from core.sides import Side
from reporting.models.year import JointQuerySet


@history.track()
class Letterhead(Bilingual):
    """A side's name, words and logo on the cover, and its marking on each page; kept by its own secretariat."""

    TEXTS = ("name", "words", "marking")
    TAKEN = None

    side = models.CharField(max_length=3, choices=Side, primary_key=True)
    name_en = models.CharField(_("name on the cover, English"), max_length=120, blank=True)
    name_ko = models.CharField(_("name on the cover, Korean"), max_length=120, blank=True)
    words_en = models.CharField(_("words on the cover, English"), max_length=600, blank=True)
    words_ko = models.CharField(_("words on the cover, Korean"), max_length=600, blank=True)
    marking_en = models.CharField(_("marking on each page, English"), max_length=80, blank=True)
    marking_ko = models.CharField(_("marking on each page, Korean"), max_length=80, blank=True)
    logo = models.TextField(blank=True)
    """The picture as a data address (data:image/png;base64,…), as it was checked; '' for none."""
    logo_sha256 = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = JointQuerySet.as_manager()

    class Meta:
        ordering = ["side"]

    def __str__(self) -> str:
        return self.side
