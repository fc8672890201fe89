"""Names of reference data in the reader's language: everything that a page needs in one statement."""

from collections.abc import Collection
from functools import cache
from typing import Any

from django.db.models import F, IntegerField, TextField, Value
from django.db.models.functions import Cast

from contacts.models import Organisation, Post
from core import formats
from core.queries import Prepared
from projects.models import Country, CountryGroup, PriorityArea, Theme

SOURCES: dict[str, tuple[Any, str, str, str, Any]] = {
    "area": (PriorityArea, "slug", "short_en", "short_ko", F("number")),
    "theme": (Theme, "slug", "name_en", "name_ko", Value(0)),
    "group": (CountryGroup, "slug", "short_en", "short_ko", Value(0)),
    "country": (Country, "code", "name_en", "name_ko", Value(0)),
    "us_post": (Post, "pk", "title_en", "title_ko", Value(0)),
    "rok_post": (Post, "pk", "title_en", "title_ko", Value(0)),
    "organisation": (Organisation, "pk", "name_en", "name_ko", Value(0)),
}
"""Kind: model, key, names, and what comes before the name in its order."""
NARROWED = {"us_post": {"side": "US"}, "rok_post": {"side": "ROK"}}


class Names:
    """Names by kind and key; an unknown key is its own name."""

    def __init__(self, rows: Collection[tuple[str, str, str, str, int]]):
        self.in_korean = formats.reader_language() == "ko"
        self._found = {(kind, key): (en, ko, place) for kind, key, en, ko, place in rows}

    def __call__(self, kind: str, key: Any) -> str:
        found = self._found.get((kind, str(key)))
        return self._in_language(found) if found else str(key)

    def knows(self, kind: str, key: Any) -> bool:
        return (kind, str(key)) in self._found

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """(key, name) of this kind in their order, else by name."""
        rows = [(found[2], self._in_language(found), key) for (one, key), found in self._found.items() if one == kind]
        return [(key, name) for _place, name, key in sorted(rows)]

    def both(self, kind: str) -> list[tuple[str, str, str]]:
        """(key, English name, Korean name) of this kind in their order, else by key."""
        rows = [(found[2], key, *found[:2]) for (one, key), found in self._found.items() if one == kind]
        return [(key, en, ko) for _place, key, en, ko in sorted(rows)]

    def matching(self, kind: str, words: str) -> list[tuple[str, str]]:
        """(key, name) of those whose key is these words, or whose name in either language holds them."""
        asked = words.casefold()
        found = {key: names for (one, key), names in self._found.items() if one == kind}
        return [
            (key, name)
            for key, name in self.choices(kind)
            if asked == key.casefold() or any(asked in text.casefold() for text in found[key][:2])
        ]

    def _in_language(self, found: tuple[str, str, int]) -> str:
        en, ko, _place = found
        return (ko or en) if self.in_korean else en


def read_names(user, *kinds: str, **keys: Collection[Any]) -> Names:
    """The names of whole kinds, and of the given keys of others, in one statement."""
    if not kinds and not keys:
        return Names([])
    if not keys and user.is_authenticated:
        return Names(_whole(kinds).rows())
    parts = [_rows(user, kind) for kind in kinds]
    parts += [_rows(user, kind, wanted) for kind, wanted in keys.items()]
    return Names(list(parts[0].union(*parts[1:], all=True)))


@cache
def _whole(kinds: tuple[str, ...]) -> Prepared:
    """The names of whole kinds: whoever is signed in reads the same."""
    first, *others = [_rows(None, kind) for kind in kinds]
    return Prepared(lambda: first.union(*others, all=True), planned_once=True)


def _rows(user, kind: str, keys: Collection[Any] | None = None):
    model, key, en, ko, place = SOURCES[kind]
    rows = (model.objects.visible_to(user) if user else model.objects.all()).filter(**NARROWED.get(kind, {}))
    if keys is not None:
        rows = rows.filter(**{f"{key}__in": list(keys) or [0 if key == "pk" else ""]})
    return rows.order_by().values_list(
        Value(kind, TextField()), Cast(key, TextField()), en, ko, Cast(place, IntegerField())
    )
