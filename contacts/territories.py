"""Names of countries and territories in both languages (Unicode CLDR)."""

from functools import cache

from babel import Locale

NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}


@cache
def names(language: str) -> dict[str, str]:
    """ISO 3166-1 code to name, by name."""
    known = Locale(language).territories.items()
    named = {code: name for code, name in known if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY}
    return dict(sorted(named.items(), key=lambda item: item[1]))
