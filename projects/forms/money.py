"""The forms of money and of exchange rates."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.money import Currency, grouped
from core.sides import Side
from core.text import clean
from projects.enums import Contribution
from projects.forms.common import ActionForm, TextField, day_field

AMOUNT = re.compile(r"\d{1,15}(\.\d{1,4})?")
BESIDE_DIGITS = str.maketrans("", "", ", \u00a0\u2009")


class AmountField(forms.CharField):
    """A number as people write it, with or without commas; empty is not known yet."""

    def __init__(self, **more: Any):
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **more)

    def to_python(self, value: Any) -> Decimal | None:
        typed = clean(value or "").translate(BESIDE_DIGITS)
        if not typed:
            return None
        if not AMOUNT.fullmatch(typed):
            raise ValidationError(_("Give a number, such as 1,200,000."))
        return Decimal(typed)

    def prepare_value(self, value: Any) -> Any:
        return grouped(value) if isinstance(value, Decimal) else value


class MoneyLineForm(ActionForm):
    """One fiscal year of the own side's money, or something given in kind."""

    fiscal_year = forms.TypedChoiceField(label=_("Fiscal year"), coerce=int)
    form = forms.ChoiceField(
        label=_("Cash or in kind"), choices=Contribution.choices, initial=Contribution.CASH, widget=forms.RadioSelect
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices, widget=forms.RadioSelect)
    planned = AmountField(label=_("Planned"), required=False)
    committed = AmountField(label=_("Committed"), required=False)
    spent = AmountField(label=_("Spent"), required=False)
    description_en = TextField(label=_("What it is, English"), long=False)
    description_ko = TextField(label=_("What it is, Korean"), long=False)
    valuation_en = TextField(label=_("How it was valued, English"), long=False)
    valuation_ko = TextField(label=_("How it was valued, Korean"), long=False)

    def __init__(self, *args: Any, years: list[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["fiscal_year"].choices = years


class RateForm(ActionForm):
    """How many won a dollar was on a day."""

    day = day_field(_("Day"), required=True)
    krw_per_usd = AmountField(label=_("Won to one dollar"))
    source = TextField(label=_("Source"), long=False, help_text=_("Who published it, such as a central bank."))


def years_offered(side: str, today: date) -> range:
    """The fiscal years that a line is usually for: from two before this one to five after it."""
    now = Side(side).fiscal_year_on(today)
    return range(now - 2, now + 6)
