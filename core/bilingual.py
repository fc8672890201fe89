"""Texts that reach the report: English and Korean, each with a state (law 10)."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import days, formats
from core.canonical import fingerprint
from core.errors import Malformed
from core.sides import languages_in_order

LANGUAGES = ("en", "ko")


class TextState(TextChoices):
    """How far one language of a text may be trusted."""

    MISSING = "missing", gettext_lazy("Missing")
    DRAFT = "draft", gettext_lazy("Draft")
    OUT_OF_DATE = "out-of-date", gettext_lazy("Out of date")
    CONFIRMED = "confirmed", gettext_lazy("Confirmed")


class Bilingual(models.Model):
    """A row with texts in two languages: for each name of `TEXTS` it has the columns `<name>_en` and `<name>_ko`."""

    TEXTS: tuple[str, ...] = ()

    text_states = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    def text_state(self, name: str, language: str) -> dict[str, Any]:
        """The state of one language of a text: `state`, and for a confirmed one `side`, `post` and `on`."""
        if not getattr(self, f"{name}_{language}"):
            return {"state": TextState.MISSING}
        return self.text_states.get(f"{name}_{language}") or {"state": TextState.DRAFT}

    def texts(self) -> dict[str, str]:
        """Every text by its column, as it stands now."""
        return {column: getattr(self, column) for name in self.TEXTS for column in (f"{name}_en", f"{name}_ko")}

    @property
    def texts_version(self) -> str:
        """Names the texts and their states that somebody has seen, for a row without a revision of its own."""
        return fingerprint({"texts": self.texts(), "states": self.text_states})[:16]

    def in_reader_language(self, name: str) -> str:
        """A text in the reader's language, else in the other one."""
        own, other = languages_in_order(formats.reader_language())
        return getattr(self, f"{name}_{own}") or getattr(self, f"{name}_{other}")


def states_after(row: Bilingual, before: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The states of all texts after an edit: what changed is a draft, and its other language is out of date.

    `before` is what `texts` gave before the edit.
    """
    states: dict[str, dict[str, Any]] = {}
    for name in row.TEXTS:
        for language, other in (("en", "ko"), ("ko", "en")):
            mine, theirs = f"{name}_{language}", f"{name}_{other}"
            if not getattr(row, mine):
                continue
            if getattr(row, mine) != before[mine]:
                states[mine] = {"state": TextState.DRAFT}
            elif before[theirs] and getattr(row, theirs) != before[theirs]:
                states[mine] = {"state": TextState.OUT_OF_DATE, "on": days.today().isoformat()}
            else:
                states[mine] = row.text_states.get(mine) or {"state": TextState.DRAFT}
    return states


def confirm(row: Bilingual, name: str, language: str, *, by: Any) -> None:
    """Notes on the row, without saving it, that the post of `by` read one language against the other.

    Raises Malformed for an unknown text, or one that is not written in both languages.
    """
    if name not in row.TEXTS or language not in LANGUAGES or not all(getattr(row, f"{name}_{x}") for x in LANGUAGES):
        raise Malformed({"name": _("Both languages must be written before one is confirmed against the other.")})
    row.text_states[f"{name}_{language}"] = {
        "state": TextState.CONFIRMED,
        "side": by.side,
        "post": by.signs_as,
        "on": days.today().isoformat(),
    }
