"""Text as it is stored: one spelling for each letter, and nothing that cannot be printed."""

import unicodedata

KEPT_CONTROLS = {"\n", "\t"}
DIGITS = 9
"""So many digits always fit the database's numbers."""


def clean(value: str) -> str:
    """NFC-composed, with line ends as \\n, without control characters and outer blanks.

    macOS sends Hangul decomposed; composed text is what search, comparison and the report's typeface expect.
    """
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in value if c in KEPT_CONTROLS or unicodedata.category(c) not in {"Cc", "Cs"}).strip()


def whole_number(value: str) -> int:
    """The number that was typed or sent, 0 for what is none: a row, place or revision 0 never exists."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= DIGITS else 0
