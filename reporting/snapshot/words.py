"""Words of a snapshot: those of the catalogue in both languages, and what people wrote with its states."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from core import days
from core.bilingual import LANGUAGES, Bilingual, TextState

Words = dict[str, Any]
COMMAND_LINE = _("Command line")
UNWRITTEN: Words = {"en": None, "ko": None}


def words(message: str, **values: Words) -> Words:
    """A message of the catalogue in both languages; each value is itself in both."""

    def in_language(language: str) -> str:
        return gettext(message) % {name: value[language] for name, value in values.items()}

    return in_both(in_language)


def in_both(say: Callable[[str], str]) -> Words:
    """What `say` says while each language is the reader's."""
    made = {}
    for language in LANGUAGES:
        with translation.override(language):
            made[language] = say(language)
    return made


def written(subject: Any, name: str) -> Words:
    """What people wrote, in both languages, None where it is missing, with the states that the report prints."""
    text = plain(subject, name)
    if isinstance(subject, Bilingual):
        states = {language: subject.text_state(name, language)["state"] for language in LANGUAGES if text[language]}
        for key, state in (("draft", TextState.DRAFT), ("outdated", TextState.OUT_OF_DATE)):
            if found := [language for language, is_state in states.items() if is_state == state]:
                text[key] = found
    return text


def plain(subject: Any, name: str) -> Words:
    """A text that no state qualifies, such as the name of something outside the records."""
    return {language: getattr(subject, f"{name}_{language}") or None for language in LANGUAGES}


def is_written(text: Words) -> bool:
    """Whether a text exists in at least one language."""
    return any(text[language] for language in LANGUAGES)


def said(post: dict[str, str]) -> Words:
    """Who signed, as it was kept with the signature."""
    return {language: post.get(language) or None for language in LANGUAGES}


def marking() -> Words:
    """The marking of the whole tracker, which each page bears."""
    english, _bar, korean = settings.RCF_MARKING.partition("|")
    return {"en": english.strip(), "ko": korean.strip() or english.strip()}


def in_words(day: str) -> Words:
    """A day (ISO) within a sentence."""
    year, month, of_month = (int(part) for part in day.split("-"))
    return {"en": date(year, month, of_month).strftime("%-d %b %Y"), "ko": f"{year}. {month}. {of_month}."}


def on(moment: datetime | date | None) -> str | None:
    """The day of a moment as ISO."""
    if moment is None:
        return None
    return (days.day_of(moment) if isinstance(moment, datetime) else moment).isoformat()
