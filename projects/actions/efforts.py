"""The registry of others' efforts. Either side keeps it; nothing is taken out of it, an effort ends instead."""

from datetime import date
from typing import Any

from babel.numbers import list_currencies
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from contacts.models import User
from core.bilingual import confirm
from core.errors import Malformed
from core.history import record
from projects import policies
from projects.actions.keeping import checked, fresh_part, locked_part
from projects.models import Country, CountryGroup, Effort, EffortCountry, PriorityArea, Theme
from projects.overlaps import keep_reach

Values = dict[str, Any]
TAKEN_BY_PAGES = ("new", "gaps")
"""What stands in addresses where the name of an effort would."""


@transaction.atomic
def register_effort(values: Values, *, by: User) -> Effort:
    """Enters an effort; `countries` are rows of {country, starts_on, ends_on}, a day or None each.

    Raises NotAllowed, or Malformed with a sentence for each bad field.
    """
    policies.can_keep_efforts(by).enforce()
    effort = Effort(slug=_free_slug(values.get("name_en") or ""))
    with record("register-effort", by=by):
        return _keep(effort, {"countries": [], **values})


@transaction.atomic
def revise_effort(effort: Effort, values: Values, *, by: User, seen_revision: int) -> Effort:
    """Changes an effort. Raises NotAllowed, Malformed, or StalePart when it changed after `seen_revision`."""
    policies.can_keep_efforts(by).enforce()
    effort = fresh_part(effort, seen_revision)
    with record("revise-effort", by=by):
        return _keep(effort, values)


@transaction.atomic
def confirm_effort_text(effort: Effort, name: str, language: str, *, by: User, seen_revision: int) -> Effort:
    """Confirms one language of an effort's text against the other.

    Raises NotAllowed, Malformed for an unknown or missing text, or StalePart when it changed after `seen_revision`.
    """
    policies.can_keep_efforts(by).enforce()
    effort = locked_part(effort, seen_revision)
    confirm(effort, name, language, by=by)
    with record("confirm-text", by=by):
        effort.save(update_fields=["text_states"])
    return effort


def _free_slug(name: str) -> str:
    """The English name for addresses, with a number where it is taken."""
    base = slugify(name)[:50].strip("-") or "effort"
    taken = {*TAKEN_BY_PAGES, *Effort.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _keep(effort: Effort, values: Values) -> Effort:
    """Puts clean values into an effort, its countries and its reach."""
    values = {**values}
    errors = _unknown(values)
    countries, faults = _countries(values.pop("countries")) if "countries" in values else (None, {})
    errors |= faults
    try:
        effort = checked(effort, {name: value for name, value in values.items() if name not in errors})
    except Malformed as refused:
        others = {name: text for name, text in refused.errors.items() if not (errors and name == NON_FIELD_ERRORS)}
        raise Malformed(others | errors) from None
    if errors:
        raise Malformed(errors)
    if countries is not None:
        _write_countries(effort, countries)
    keep_reach([effort.pk])
    return effort


def _unknown(values: Values) -> dict[str, str]:
    """A sentence for each name that is in no list; puts the country instead of its code."""
    errors = {}
    if code := values.get("lead_country"):
        values["lead_country"] = Country.objects.filter(pk=code).first()
        if values["lead_country"] is None:
            errors["lead_country"] = _("Choose a country from the list.")
    elif "lead_country" in values:
        values["lead_country"] = None
    if "areas" in values and not (values["areas"] and _all_known(PriorityArea, values["areas"])):
        errors["areas"] = _("Choose at least one of the six priority areas.")
    if not _all_known(Theme, values.get("themes", [])):
        errors["themes"] = _("Choose from the list of themes.")
    if not _all_known(CountryGroup, values.get("groups", [])):
        errors["groups"] = _("Choose from the list of groups.")
    if values.get("currency") and values["currency"] not in list_currencies():
        errors["currency"] = _("Give the currency by its three letters, such as USD, KRW or JPY.")
    return errors


def _all_known(model: Any, keys: list[str]) -> bool:
    return model.objects.filter(pk__in=keys).count() == len(keys)


def _countries(rows: list[Values]) -> tuple[dict[str, Values], dict[str, str]]:
    """The countries by code with their years, and what is wrong with them."""
    wanted = {row["country"]: {"starts_on": row.get("starts_on"), "ends_on": row.get("ends_on")} for row in rows}
    if len(wanted) < len(rows):
        return wanted, {"countries": _("Each country stands once in the list.")}
    if not _all_known(Country, list(wanted)):
        return wanted, {"countries": _("Choose countries from the list.")}
    if any(row["starts_on"] and row["ends_on"] and row["ends_on"] < row["starts_on"] for row in wanted.values()):
        return wanted, {"countries": _("The end is before the start.")}
    return wanted, {}


def _write_countries(effort: Effort, wanted: dict[str, Values]) -> None:
    for row in effort.effortcountry_set.all():
        days: dict[str, date | None] | None = wanted.pop(row.country_id, None)
        if days is None:
            row.delete()
        elif days != {"starts_on": row.starts_on, "ends_on": row.ends_on}:
            row.starts_on, row.ends_on = days["starts_on"], days["ends_on"]
            row.save(update_fields=["starts_on", "ends_on"])
    EffortCountry.objects.bulk_create(
        EffortCountry(effort=effort, country_id=code, **days) for code, days in sorted(wanted.items())
    )
