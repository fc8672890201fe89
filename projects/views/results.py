"""The results of a project: risks, issues, indicators, and the forms that keep them."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core import days, formats
from core.verdict import Verdict
from projects import actions, policies
from projects.actions.keeping import StalePart
from projects.enums import Impact, Probability, RiskState, Severity
from projects.forms import (
    IndicatorForm,
    IndicatorValueForm,
    IssueChangeForm,
    IssueForm,
    RiskChangeForm,
    RiskForm,
)
from projects.measuring import Period, attainment, matrix_of, periods_of
from projects.models import Indicator, IndicatorValue, Issue, Project, ProjectCountry, Risk
from projects.views.pages import ProjectPage
from projects.views.part_pages import PartEdit, PartFormPage, PartNew
from projects.views.texts import Told, sides_of, unconfirmed
from projects.wording import amount


def _form_of(name: str) -> Callable[[Project, Any], str]:
    return lambda project, row: reverse(f"projects:{name}-edit", args=[project.reference, row.pk])


TOLD = {
    "risk": Told(_("Risks"), {"text": _("What may happen"), "response": _("What is done about it")}, _form_of("risk")),
    "issue": Told(_("Issues"), {"text": _("What hinders"), "resolution": _("How it is resolved")}, _form_of("issue")),
    "indicator": Told(
        _("Indicators"),
        {"title": _("Indicator"), "unit": _("Unit"), "source": _("Source of verification")},
        _form_of("indicator"),
    ),
}


class ProjectResults(ProjectPage):
    """What may hinder a project, what does, and what it reaches."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = results_of(request.user, self.project)
        both = request.GET.get("texts") == "both"
        kinds = {"risk": rows["risks"], "issue": rows["issues"], "indicator": rows["indicators"]}
        open_risks = [risk for risk in rows["risks"] if risk.is_open]
        context = {
            "project": self.project,
            "can_keep": policies.can_keep_results(request.user, self.project),
            "can_confirm": policies.can_confirm(request.user, self.project),
            "both": both,
            "unconfirmed": unconfirmed(row for found in kinds.values() for row in found),
            "texts": sides_of(self.project, kinds, TOLD) if both else [],
            "risks": open_risks,
            "matrix": _matrix(open_risks),
            "ended_risks": [_ended(risk) for risk in rows["risks"] if not risk.is_open],
            "issues": [issue for issue in rows["issues"] if not issue.resolved_on],
            "resolved": [issue for issue in rows["issues"] if issue.resolved_on],
            "indicators": [indicator_row(indicator) for indicator in rows["indicators"]],
        }
        return render(request, "projects/project_results.html", context)


def results_of(user: Any, project: Any) -> dict[str, list[Any]]:
    """The risks, issues and indicators of a project with their values, in four statements."""
    values = IndicatorValue.objects.visible_to(user).select_related("country")
    indicators = Indicator.objects.visible_to(user).filter(project=project)
    return {
        "risks": list(Risk.objects.visible_to(user).filter(project=project)),
        "issues": list(Issue.objects.visible_to(user).filter(project=project)),
        "indicators": list(indicators.prefetch_related(Prefetch("values", values))),
    }


def _matrix(risks: list[Risk]) -> list[dict[str, Any]]:
    return [
        {"level": level, "word": Probability(level).label, "cells": [{"n": n, "tone": min(n, 5)} for n in counts]}
        for level, counts in matrix_of(risks)
    ]


def _ended(risk: Risk) -> dict[str, Any]:
    return {"row": risk, "happened": risk.state == RiskState.HAPPENED}


def indicator_row(indicator: Indicator) -> dict[str, Any]:
    """An indicator with its periods as the table shows them."""
    return {
        "row": indicator,
        "unit": indicator.in_reader_language("unit"),
        "source": indicator.in_reader_language("source"),
        "baseline": amount(indicator.baseline),
        "periods": [_period(indicator, period) for period in periods_of(indicator.values.all())],
    }


def _period(indicator: Indicator, period: Period) -> dict[str, Any]:
    reached = attainment(indicator, period.total)
    return {
        "words": f"{formats.day(period.start)} – {formats.day(period.end)}",
        "total": period.total and _numbers(period.total),
        "reached": reached,
        "reached_words": "" if reached is None else f"{formats.number(reached)}%",
        "parts": [_numbers(value) for value in period.parts],
        "overdue": period.end < days.today() and (period.total is None or period.total.actual is None),
    }


def _numbers(value: IndicatorValue) -> dict[str, Any]:
    return {
        "row": value,
        "where": value.country.name if value.country else "",
        "target": "" if value.target is None else amount(value.target),
        "actual": "" if value.actual is None else amount(value.actual),
    }


# --- forms ---


class ResultPage(PartFormPage):
    """A form of something on the results page."""

    page = "projects:results"

    def may(self) -> Verdict:
        return policies.can_keep_results(self.request.user, self.project)


class RiskNew(ResultPage, PartNew):
    """Adds a risk."""

    heading, save_label, fragment = _("Add a risk"), _("Save the risk"), "#risks"

    def form(self, data: Any = None) -> RiskForm:
        return RiskForm(data, initial={"probability": Probability.POSSIBLE, "impact": Impact.MODERATE})

    def add(self, values: dict[str, Any]) -> Risk:
        return actions.add_risk(self.project, values, by=self.request.user)


