"""Words of the year."""

from datetime import datetime

from django import template

from core import formats

register = template.Library()
ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@register.filter
def nth(number: int) -> str:
    """58th in English; 58 in Korean, whose sentences put it between 제 and 차."""
    if formats.reader_language() == "ko":
        return str(number)
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ENDINGS.get(number % 10, 'th')}"


@register.filter
def clock(value: datetime) -> str:
    """17:00, in the zone that the moment is in."""
    return f"{value:%H:%M}"
