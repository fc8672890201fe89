"""What each side plans, commits and spends, and the rates at which the two currencies are compared."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import User
from core import days
from core.errors import Malformed
from core.history import record
from projects import policies
from projects.actions.common import lock
from projects.actions.keeping import checked, fresh_part, save_part
from projects.models import ExchangeRate, MoneyLine, Project


@transaction.atomic
def add_money(project: Project, values: dict[str, Any], *, by: User) -> MoneyLine:
    """Adds money of the side of `by`. Raises NotAllowed or Malformed."""
    project = lock(project)
    policies.can_fund(by, by.side).enforce()
    line = MoneyLine(project=project, audience=project.audience, side=by.side)
    return save_part(line, values, "add-money", project, by)


@transaction.atomic
def revise_money(line: MoneyLine, values: dict[str, Any], *, by: User, seen_revision: int) -> MoneyLine:
    """Changes money of the own side. Raises NotAllowed, Malformed, or StalePart when it changed meanwhile."""
    project = lock(line.project)
    policies.can_fund(by, line.side).enforce()
    return save_part(fresh_part(line, seen_revision), values, "revise-money", project, by)


@transaction.atomic
def enter_rate(values: dict[str, Any], *, by: User) -> ExchangeRate:
    """Enters the rate of a day that has come. Raises NotAllowed or Malformed."""
    policies.can_enter_rates(by).enforce()
    return _kept(ExchangeRate(entered_by=by, entered_side=by.side), values, "enter-rate", by)


@transaction.atomic
def correct_rate(rate: ExchangeRate, values: dict[str, Any], *, by: User, seen_revision: int) -> ExchangeRate:
    """Corrects a rate of either side. Raises NotAllowed, Malformed, or StalePart when it changed meanwhile."""
    policies.can_enter_rates(by).enforce()
    return _kept(fresh_part(rate, seen_revision), values, "correct-rate", by)


def _kept(rate: ExchangeRate, values: dict[str, Any], action: str, by: User) -> ExchangeRate:
    if (values.get("day") or rate.day) > days.latest():
        raise Malformed({"day": _("A rate is entered once its day has come.")})
    with record(action, by=by):
        return checked(rate, values)
