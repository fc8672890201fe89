"""What a side gives a project on each criterion of a year, and the criteria themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import formats
from core.errors import Malformed
from core.sides import languages_in_order
from projects.actions.ranking import MOST_CRITERIA
from projects.actions.scoring import Given, Scores
from projects.forms.common import ActionForm, TextField
from projects.models import Criterion
from projects.models.scoring import LEAST, MOST
from projects.totals import points

EMPTY_ROWS = 2
CRITERION_LABELS = {
    "name_en": _("Name, English"),
    "name_ko": _("Name, Korean"),
    "hint_en": _("What to ask, English"),
    "hint_ko": _("What to ask, Korean"),
}
CHOICES = [(str(value), str(value)) for value in range(LEAST, MOST + 1)]


class ScoresForm(ActionForm):
    """For each criterion `score_<number>` and `reason_<number>`; either may be missing in a draft."""

    def __init__(self, data: Any = None, *, criteria: list[Criterion], given: Scores):
        super().__init__(data)
        self.criteria = criteria
        for one in criteria:
            before = given.get(one.number, Given())
            self.fields[f"score_{one.number}"] = forms.ChoiceField(
                label=one.name,
                choices=CHOICES,
                required=False,
                initial=str(before.value or ""),
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("Give a score from 1 to 5.")},
            )
            reason = TextField(label=one.name, initial=before.reason)
            reason.widget.attrs |= {"class": "usa-textarea", "rows": 2}
            self.fields[f"reason_{one.number}"] = reason

    def scores(self) -> Scores:
        """What was typed, by the number of the criterion."""
        typed = self.cleaned_data
        return {
            one.number: Given(int(typed[f"score_{one.number}"] or 0) or None, typed[f"reason_{one.number}"])
            for one in self.criteria
        }

    def rows(self) -> list[dict[str, Any]]:
        """Each criterion with its two fields."""
        return [
            {"criterion": one, "score": self[f"score_{one.number}"], "reason": self[f"reason_{one.number}"]}
            for one in self.criteria
        ]

    def still_open(self) -> int:
        """How many criteria lack a score or a reason in what is shown."""
        return sum(not (row["score"].value() and (row["reason"].value() or "").strip()) for row in self.rows())


class CriteriaForm(ActionForm):
    """The criteria of a year, one row each, and empty rows for more; a row without a name is left out."""

    def __init__(self, data: Any = None, *, criteria: list[Criterion]):
        super().__init__(data)
        self.numbers = range(1, min(len(criteria) + EMPTY_ROWS, MOST_CRITERIA) + 1)
        for number in self.numbers:
            before = criteria[number - 1] if number <= len(criteria) else None
            for name, label in CRITERION_LABELS.items():
                initial = getattr(before, name) if before else ""
                self.fields[f"{name}_{number}"] = TextField(label=label, long=False, initial=initial)
            weight = points(before.weight) if before else ""
            self.fields[f"weight_{number}"] = TextField(label=_("Weight"), long=False, initial=weight)

    def criteria(self) -> list[dict[str, str]]:
        """The rows with a name, in order."""
        return [self._row(number) for number in self._kept()]

    def take_errors(self, refused: Malformed) -> None:
        """Puts the errors of the kept rows, which the action counts from 1, at the rows of the form."""
        kept, moved = self._kept(), {}
        for name, sentence in refused.errors.items():
            stem, _underscore, place = name.rpartition("_")
            moved[f"{stem}_{kept[int(place) - 1]}" if place.isdigit() else name] = sentence
        super().take_errors(Malformed(moved))

    def rows(self) -> list[dict[str, Any]]:
        """Each row with its fields, the texts in the order of the reader's languages."""
        langs = languages_in_order(formats.reader_language())
        return [
            {
                "number": number,
                "names": [(lang, self[f"name_{lang}_{number}"]) for lang in langs],
                "hints": [(lang, self[f"hint_{lang}_{number}"]) for lang in langs],
                "weight": self[f"weight_{number}"],
            }
            for number in self.numbers
        ]

    def _kept(self) -> list[int]:
        return [n for n in self.numbers if self.cleaned_data[f"name_en_{n}"] or self.cleaned_data[f"name_ko_{n}"]]

    def _row(self, number: int) -> dict[str, str]:
        return {name: self.cleaned_data[f"{name}_{number}"] for name in (*CRITERION_LABELS, "weight")}
