"""The forms of risks, issues and indicators."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.enums import Direction, Impact, Owner, Probability, RiskAnswer, Severity
from projects.forms.common import NumberField, PartForm, TextField, day_field

ANSWER = pgettext_lazy("answer to a risk", "Answer")
OWNER = {"label": _("Owner"), "choices": Owner.choices, "initial": Owner.BOTH}


def _levels(levels: Any) -> list[tuple[int, str]]:
    return [(level.value, f"{level.value} {level.label}") for level in levels]


class RiskForm(PartForm):
    """What may happen, how likely and how bad it is, and what is done about it."""

    LAYOUT = (("text",), ("probability", "impact"), ("owner", "answer"), ("response",))

    text_en = TextField(label=_("What may happen, English"))
    text_ko = TextField(label=_("What may happen, Korean"))
    probability = forms.TypedChoiceField(label=_("Probability"), choices=(), coerce=int)
    impact = forms.TypedChoiceField(label=_("Impact"), choices=(), coerce=int)
    owner = forms.ChoiceField(**OWNER)
    answer = forms.ChoiceField(label=ANSWER, choices=RiskAnswer.choices, initial=RiskAnswer.REDUCE)
    response_en = TextField(label=_("What is done about it, English"))
    response_ko = TextField(label=_("What is done about it, Korean"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["probability"].choices = _levels(Probability)
        self.fields["impact"].choices = _levels(Impact)


class RiskChangeForm(RiskForm):
    """The same, and how it ended."""

    LAYOUT = (*RiskForm.LAYOUT, ("closed_on", "closed_because"))

    closed_on = day_field(_("Closed"), help_text=_("Empty while it is open."))
    closed_because = TextField(label=_("Why it is closed"), long=False)


class IssueForm(PartForm):
    """What has happened and hinders."""

    LAYOUT = (("text",), ("severity", "owner"), ("raised_on", "due_on"))

    text_en = TextField(label=_("What hinders, English"))
    text_ko = TextField(label=_("What hinders, Korean"))
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices, initial=Severity.MEDIUM)
    owner = forms.ChoiceField(**OWNER)
    raised_on = day_field(_("Raised"), required=True)
    due_on = day_field(_("To be resolved by"))


class IssueChangeForm(IssueForm):
    """The same, and how it was resolved."""

    LAYOUT = (*IssueForm.LAYOUT, ("resolution",), ("resolved_on",))

    resolution_en = TextField(label=_("How it is resolved, English"))
    resolution_ko = TextField(label=_("How it is resolved, Korean"))
    resolved_on = day_field(_("Resolved"), help_text=_("Empty while it is open."))


class IndicatorForm(PartForm):
    """What is measured, and where it stood at the beginning."""

    LAYOUT = (("title",), ("unit",), ("baseline", "baseline_on"), ("direction",), ("source",))

    title_en = TextField(label=_("Indicator, English"), long=False)
    title_ko = TextField(label=_("Indicator, Korean"), long=False)
    unit_en = TextField(label=_("Unit, English"), long=False, help_text=_("Such as crews, hours or %."))
    unit_ko = TextField(label=_("Unit, Korean"), long=False, help_text=_("Such as crews, hours or %."))
    baseline = NumberField(label=_("Baseline"), required=True, help_text=_("Where it stood before; 0 is a baseline."))
    baseline_on = day_field(_("Measured on"), required=True)
    direction = forms.ChoiceField(
        label=_("Direction"), choices=Direction.choices, initial=Direction.UP, widget=forms.RadioSelect
    )
    source_en = TextField(label=_("Source of verification, English"), long=False)
    source_ko = TextField(label=_("Source of verification, Korean"), long=False)


class IndicatorValueForm(PartForm):
    """Target and actual for a period."""

    LAYOUT = (("period_start", "period_end"), ("country",), ("target", "actual"), ("comment",))

    period_start = day_field(_("Period from"), required=True)
    period_end = day_field(_("Period to"), required=True)
    country = forms.ChoiceField(label=_("For"), required=False)
    target = NumberField(label=_("Target"))
    actual = NumberField(label=pgettext_lazy("indicator", "Actual"), help_text=_("Empty until it is measured."))
    comment = TextField(label=_("Comment"), long=False)

    def __init__(self, *args: Any, countries: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("All countries together")), *countries]

    def clean_country(self) -> str | None:
        return self.cleaned_data["country"] or None
