"""The forms of milestones, progress and remarks."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import days
from core.audience import Audience
from projects.enums import Health, Owner
from projects.forms.common import ActionForm, TextField, day_field

PERIODS_BACK = 6


class MilestoneForm(ActionForm):
    """Something that is to be reached by a day."""

    name_en = TextField(label=_("Milestone, English"), long=False)
    name_ko = TextField(label=_("Milestone, Korean"), long=False)
    owner = forms.ChoiceField(label=_("Owner"), choices=Owner.choices, initial=Owner.BOTH)
    planned_on = day_field(_("Planned"), required=True)
    actual_on = day_field(_("Actual"), help_text=_("Empty while it is open."))


class ProgressForm(ActionForm):
    """What a project reports for a month."""

    period = forms.ChoiceField(label=_("Month"))
    health = forms.ChoiceField(label=_("Health"), choices=Health.choices, widget=forms.RadioSelect)
    percent = forms.IntegerField(label=_("Percent complete"), min_value=0, max_value=100)
    narrative_en = TextField(label=_("What happened, English"))
    narrative_ko = TextField(label=_("What happened, Korean"))

    def __init__(self, *args: Any, periods: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = periods

    def clean_period(self) -> date:
        return date.fromisoformat(self.cleaned_data["period"])


class RemarkForm(ActionForm):
    """A note, for the own side or for both."""

    text = TextField(label=_("Remark"))
    remark_audience = forms.ChoiceField(label=_("Who reads it"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, audiences: list[Audience], **kwargs: Any):
        super().__init__(*args, **kwargs)
        words = {Audience.JOINT: _("Both sides"), Audience.US: _("US only"), Audience.ROK: _("ROK only")}
        self.fields["remark_audience"].choices = [(one.value, words[one]) for one in audiences]
        self.fields["remark_audience"].initial = audiences[-1].value


def months_back(taken: set[date]) -> list[date]:
    """The months that may still be reported, this one first."""
    first = days.today().replace(day=1)
    months = [first]
    while len(months) < PERIODS_BACK:
        first = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
        months.append(first)
    return [month for month in months if month not in taken]
