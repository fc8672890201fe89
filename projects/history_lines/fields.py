"""One field of a change in words: from what to what."""

from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from core import formats
from core.models import Entry
from projects.differences import changed_words
from projects.naming import Names
from projects.wording import label, language_of, said

LONG = 60
"""Texts from here on are compared word by word."""


def field(name: str, before: Any, after: Any, names: Names, of: type[Model] | None = None) -> SafeString:
    """Field: from → to, long texts word by word; `of` is the part that has the field."""
    lang = language_of(name)
    if lang and before and after and max(len(before), len(after)) > LONG:
        changed = changed_words(before, after, whole=False)
        return format_html('{}: <span lang="{}">{}</span>', label(name, of), lang, changed)
    old, new = (Truncator(said(name, one, names, of)).chars(200) for one in (before, after))
    if before in (None, "", []):
        return format_html("{}: <ins>{}</ins>", label(name, of), new)
    return format_html("{}: <del>{}</del> → <ins>{}</ins>", label(name, of), old, new)


def value(entry: Entry, column: str) -> Any:
    """What a column of a new or removed row holds, or of a changed one where it changed."""
    before, after = entry.changes.get(column, (None, None))
    return before if entry.operation == "delete" else after


def month(day: date) -> str:
    """August 2026, 2026년 8월."""
    return format_date(day, "Y년 n월" if formats.reader_language() == "ko" else "F Y")
