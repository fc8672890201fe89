"""The first places of a year's list, as a lead types them, and one side's answer to them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Answer
from projects.forms.common import ActionForm, TextField
from projects.forms.decisions import ANSWERS, ReasonForm
from projects.ordering import PLACES, Place

MOST_ROWS = PLACES + 1


class OrderForm(ActionForm):
    """For each project `place_<reference>` and `reason_<reference>`, in the order in which they were shown.

    `other` brings in a project from further down.
    """

    def __init__(self, data: Any = None, *, references: Sequence[str], reasons: Mapping[str, str]):
        super().__init__(data)
        self.references = list(dict.fromkeys(references))[:MOST_ROWS]
        for at, one in enumerate(self.references, 1):
            self.fields[f"place_{one}"] = _place(initial=at)
            reason = TextField(label=_("Reason"), long=False, initial=reasons.get(one, ""))
            reason.widget.attrs["class"] = "usa-input"
            self.fields[f"reason_{one}"] = reason
        self.fields["other"] = TextField(label=_("Reference"), long=False)
        self.fields["other_place"] = _place(required=False)
        self.fields["other_reason"] = TextField(label=_("Reason"), long=False)

    def places(self) -> list[Place]:
        """The projects in the order typed: who moved up stands before, who moved down behind, who held the place."""
        typed = self.cleaned_data
        shown = list(enumerate(self.references, 1))
        rows = [(typed[f"place_{one}"], at, Place(one, typed[f"reason_{one}"])) for at, one in shown]
        if typed["other"]:
            last = len(rows) + 1
            rows.append((typed["other_place"] or last, last, Place(typed["other"].upper(), typed["other_reason"])))
        rows.sort(key=lambda row: (row[0], (row[0] > row[1]) - (row[0] < row[1]), row[1]))
        return [place for _typed, _at, place in rows][:PLACES]

    def take_errors(self, refused: Any) -> None:
        """What is wrong with the project that was brought in stands at its own fields."""
        own = f"reason_{self.cleaned_data.get('other', '').upper()}"
        refused.errors = {"other_reason" if name == own else name: why for name, why in refused.errors.items()}
        super().take_errors(refused)


class OrderAnswerForm(ReasonForm):
    """One side's answer to an order; concerns about a project belong to the project."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[pair for pair in ANSWERS if pair[0] != Answer.CONCERNS],
        initial=Answer.CONCUR,
        widget=forms.RadioSelect,
    )


def _place(**more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "rcf-in-num usa-input"})
    return forms.IntegerField(label=pgettext_lazy("order", "Place"), min_value=1, max_value=99, widget=widget, **more)
