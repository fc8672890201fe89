"""One form for a project that is logged and one that is edited. What is right, the action decides."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import whole_number
from projects.documents import DATES, FIELDS, TEXT_FIELDS
from projects.enums import Kind, OrganisationRole
from projects.forms.common import ActionForm, TextField, day_field
from projects.forms.rows import RowsField
from projects.naming import Names

PRIVATE, JOINT = "private", "joint"
CENT = Decimal("0.01")
TEXT_ROWS = {"title": 2, "summary": 6, "objective": 6}


class ProjectForm(ActionForm):
    """The agreed text of a project in the names of its document (projects/documents.py)."""

    title_en = TextField(label=_("Title, English"))
    title_ko = TextField(label=_("Title, Korean"))
    summary_en = TextField(label=_("Summary, English"))
    summary_ko = TextField(label=_("Summary, Korean"))
    objective_en = TextField(label=_("Objective, English"))
    objective_ko = TextField(label=_("Objective, Korean"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.PROJECT, widget=forms.RadioSelect)
    area = forms.ChoiceField(label=_("Priority area"), required=False)
    secondary_areas = forms.MultipleChoiceField(
        label=_("Other areas it touches"), required=False, widget=forms.CheckboxSelectMultiple
    )
    themes = forms.MultipleChoiceField(label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple)
    countries = RowsField("country", "share", "reason", label=_("Countries"))
    organisations = RowsField("organisation", "role", label=_("Organisations"))
    us_post = forms.ChoiceField(label=_("US post"), required=False)
    rok_post = forms.ChoiceField(label=_("ROK post"), required=False)
    planned_start = day_field(_("Planned start"))
    planned_end = day_field(_("Planned end"))
    actual_start = day_field(_("Actual start"))
    actual_end = day_field(_("Actual end"))

    def __init__(self, *args: Any, names: Names, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.names = names
        self.fields["area"].choices = [("", _("Choose one")), *names.choices("area")]
        self.fields["secondary_areas"].choices = names.choices("area")
        self.fields["themes"].choices = names.choices("theme")
        for post in ("us_post", "rok_post"):
            self.fields[post].choices = [("", _("Not named yet")), *names.choices(post)]

    def document(self) -> dict[str, Any]:
        """What was typed, in the shapes of a document, so that equal things compare as equal."""
        typed = self.cleaned_data
        document: dict[str, Any] = {name: typed.get(name, "") for name in TEXT_FIELDS}
        document |= {"kind": typed.get("kind", Kind.PROJECT), "area": typed.get("area", "")}
        document |= {name: sorted(typed.get(name, [])) for name in ("secondary_areas", "themes")}
        document |= {name: int(typed[name]) if typed.get(name) else None for name in ("us_post", "rok_post")}
        document |= {name: typed[name].isoformat() if typed.get(name) else None for name in DATES}
        document["countries"] = sorted(map(_share, typed["countries"]), key=lambda row: row["country"])
        document["organisations"] = sorted(map(_role, typed["organisations"]), key=lambda row: tuple(row.values()))
        return document

    def hidden(self, document: dict[str, Any]) -> list[tuple[str, str]]:
        """A document as the inputs of this form, to carry it through a page that shows only part of it."""
        inputs: list[tuple[str, str]] = []
        for name in FIELDS:
            value = document[name]
            if name in ("countries", "organisations"):
                inputs += [(f"{name}-{column}", row[column]) for row in value for column in row]
            elif isinstance(value, list):
                inputs += [(name, one) for one in value]
            else:
                inputs.append((name, "" if value is None else value))
        return inputs


def _share(row: dict[str, str]) -> dict[str, str]:
    typed = row["share"].strip().removesuffix("%").strip()
    try:
        share = f"{Decimal(typed).quantize(CENT):f}"
    except InvalidOperation:
        share = typed
    return {"country": row["country"], "share": share, "reason": row["reason"]}


def _role(row: dict[str, str]) -> dict[str, Any]:
    return {"organisation": whole_number(row["organisation"]), "role": row["role"]}


ROLES = OrganisationRole.choices


class AudienceForm(ActionForm):
    """Who sees a new opportunity."""

    audience = forms.ChoiceField(
        label=_("Who sees it"),
        choices=[(PRIVATE, _("Only your side, for now")), (JOINT, _("Both sides, at once"))],
        initial=PRIVATE,
        widget=forms.RadioSelect,
    )
