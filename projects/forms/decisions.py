"""The forms of asking, answering and closing: words in the reader's language first, the other one beside it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import formats
from core.errors import Malformed
from core.models import Answer
from projects.forms.common import ActionForm, TextField

ANSWERS = [
    (Answer.CONCUR, _("Concur")),
    (Answer.CONCERNS, _("Concur with concerns: name them below, each is tracked until you close it")),
    (Answer.RETURN, _("Ask for a change: say which, then both sides are asked again on the new text")),
    (Answer.NON_CONCUR, _("Do not concur: say why")),
]


class ReasonForm(ActionForm):
    """Why something is asked, decided or closed."""

    reason_en = TextField(label=_("Reason, English"))
    reason_ko = TextField(label=_("Reason, Korean"))

    def words(self) -> dict[str, str]:
        """What was typed, by language."""
        return {language: self.cleaned_data[f"reason_{language}"] for language in ("en", "ko")}

    def take_errors(self, refused: Malformed) -> None:
        """What is wrong with a text of two languages stands at the reader's own."""
        for name, sentence in refused.errors.items():
            own = f"{name}_{formats.reader_language()}"
            self.add_error(own if own in self.fields else name if name in self.fields else None, str(sentence))


class SaidForm(ActionForm):
    """What was said, in the other language."""

    text = TextField(label="")

    def __init__(self, data: Any = None, *, language: str, text: str = ""):
        super().__init__(data, initial={"text": text})
        self.fields["text"].label = formats.language_name(language)


class AnswerForm(ReasonForm):
    """One side's answer to a question."""

    answer = forms.ChoiceField(label=_("Answer"), choices=ANSWERS, initial=Answer.CONCUR, widget=forms.RadioSelect)
    concerns_en = TextField(label=_("Concerns, English"))
    concerns_ko = TextField(label=_("Concerns, Korean"))

    def concerns(self) -> list[dict[str, str]]:
        """The concerns: paragraphs with an empty line between them, those of both languages in the same order."""
        english, korean = (_paragraphs(self.cleaned_data[f"concerns_{language}"]) for language in ("en", "ko"))
        most = max(len(english), len(korean))
        return [{"en": _at(english, place), "ko": _at(korean, place)} for place in range(most)]


def _paragraphs(text: str) -> list[str]:
    return [paragraph.strip() for paragraph in text.split("\n\n") if paragraph.strip()]


def _at(found: list[str], place: int) -> str:
    return found[place] if place < len(found) else ""
