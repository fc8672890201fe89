"""The forms of what partner countries say, and of links between businesses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.enums import Channel, Consent, ExportControl
from projects.forms.common import PartForm, TextField, day_field


class VoiceForm(PartForm):
    """Who asked, may the country be named, who sustains it after the end."""

    LAYOUT = (("asked_by", "how"), ("asked_on",), ("consent", "consent_on"), ("sustainment",))

    asked_by = TextField(label=_("Who asked"), long=False, help_text=_("The office, not a person."))
    how = forms.ChoiceField(label=_("How it asked"), required=False, choices=[("", "–"), *Channel.choices])
    asked_on = day_field(_("Asked on"))
    consent = forms.ChoiceField(
        label=_("Consent to be named"), choices=Consent.choices, initial=Consent.NOT_ASKED, widget=forms.RadioSelect
    )
    consent_on = day_field(_("Answered on"), help_text=_("The day on which consent was given or refused."))
    sustainment_en = TextField(label=_("Who sustains it after the end, English"))
    sustainment_ko = TextField(label=_("Who sustains it after the end, Korean"))


class BusinessLinkForm(PartForm):
    """An organisation of the directory and another business."""

    LAYOUT = (
        ("organisation",),
        ("other",),
        ("event", "event_on"),
        ("export_control", "export_control_on"),
        ("export_control_note",),
    )

    organisation = forms.TypedChoiceField(label=_("Our organisation"), coerce=int)
    other_en = TextField(label=_("Other organisation, English"), long=False)
    other_ko = TextField(label=_("Other organisation, Korean"), long=False)
    event = TextField(label=_("Matching event"), long=False)
    event_on = day_field(_("Day of the event"))
    export_control = forms.ChoiceField(
        label=_("Export control"),
        choices=ExportControl.choices,
        initial=ExportControl.NOT_ASSESSED,
        widget=forms.RadioSelect,
    )
    export_control_on = day_field(_("As of"), help_text=_("Empty while it is not assessed."))
    export_control_note = TextField(label=_("Note on export control"), long=False)

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", _("Choose one")), *organisations]
