"""What a side plans, commits and spends on a project, and at which rate the two currencies are compared."""

import uuid
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Floor
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.models import User
from core import history
from core.bilingual import Bilingual
from core.money import Currency
from core.sides import Side
from projects.enums import Contribution
from projects.models.parts import Part
from projects.querysets import RateQuerySet

AMOUNTS = ("planned", "committed", "spent")
"""What is known of a line, from plan to fact; None is not known yet."""
FIRST_YEAR, LAST_YEAR = 2000, 2100


def _amount(label: object) -> models.DecimalField:
    return models.DecimalField(label, max_digits=17, decimal_places=2, null=True, blank=True)


@history.track()
class MoneyLine(Bilingual, Part):
    """One fiscal year of a side's money for a project, or something that it gives in kind."""

    TEXTS = ("description", "valuation")
    TAKEN = (
        "fiscal_year",
        _("Your side has a cash line in this currency for this fiscal year already. Change that one instead."),
    )

    side = models.CharField(_("side"), max_length=3, choices=Side)
    fiscal_year = models.PositiveSmallIntegerField(
        _("fiscal year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    form = models.CharField(_("cash or in kind"), max_length=7, choices=Contribution, default=Contribution.CASH)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    planned, committed, spent = _amount(_("planned")), _amount(_("committed")), _amount(_("spent"))
    description_en = models.CharField(_("what it is, English"), max_length=300, blank=True)
    description_ko = models.CharField(_("what it is, Korean"), max_length=300, blank=True)
    valuation_en = models.CharField(_("how it was valued, English"), max_length=300, blank=True)
    valuation_ko = models.CharField(_("how it was valued, Korean"), max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["fiscal_year", "side", "form", "currency", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "project", "side", "fiscal_year", "currency"],
                condition=Q(form=Contribution.CASH),
                name="moneyline_cash_once_a_year_and_currency",
            ),
            models.CheckConstraint(
                condition=Q(audience="JOINT") | Q(audience=F("side")), name="moneyline_is_private_to_its_own_side"
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year__range=(FIRST_YEAR, LAST_YEAR)), name="moneyline_has_a_fiscal_year"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__gte": 0}),
                    name=f"moneyline_{name}_is_not_negative",
                    violation_error_message=_("An amount is 0 or more."),
                )
                for name in AMOUNTS
            ),
            *(
                models.CheckConstraint(
                    condition=~Q(currency=Currency.KRW) | Q(**{name: Floor(name)}),
                    name=f"moneyline_{name}_is_whole_won",
                    violation_error_message=_("An amount of won has no decimals."),
                )
                for name in AMOUNTS
            ),
            models.CheckConstraint(
                condition=Q(form=Contribution.CASH) | ~Q(description_en="") | ~Q(description_ko=""),
                name="moneyline_in_kind_says_what_it_is",
                violation_error_message=_("Say what is given, in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(form=Contribution.CASH) ^ (~Q(valuation_en="") | ~Q(valuation_ko="")),
                name="moneyline_in_kind_says_how_it_was_valued",
                violation_error_message=_("What is given in kind says how it was valued; cash is not valued."),
            ),
        ]

    @property
    def warnings(self) -> list[str]:
        """What does not add up, in words; it happens, so nothing refuses it."""
        found = []
        if self.planned is not None and self.committed is not None and self.committed > self.planned:
            found.append(gettext("More is committed than planned."))
        if self.committed is not None and self.spent is not None and self.spent > self.committed:
            found.append(gettext("More is spent than committed."))
        return found


@history.track()
class ExchangeRate(models.Model):
    """How many won a dollar was on a day, by which source. Joint by nature: both sides convert at the same rate."""

    TAKEN = ("day", _("A rate for this day is entered already. Correct that one instead."))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    day = models.DateField(_("day"), unique=True)
    krw_per_usd = models.DecimalField(
        _("won to one dollar"),
        max_digits=9,
        decimal_places=4,
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(99_999))],
    )
    source = models.CharField(_("source"), max_length=300)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    entered_side = models.CharField(max_length=3, choices=Side)
    revision = models.PositiveIntegerField(default=1)

    objects = RateQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(condition=Q(krw_per_usd__gte=1), name="exchangerate_is_positive"),
            models.CheckConstraint(condition=~Q(source=""), name="exchangerate_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.krw_per_usd}"
