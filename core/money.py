"""Money of two currencies: how amounts are written in each language, and how one is said in the other at a named rate.

An amount of won is whole; one of dollars has cents, which are shown where there are any.
"""

from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core import formats
from core.sides import Side

CENT, WON = Decimal("0.01"), Decimal(1)
ENGLISH_UNITS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
KOREAN_UNITS = ((10**12, "조"), (10**8, "억"), (10**4, "만"))


class Currency(TextChoices):
    """A currency of one of the two sides."""

    USD = "USD", _("US dollar")
    KRW = "KRW", _("Korean won")

    @classmethod
    def of(cls, side: str) -> "Currency":
        """A side's own."""
        return cls.USD if side == Side.US else cls.KRW

    @property
    def other(self) -> "Currency":
        return Currency.KRW if self is Currency.USD else Currency.USD

    @property
    def smallest(self) -> Decimal:
        """The smallest amount that is kept."""
        return CENT if self is Currency.USD else WON


def converted(value: Decimal, currency: str, krw_per_usd: Decimal) -> Decimal:
    """An amount of `currency` in the other one at this rate, rounded to what is kept of that."""
    other = Currency(currency).other
    result = value * krw_per_usd if other is Currency.KRW else value / krw_per_usd
    return result.quantize(other.smallest, ROUND_HALF_UP)


def amount(value: Decimal | None, currency: str) -> str:
    """The whole amount: US$1,200,000, ₩1,656,000,000; 120만 달러, 16억 5,600만 원. '' for none."""
    if value is None:
        return ""
    value = value.quantize(Currency(currency).smallest, ROUND_HALF_UP)
    return _in_korean(value, currency) if formats.reader_language() == "ko" else _in_english(value, currency)


def rounded(value: Decimal | None, currency: str) -> str:
    """An amount in three digits or few words: US$1.09 million, ₩1.66 billion; 109만 달러, 16억 5,600만 원."""
    if value is None:
        return ""
    if formats.reader_language() == "ko":
        return _in_korean(_to_korean_unit(value), currency)
    value = _to(value, max(WON, Decimal(10) ** (value.adjusted() - 2)))
    for unit, word in ENGLISH_UNITS:
        if value >= unit:
            return _sign("en", currency) + f"{(value / unit).normalize():f}" + formats.NO_BREAK + word
    return _in_english(value, currency)


def grouped(value: Decimal) -> str:
    """A plain number as people type it: 1,200,000, 1,380.5."""
    return f"{int(value):,}" if value == value.to_integral_value() else f"{value.normalize():,f}"


def _to(value: Decimal, step: Decimal) -> Decimal:
    """The nearest multiple of a step."""
    return (value / step).quantize(WON, ROUND_HALF_UP) * step


def _to_korean_unit(value: Decimal) -> Decimal:
    """Down to 만, from ten billion on to 억, from a hundred trillion on to 조: at most eight digits are read."""
    step = next((unit for least, unit in ((10**14, 10**12), (10**10, 10**8), (10**4, 10**4)) if value >= least), 1)
    return _to(value, Decimal(step))


def _in_english(value: Decimal, currency: str) -> str:
    cents = "" if value == value.to_integral_value() else f"{value % 1:.2f}"[1:]
    return f"{_sign('en', currency)}{int(value):,}{cents}"


def _in_korean(value: Decimal, currency: str) -> str:
    """In groups of ten thousands; a unit follows a digit directly and a word after a space."""
    whole, cents = int(value), "" if value == value.to_integral_value() else f"{value % 1:.2f}"[1:]
    words = []
    for unit, word in KOREAN_UNITS:
        count, whole = divmod(whole, unit)
        if count:
            words.append(f"{count:,}{word}")
    if whole or cents or not words:
        return formats.NO_BREAK.join([*words, f"{whole:,}{cents}{_sign('ko', currency)}"])
    return formats.NO_BREAK.join([*words, _sign("ko", currency)])


def _sign(language: str, currency: str) -> str:
    return {
        ("en", Currency.USD): "US$",
        ("en", Currency.KRW): "₩",
        ("ko", Currency.USD): "달러",
        ("ko", Currency.KRW): "원",
    }[language, Currency(currency)]
