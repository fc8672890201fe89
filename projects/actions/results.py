"""Risks, issues and indicators with their values."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import User
from core import formats
from core.errors import Malformed
from core.history import record
from projects import policies
from projects.actions.common import lock
from projects.actions.keeping import checked, fresh_part, save_part
from projects.enums import RiskState
from projects.models import Country, Indicator, IndicatorValue, Issue, Project, Risk


@transaction.atomic
def add_risk(project: Project, values: dict[str, Any], *, by: User) -> Risk:
    """Adds a risk. Raises NotAllowed or Malformed."""
    project = lock(project)
    policies.can_keep_results(by, project).enforce()
    return save_part(Risk(project=project, audience=project.audience), values, "add-risk", project, by)


@transaction.atomic
def revise_risk(risk: Risk, values: dict[str, Any], *, by: User, seen_revision: int) -> Risk:
    """Changes a risk; with a day and a reason it is closed, without them open again.

    Raises NotAllowed, also for a risk that has happened, Malformed, or StalePart when it changed after `seen_revision`.
    """
    project = lock(risk.project)
    risk = fresh_part(risk, seen_revision)
    policies.can_revise_risk(by, project, risk).enforce()
    return save_part(risk, values, "revise-risk", project, by)


@transaction.atomic
def risk_happened(risk: Risk, values: dict[str, Any], *, by: User, seen_revision: int) -> Issue:
    """Closes an open risk as happened and makes the issue that it has become.

    Raises NotAllowed, Malformed, or StalePart when the risk changed after `seen_revision`.
    """
    project = lock(risk.project)
    risk = fresh_part(risk, seen_revision)
    policies.can_turn_into_issue(by, project, risk).enforce()
    issue = Issue(project=project, audience=project.audience, risk=risk)
    issue = save_part(issue, values, "risk-happened", project, by)
    risk.state = RiskState.HAPPENED
    with record("risk-happened", by=by):
        checked(risk, {"closed_on": issue.raised_on})
    return issue


@transaction.atomic
def add_issue(project: Project, values: dict[str, Any], *, by: User) -> Issue:
    """Adds an issue. Raises NotAllowed or Malformed."""
    project = lock(project)
    policies.can_keep_results(by, project).enforce()
    return save_part(Issue(project=project, audience=project.audience), values, "add-issue", project, by)


@transaction.atomic
def revise_issue(issue: Issue, values: dict[str, Any], *, by: User, seen_revision: int) -> Issue:
    """Changes an issue; with a day and a resolution it is resolved, without the day open again.

    Raises NotAllowed, Malformed, or StalePart when it changed after `seen_revision`.
    """
    project = lock(issue.project)
    policies.can_keep_results(by, project).enforce()
    return save_part(fresh_part(issue, seen_revision), values, "revise-issue", project, by)


@transaction.atomic
def add_indicator(project: Project, values: dict[str, Any], *, by: User) -> Indicator:
    """Adds an indicator with its baseline. Raises NotAllowed or Malformed."""
    project = lock(project)
    policies.can_keep_results(by, project).enforce()
    return save_part(Indicator(project=project, audience=project.audience), values, "add-indicator", project, by)


@transaction.atomic
def revise_indicator(indicator: Indicator, values: dict[str, Any], *, by: User, seen_revision: int) -> Indicator:
    """Changes an indicator. Raises NotAllowed, Malformed, or StalePart when it changed after `seen_revision`."""
    project = lock(indicator.project)
    policies.can_keep_results(by, project).enforce()
    indicator = save_part(fresh_part(indicator, seen_revision), values, "revise-indicator", project, by)
    totals = indicator.values.filter(country=None, target__isnull=False)
    if not all(indicator.reaches(target) for target in totals.values_list("target", flat=True)):
        raise Malformed({"baseline": _("A target that is set already lies on the wrong side of this baseline.")})
    return indicator


@transaction.atomic
def add_indicator_value(indicator: Indicator, values: dict[str, Any], *, by: User) -> IndicatorValue:
    """Adds target and actual for a period, in total or for one country of the project. Raises NotAllowed, Malformed."""
    project = lock(indicator.project)
    policies.can_keep_results(by, project).enforce()
    row = IndicatorValue(project=project, audience=project.audience, indicator=indicator)
    return _save_value(row, values, "add-indicator-value", project, by)


@transaction.atomic
def revise_indicator_value(
    row: IndicatorValue, values: dict[str, Any], *, by: User, seen_revision: int
) -> IndicatorValue:
    """Corrects a value; a total whose period moves takes those of the countries along.

    Raises NotAllowed, Malformed, or StalePart when it changed after `seen_revision`.
    """
    project = lock(row.project)
    policies.can_keep_results(by, project).enforce()
    row = fresh_part(row, seen_revision)
    return _save_value(row, values, "revise-indicator-value", project, by)


def _save_value(row: IndicatorValue, values: dict[str, Any], action: str, project: Project, by: User) -> IndicatorValue:
    if "country" in values:
        values = values | {"country": _country_of(project, values["country"])}
    others = row.indicator.values.exclude(pk=row.pk)
    of_period = others.filter(period_start=row.period_start) if row.period_start else others.none()
    along = list(of_period.exclude(country=None)) if row.country_id is None else []
    row = save_part(row, values, action, project, by)
    with record(action, by=by):
        for one in along:
            if (one.period_start, one.period_end) != (row.period_start, row.period_end):
                period = {"period_start": row.period_start, "period_end": row.period_end}
                checked(one, {**period, "revision": one.revision + 1})
    other = others.filter(period_start=row.period_start).exclude(period_end=row.period_end).first()
    if other:
        sentence = _("The other values of this period run until %(day)s.") % {"day": formats.day(other.period_end)}
        raise Malformed({"period_end": sentence})
    return row


def _country_of(project: Project, code: str | None) -> Country | None:
    """A country of this project, or None for the total."""
    if not code:
        return None
    found = project.projectcountry_set.filter(country=code).select_related("country").first()
    if found is None:
        raise Malformed({"country": _("Choose a country of this project.")})
    return found.country
