"""How a row of the directory or an account is saved: what a constraint refuses is said in its own sentence."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from contacts.models import Deputy, Tenure
from core.errors import Conflict, Malformed


def save_row(row: Any, field: str, errors: dict[str, str] | None = None) -> Any:
    """Saves a valid row; what its constraints say is said at `field`.

    The database alone judges tenures and deputies: Django would compare the posts of an exclusion constraint with
    themselves.
    """
    errors = {**(errors or {})}
    try:
        row.full_clean(exclude=errors, validate_constraints=not isinstance(row, Tenure | Deputy))
    except ValidationError as failure:
        for name, texts in failure.message_dict.items():
            errors.setdefault(field if name == NON_FIELD_ERRORS else name, " ".join(texts))
    if errors:
        raise Malformed(errors)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if sentence := _broken(row, error):
            raise Malformed({field: sentence}) from None
        raise Conflict(_("Somebody else saved the same at this moment. Read it again before you go on.")) from None
    return row


def _broken(row: models.Model, error: IntegrityError) -> str:
    """What the constraint that refused a row says to people, '' when it says nothing."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    for constraint in row._meta.constraints:
        told = constraint.violation_error_message
        if constraint.name == name and told != constraint.default_violation_error_message:
            return str(told)
    return ""
