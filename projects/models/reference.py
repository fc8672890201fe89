"""Reference data from public text: rows that staff edit, never code."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import formats
from core.audience import JointQuerySet
from projects.enums import MembershipKind
from projects.querysets import MembershipQuerySet


class Named(models.Model):
    """Something with a name in each language."""

    name_en = models.CharField(_("name, English"), max_length=200)
    name_ko = models.CharField(_("name, Korean"), max_length=200)

    objects = JointQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_ko if formats.reader_language() == "ko" else self.name_en


class ShortNamed(Named):
    """Something with a short name beside the whole one, for tables and charts."""

    short_en = models.CharField(_("short name, English"), max_length=60)
    short_ko = models.CharField(_("short name, Korean"), max_length=60)

    class Meta:
        abstract = True

    @property
    def short(self) -> str:
        return self.short_ko if formats.reader_language() == "ko" else self.short_en


class PriorityArea(ShortNamed):
    """One of the six areas of the framework, in its own order and wording."""

    slug = models.SlugField(primary_key=True)
    number = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ["number"]


class Theme(Named):
    """A wider theme that the framework names; a tag, not an area."""

    slug = models.SlugField(primary_key=True)

    class Meta:
        ordering = ["name_en"]


class CountryGroup(ShortNamed):
    """A group of partner countries, such as ASEAN."""

    slug = models.SlugField(primary_key=True)

    class Meta:
        ordering = ["slug"]


class Country(Named):
    """A country or territory by its ISO 3166-1 code."""

    code = models.CharField(_("ISO code"), max_length=2, primary_key=True)
    alpha3 = models.CharField(_("ISO alpha-3 code"), max_length=3, unique=True)
    like_minded = models.BooleanField(_("like-minded donor"), default=False)

    class Meta:
        ordering = ["name_en"]
        verbose_name_plural = "countries"


class Membership(models.Model):
    """A country in a group, as what, from `since` up to, not including, `until`."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="memberships")
    group = models.ForeignKey(CountryGroup, on_delete=models.PROTECT, related_name="memberships")
    kind = models.CharField(_("kind"), max_length=9, choices=MembershipKind)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["group", "country"]
        constraints = [
            models.UniqueConstraint(fields=["country", "group", "since"], name="membership_starts_once_a_day"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="membership_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} in {self.group}"
