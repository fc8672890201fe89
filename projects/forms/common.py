"""What the forms share: days as the browser sends them, and errors of an action at their fields."""

from decimal import Decimal
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


class NumberField(forms.DecimalField):
    """A number, also with separators between its thousands."""

    def __init__(self, **more: Any):
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "rcf-in-amount"})
        super().__init__(widget=widget, required=more.pop("required", False), **more)

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) and value.is_finite() else value


class ActionForm(forms.Form):
    """A form whose rules are those of the action behind it."""

    def take_errors(self, refused: Malformed) -> None:
        """Puts the sentences of an action at their fields."""
        for name, sentence in refused.errors.items():
            self.add_error(name if name in self.fields else None, str(sentence))


class PartForm(ActionForm):
    """A form of a part; a name in LAYOUT that is no field stands for a text in both languages."""

    LAYOUT: tuple[tuple[str, ...], ...] = ()
    """The fields that stand beside each other, row by row."""