class RiskEdit(ResultPage, PartEdit):
    """Changes or closes a risk."""

    template = "projects/risk_form.html"
    heading, save_label, fragment = _("Change the risk"), _("Save the risk"), "#risks"
    model = Risk

    def may(self) -> Verdict:
        return policies.can_revise_risk(self.request.user, self.project, self.row)

    def form(self, data: Any = None) -> RiskChangeForm:
        return RiskChangeForm(data)

    def show(self, *args: Any, **more: Any) -> HttpResponse:
        happened = policies.can_turn_into_issue(self.request.user, self.project, self.row)
        return super().show(*args, row=self.row, happened=happened, **more)

    def revise(self, values: dict[str, Any], seen: int) -> Risk:
        return actions.revise_risk(self.row, values, by=self.request.user, seen_revision=seen)


class RiskHappened(ResultPage, PartEdit):
    """Turns a risk into the issue that it has become, once for each form."""

    template = "projects/risk_happened.html"
    heading, save_label, fragment = _("The risk has happened"), _("Make it an issue"), "#issues"
    model = Risk

    def may(self) -> Verdict:
        return policies.can_turn_into_issue(self.request.user, self.project, self.row)

    def form(self, data: Any = None) -> IssueForm:
        return IssueForm(data)

    def initial(self) -> dict[str, Any]:
        risk, impact = self.row, self.row.impact
        severity = Severity.HIGH if impact >= 4 else Severity.LOW if impact <= 2 else Severity.MEDIUM
        texts = {"text_en": risk.text_en, "text_ko": risk.text_ko}
        return {**texts, "owner": risk.owner, "severity": severity, "raised_on": days.today()}

    def show(self, *args: Any, **more: Any) -> HttpResponse:
        return super().show(*args, row=self.row, **more)

    def stale(self, stale: StalePart, *args: Any, **more: Any) -> HttpResponse:
        self.row = stale.saved
        return super().stale(stale, *args, **more)

    def revise(self, values: dict[str, Any], seen: int) -> None:
        self.once(lambda: actions.risk_happened(self.row, values, by=self.request.user, seen_revision=seen))


class IssueNew(ResultPage, PartNew):
    """Adds an issue."""

    heading, save_label, fragment = _("Add an issue"), _("Save the issue"), "#issues"

    def form(self, data: Any = None) -> IssueForm:
        return IssueForm(data, initial={"raised_on": days.today()})

    def add(self, values: dict[str, Any]) -> Issue:
        return actions.add_issue(self.project, values, by=self.request.user)


class IssueEdit(ResultPage, PartEdit):
    """Changes or resolves an issue."""

    heading, save_label, fragment = _("Change the issue"), _("Save the issue"), "#issues"
    model = Issue

    def form(self, data: Any = None) -> IssueChangeForm:
        return IssueChangeForm(data)

    def revise(self, values: dict[str, Any], seen: int) -> Issue:
        return actions.revise_issue(self.row, values, by=self.request.user, seen_revision=seen)


class IndicatorNew(ResultPage, PartNew):
    """Adds an indicator."""

    heading, save_label, fragment = _("Add an indicator"), _("Save the indicator"), "#indicators"

    def form(self, data: Any = None) -> IndicatorForm:
        return IndicatorForm(data)

    def add(self, values: dict[str, Any]) -> Indicator:
        return actions.add_indicator(self.project, values, by=self.request.user)


class IndicatorEdit(ResultPage, PartEdit):
    """Changes an indicator."""

    heading, save_label, fragment = _("Change the indicator"), _("Save the indicator"), "#indicators"
    model = Indicator

    def form(self, data: Any = None) -> IndicatorForm:
        return IndicatorForm(data)

    def revise(self, values: dict[str, Any], seen: int) -> Indicator:
        return actions.revise_indicator(self.row, values, by=self.request.user, seen_revision=seen)


class ValuePage(ResultPage):
    """The form of an indicator's value."""

    template = "projects/value_form.html"
    save_label, fragment = _("Save the value"), "#indicators"

    @cached_property
    def indicator(self) -> Indicator:
        indicators = Indicator.objects.visible_to(self.request.user)
        return get_object_or_404(indicators, project=self.project, pk=self.kwargs["indicator"])

    def form(self, data: Any = None) -> IndicatorValueForm:
        shares = ProjectCountry.objects.visible_to(self.request.user).filter(project=self.project)
        countries = [(share.country_id, share.country.name) for share in shares.select_related("country")]
        return IndicatorValueForm(data, countries=countries)

    def show(self, *args: Any, **more: Any) -> HttpResponse:
        return super().show(*args, indicator=indicator_row(self.indicator), **more)


class ValueNew(ValuePage, PartNew):
    """Reports on an indicator."""

    heading = _("Enter target and actual")

    def add(self, values: dict[str, Any]) -> IndicatorValue:
        return actions.add_indicator_value(self.indicator, values, by=self.request.user)


class ValueEdit(ValuePage, PartEdit):
    """Corrects a value of an indicator."""

    heading = _("Correct target and actual")

    def find_row(self) -> IndicatorValue:
        values = IndicatorValue.objects.visible_to(self.request.user)
        return get_object_or_404(values, indicator=self.indicator, pk=self.kwargs["pk"])

    def revise(self, values: dict[str, Any], seen: int) -> IndicatorValue:
        return actions.revise_indicator_value(self.row, values, by=self.request.user, seen_revision=seen)
