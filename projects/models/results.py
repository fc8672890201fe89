"""What may hinder a project, what does, and what it reaches."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import days, history
from core.bilingual import Bilingual
from projects.enums import Direction, Impact, Owner, Probability, RiskAnswer, RiskState, Severity
from projects.models.parts import Part
from projects.models.reference import Country
from projects.querysets import IndicatorValueQuerySet, IssueQuerySet

NUMBER: dict[str, Any] = {"max_digits": 16, "decimal_places": 3, "null": True, "blank": True}


def not_yet(day: date | None) -> Any:
    """The sentence for a day in the future, else nothing."""
    return day and day > days.latest() and _("This day is not here yet.")


def refuse(**errors: Any) -> None:
    """Raises ValidationError with the sentences that are there, each at its field."""
    if found := {name: sentence for name, sentence in errors.items() if sentence}:
        raise ValidationError(found)


@history.track()
class Risk(Bilingual, Part):
    """Something that may happen and would keep a project from its objective."""

    TEXTS = ("text", "response")

    text_en = models.TextField(_("what may happen, English"), max_length=1000, blank=True)
    text_ko = models.TextField(_("what may happen, Korean"), max_length=1000, blank=True)
    probability = models.PositiveSmallIntegerField(_("probability"), choices=Probability)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Impact)
    owner = models.CharField(_("owner"), max_length=4, choices=Owner, default=Owner.BOTH)
    answer = models.CharField(pgettext_lazy("answer to a risk", "answer"), max_length=8, choices=RiskAnswer)
    response_en = models.TextField(_("what is done about it, English"), max_length=2000, blank=True)
    response_ko = models.TextField(_("what is done about it, Korean"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=RiskState, default=RiskState.OPEN, editable=False)
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    closed_because = models.CharField(_("why it is closed"), max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = [(F("probability") * F("impact")).desc(), "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text_en="") | ~Q(text_ko=""), name="risk_says_what_may_happen"),
            models.CheckConstraint(
                condition=Q(probability__gte=1, probability__lte=5, impact__gte=1, impact__lte=5),
                name="risk_is_rated_from_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(state=RiskState.OPEN, closed_on__isnull=True, closed_because="")
                | (Q(state=RiskState.CLOSED, closed_on__isnull=False) & ~Q(closed_because=""))
                | Q(state=RiskState.HAPPENED, closed_on__isnull=False, closed_because=""),
                name="risk_closed_has_day_and_reason",
            ),
        ]

    @property
    def exposure(self) -> int:
        """Probability times impact, 1 to 25: what risks are ordered by."""
        return self.probability * self.impact

    @property
    def is_open(self) -> bool:
        return self.state == RiskState.OPEN

    def clean(self) -> None:
        if self.state != RiskState.HAPPENED:
            self.state = RiskState.CLOSED if self.closed_on else RiskState.OPEN
        refuse(
            text_en=not (self.text_en or self.text_ko) and _("Say what may happen, in at least one language."),
            closed_on=not_yet(self.closed_on)
            or (self.closed_because and not self.closed_on and _("Give the day on which it was closed.")),
            closed_because=self.state == RiskState.CLOSED and not self.closed_because and _("Say why it is closed."),
        )


@history.track()
class Issue(Bilingual, Part):
    """Something that has happened and hinders a project."""

    TEXTS = ("text", "resolution")

    risk = models.ForeignKey(
        Risk, verbose_name=_("risk"), on_delete=models.PROTECT, null=True, editable=False, related_name="issues"
    )
    text_en = models.TextField(_("what hinders, English"), max_length=1000, blank=True)
    text_ko = models.TextField(_("what hinders, Korean"), max_length=1000, blank=True)
    severity = models.CharField(_("severity"), max_length=6, choices=Severity)
    owner = models.CharField(_("owner"), max_length=4, choices=Owner, default=Owner.BOTH)
    raised_on = models.DateField(_("raised"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    resolution_en = models.TextField(_("how it is resolved, English"), max_length=2000, blank=True)
    resolution_ko = models.TextField(_("how it is resolved, Korean"), max_length=2000, blank=True)
    resolved_on = models.DateField(_("resolved"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = [F("resolved_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "raised_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["audience", "risk"], name="issue_once_from_a_risk"),
            models.CheckConstraint(condition=~Q(text_en="") | ~Q(text_ko=""), name="issue_says_what_hinders"),
            models.CheckConstraint(
                condition=Q(resolved_on__isnull=True) | ~Q(resolution_en="") | ~Q(resolution_ko=""),
                name="issue_resolved_says_how",
            ),
            models.CheckConstraint(
                condition=(Q(due_on__isnull=True) | Q(due_on__gte=F("raised_on")))
                & (Q(resolved_on__isnull=True) | Q(resolved_on__gte=F("raised_on"))),
                name="issue_ends_after_it_was_raised",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(resolved_on__isnull=True), name="issue_open_by_day")]

    @property
    def days_late(self) -> int:
        """Days that an open one is past its due day, else 0."""
        if self.resolved_on or not self.due_on:
            return 0
        return max(0, (days.today() - self.due_on).days)

    def clean(self) -> None:
        raised, due, resolved = self.raised_on, self.due_on, self.resolved_on
        before = _("This day is before the one on which it was raised.")
        refuse(
            text_en=not (self.text_en or self.text_ko) and _("Say what hinders, in at least one language."),
            raised_on=not_yet(raised),
            due_on=raised and due and due < raised and before,
            resolved_on=not_yet(self.resolved_on)
            or (raised and self.resolved_on and self.resolved_on < raised and before),
            resolution_en=resolved
            and not (self.resolution_en or self.resolution_ko)
            and _("Say how it was resolved, in at least one language."),
        )


@history.track()
class Indicator(Bilingual, Part):
    """What a project is measured by: from a baseline, towards targets (IATI 2.03: result, indicator, baseline)."""

    TEXTS = ("title", "unit", "source")

    title_en = models.CharField(_("indicator, English"), max_length=200, blank=True)
    title_ko = models.CharField(_("indicator, Korean"), max_length=200, blank=True)
    unit_en = models.CharField(_("unit, English"), max_length=40, blank=True)
    unit_ko = models.CharField(_("unit, Korean"), max_length=40, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.UP)
    baseline = models.DecimalField(_("baseline"), max_digits=16, decimal_places=3)
    baseline_on = models.DateField(_("baseline measured"))
    source_en = models.CharField(_("source of verification, English"), max_length=300, blank=True)
    source_ko = models.CharField(_("source of verification, Korean"), max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["baseline_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_en="") | ~Q(title_ko=""), name="indicator_has_a_title"),
        ]

    def clean(self) -> None:
        refuse(
            title_en=not (self.title_en or self.title_ko) and _("Name the indicator in at least one language."),
            baseline_on=not_yet(self.baseline_on),
        )

    def reaches(self, target: Decimal) -> bool:
        """Whether a target lies on the better side of the baseline, or at it."""
        return target >= self.baseline if self.direction == Direction.UP else target <= self.baseline


@history.track()
class IndicatorValue(Part):
    """Target and actual of an indicator for a period: the total, or the share of one country."""

    TAKEN = ("period_start", _("This period has such a value already. Correct that one instead."))

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values", editable=False)
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    target = models.DecimalField(_("target"), **NUMBER)
    actual = models.DecimalField(pgettext_lazy("indicator", "actual"), **NUMBER)
    comment = models.CharField(_("comment"), max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = IndicatorValueQuerySet.as_manager()

    class Meta:
        ordering = ["period_start", F("country").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "indicator", "period_start", "country"],
                name="indicatorvalue_once_a_period_and_country",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="indicatorvalue_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=False) | Q(actual__isnull=False), name="indicatorvalue_has_a_number"
            ),
        ]
        indexes = [
            models.Index(
                fields=["period_end"],
                condition=Q(country__isnull=True, actual__isnull=True),
                name="indicatorvalue_open_by_day",
            )
        ]

    def clean(self) -> None:
        start, end = self.period_start, self.period_end
        none = self.target is None and self.actual is None
        astray = self.target is not None and self.country_id is None and not self.indicator.reaches(self.target)
        refuse(
            period_end=start and end and end < start and _("The end is before the start."),
            target=(none and _("Give a target or an actual value.")) or (astray and _wrong_way(self.indicator)),
            actual=self.actual is not None and start and start > days.latest() and _("This period has not begun."),
        )


def _wrong_way(indicator: Indicator) -> Any:
    if indicator.direction == Direction.UP:
        return _("Higher is better, so a target is not below the baseline.")
    return _("Lower is better, so a target is not above the baseline.")
