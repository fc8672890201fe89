"""Which characters the report's typeface has: what it cannot print is refused when it is typed, not when it is due."""

from functools import cache

from django.conf import settings
from fontTools.ttLib import TTFont


@cache
def _printable() -> frozenset[int]:
    """Every code point of the typeface, without its private ones, which another program would show differently."""
    with TTFont(settings.FONTS / "PretendardGOV-Regular.otf", lazy=True) as font:
        return frozenset(point for point in font.getBestCmap() if not 0xE000 <= point <= 0xF8FF and point < 0xF0000)


def unprintable(text: str) -> set[str]:
    """The characters of `text` for which the report has no glyph, such as emoji."""
    return {c for c in text if ord(c) not in _printable() and not c.isspace()}
