"""What the forms share: days as the browser sends them, and errors of an action at their fields."""

from typing import Any

from django import forms

from core.errors import Malformed
from core.text import clean


def day_field(label: Any, *, required: bool = False, **more: Any) -> forms.DateField:
    """A day; the browser's own picker, ISO in the address and the body."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d"], required=required, **more)


class TextField(forms.CharField):
    """A text whose length the action checks, so that one rule holds for page and API."""

    def __init__(self, *, long: bool = True, **more: Any):
        super().__init__(required=False, strip=False, widget=forms.Textarea if long else forms.TextInput, **more)

    def to_python(self, value: Any) -> str:
        return clean(value or "")


class ActionForm(forms.Form):
    """A form whose rules are those of the action behind it."""

    def take_errors(self, refused: Malformed) -> None:
        """Puts the sentences of an action at their fields."""
        for name, sentence in refused.errors.items():
            self.add_error(name if name in self.fields else None, str(sentence))
