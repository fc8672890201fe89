"""The shape of what staff enter about a year."""

from django import forms

from core.errors import Malformed
from reporting.actions.cycles import DATES
from reporting.models import Cycle


class CycleForm(forms.ModelForm):
    """The meetings of a cycle and its data cut-off; empty where a date is open."""

    class Meta:
        model = Cycle
        fields = DATES
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("scm_on", "joint_text_on", "kidd_on", "rcwg_on", "cut_off")
        }

    def refuse(self, failure: Malformed) -> None:
        """Puts the sentences of a refusal on their fields."""
        for name, text in failure.errors.items():
            self.add_error(name if name in self.fields else None, text)

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in DATES}


class NewCycleForm(CycleForm):
    """The same with the year, which never changes afterwards."""

    class Meta(CycleForm.Meta):
        fields = ("year", *DATES)
