"""The forms of an effort of others, and of the answer to an overlap with one."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.enums import Finding
from projects.forms.common import ActionForm, TextField, day_field
from projects.forms.rows import RowsField
from projects.models import Effort
from projects.naming import Names

SENTENCES = {
    Finding.COMPLEMENTS: _("Each adds what the other does not give; together they do more."),
    Finding.DUPLICATES: _("Both do the same for the same people; one of them should change."),
    Finding.GAP: _("It looks like an overlap, but covers what the other leaves open."),
}
"""What each answer means."""


class EffortForm(ActionForm):
    """An effort as the registry keeps it. What is right, the action decides."""

    name_en = TextField(label=_("Name, English"), long=False)
    name_ko = TextField(label=_("Name, Korean"), long=False)
    lead_country = forms.ChoiceField(label=_("Lead country"), required=False)
    lead_en = TextField(label=_("Or lead body, English"), long=False)
    lead_ko = TextField(label=_("Or lead body, Korean"), long=False)
    areas = forms.MultipleChoiceField(label=_("Priority areas"), required=False, widget=forms.CheckboxSelectMultiple)
    themes = forms.MultipleChoiceField(label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple)
    groups = forms.MultipleChoiceField(label=_("All members of"), required=False, widget=forms.CheckboxSelectMultiple)
    countries = RowsField("country", "starts_on", "ends_on", label=_("Countries"))
    starts_on = day_field(_("Start"), help_text=_("Empty where it is not known: it counts as open."))
    ends_on = day_field(_("End"), help_text=_("Empty while it goes on. An effort is never removed, it ends."))
    amount = forms.DecimalField(
        label=_("Budget"),
        help_text=_("In whole units, such as 18100000000."),
        required=False,
        min_value=1,
        max_digits=18,
        decimal_places=0,
    )
    currency = forms.CharField(
        label=_("Currency"), help_text=_("Three letters, such as USD, KRW or JPY."), required=False, max_length=3
    )
    budget_en = TextField(label=_("About the budget, English"), long=False)
    budget_ko = TextField(label=_("About the budget, Korean"), long=False)
    notes_en = TextField(label=_("Notes, English"))
    notes_ko = TextField(label=_("Notes, Korean"))
    source = TextField(label=_("Source"), long=False, help_text=_("Who says so, where and when; an address as text."))

    def __init__(self, *args: Any, names: Names, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.names = names
        self.fields["lead_country"].choices = [("", _("None, a body leads it")), *names.choices("country")]
        for field, kind in (("areas", "area"), ("themes", "theme"), ("groups", "group")):
            self.fields[field].choices = names.choices(kind)

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"].upper()

    def clean_countries(self) -> list[dict[str, Any]]:
        """The rows with days instead of what was typed."""
        return [
            {"country": row["country"], "starts_on": _day(row["starts_on"]), "ends_on": _day(row["ends_on"])}
            for row in self.cleaned_data["countries"]
        ]


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise forms.ValidationError(_("Give a date as year-month-day, such as 2026-10-29.")) from None


def initial_of(effort: Effort) -> dict[str, Any]:
    """An effort in the shapes of its form; `countries` has the years of each."""
    plain = ("name_en", "name_ko", "lead_en", "lead_ko", "areas", "themes", "groups", "starts_on", "ends_on")
    plain += ("amount", "currency", "budget_en", "budget_ko", "notes_en", "notes_ko", "source")
    rows = [
        {"country": row.country_id, "starts_on": row.starts_on, "ends_on": row.ends_on}
        for row in effort.effortcountry_set.all()
    ]
    own = {"lead_country": effort.lead_country_id or "", "countries": rows}
    return {name: getattr(effort, name) for name in plain} | own


class AnswerForm(ActionForm):
    """How a project stands to an effort, and why."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("overlap", "Answer"),
        choices=[(one.value, format_lazy("{}: {}", one.label, SENTENCES[one])) for one in Finding],
        widget=forms.RadioSelect,
    )
    reason_en = TextField(label=_("Reason, English"))
    reason_ko = TextField(label=_("Reason, Korean"))
