"""The fields of forms and what is wrong with them, as tags."""

from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, Select, Textarea
from django.forms.formsets import BaseFormSet

register = template.Library()

CONTROL_CSS = {
    "checkboxes": "checkbox__input",
    "checkbox": "checkbox__input",
    "radios": "radio__input",
    "select": "select",
    "textarea": "textarea",
    "input": "input",
}


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    *,
    label: str = "",
    hint: str | None = None,
    css: str = "",
    lang: str = "",
    rows: int = 0,
    optional: bool = True,
    hide_label: bool = False,
) -> dict[str, Any]:
    """One field with its label, hint and error; what was typed stays. `optional` says so beside the label."""
    widget = bound.field.widget
    kind = _kind(widget)
    widget.attrs.pop("placeholder", None)
    attrs: dict[str, Any] = {"class": f"{widget.attrs.get('class', '')} usa-{CONTROL_CSS[kind]}".strip()}
    attrs |= ({"lang": lang} if lang else {}) | ({"rows": rows} if rows else {})
    widget.attrs.update(attrs)
    return {
        "bound": bound,
        "kind": kind,
        "label": label or bound.label,
        "hint": bound.help_text if hint is None else hint,
        "css": css,
        "optional": optional and not bound.field.required and kind != "checkbox",
        "hide_label": hide_label,
    }


def _kind(widget: Any) -> str:
    if isinstance(widget, CheckboxSelectMultiple):
        return "checkboxes"
    if widget.use_fieldset and getattr(widget, "input_type", "") == "radio":
        return "radios"
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    if isinstance(widget, Textarea):
        return "textarea"
    return "select" if isinstance(widget, Select) else "input"


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet) -> dict[str, Any]:
    """All errors of forms and form sets in one place, focused, each a link to its field."""
    found: list[dict[str, str]] = []
    for one in forms:
        found += _form_set_errors(one) if isinstance(one, BaseFormSet) else _form_errors(one)
    return {"found": found}


def _form_set_errors(forms: BaseFormSet) -> list[dict[str, str]]:
    if not forms.is_bound:
        return []
    rows = [error for form in forms.forms for error in _form_errors(form)]
    return [{"text": str(error), "to": ""} for error in forms.non_form_errors()] + rows


def _form_errors(form: BaseForm) -> list[dict[str, str]]:
    found = []
    for name, errors in form.errors.items():
        bound = form[name] if name in form.fields else None
        to = f"#{bound.id_for_label or f'{bound.auto_id}_0'}" if bound else ""
        found += [{"text": f"{bound.label}: {error}" if bound else str(error), "to": to} for error in errors]
    return found
