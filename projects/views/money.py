"""A project's money, and the exchange rates with which it is said in the other currency."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from core import days
from core.money import Currency
from core.sides import Side
from projects import actions, funds, policies
from projects.forms import MoneyLineForm, RateForm
from projects.forms.money import years_offered
from projects.models import ExchangeRate, MoneyLine
from projects.views.pages import ProjectPage
from projects.views.parts import FormPage, PartPage
from projects.views.texts import part_texts
from projects.wording import span_words, year_words

RATES_ON_A_PAGE = 60


class ProjectMoney(ProjectPage):
    """What each side gives, as it was entered."""

    def get(self, request: HttpRequest) -> HttpResponse:
        money, both = funds.at_length(request.user, self.project), request.GET.get("texts") == "both"
        context = {
            "project": self.project,
            "can_fund": policies.can_fund(request.user, request.user.side),
            "can_confirm": policies.can_confirm(request.user, self.project),
            "both": both,
            "texts": [text for row in money["in_kind"] + money["cash"] for text in self.texts(row)] if both else [],
            **money,
        }
        return render(request, "projects/money.html", context)

    def texts(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        """The texts of a line, each in both languages side by side."""
        line = row["line"]
        written = [name for name in line.TEXTS if line.in_reader_language(name)]
        labels = {"description": _("What is given"), "valuation": _("How it was valued")}
        return [
            {
                "label": f"{row['side'].label} {row['year']}, {line.get_form_display()}: {labels[name]}",
                "cells": part_texts(self.project, "money", line, name),
            }
            for name in written
        ]


class MoneyPage(PartPage):
    """A form for money of the own side."""

    template = "projects/money_form.html"

    def form(self, data: Any = None, line: MoneyLine | None = None) -> MoneyLineForm:
        side = Side(line.side if line else self.request.user.side)
        years = {*years_offered(side, days.today()), *([line.fiscal_year] if line else [])}
        initial = {name: getattr(line, name) for name in MoneyLineForm.base_fields} if line else self.usual(side)
        offered = [(year, f"{year_words(side, year)} ({span_words(side, year)})") for year in sorted(years)]
        return MoneyLineForm(data, initial=initial, years=offered)

    def usual(self, side: Side) -> dict[str, Any]:
        return {"fiscal_year": side.fiscal_year_on(days.today()), "currency": Currency.of(side)}

    def back(self, fragment: str = "") -> HttpResponse:
        return redirect("projects:money", self.project.reference)


class MoneyNew(MoneyPage):
    """Adds money, once for each form."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_fund(request.user, request.user.side).enforce()
        return self.show(self.form(), _("Add money of your side"))

    def post(self, request: HttpRequest) -> HttpResponse:
        policies.can_fund(request.user, request.user.side).enforce()

        def work(values: dict[str, Any]) -> None:
            self.once(lambda: actions.add_money(self.project, values, by=request.user))

        return self.save(self.form(request.POST), _("Add money of your side"), work)


class MoneyEdit(MoneyPage):
    """Changes money at the revision that was seen."""

    def found(self, pk: uuid.UUID) -> MoneyLine:
        return get_object_or_404(MoneyLine.objects.visible_to(self.request.user), project=self.project, pk=pk)

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        line = self.found(pk)
        policies.can_fund(request.user, line.side).enforce()
        return self.show(self.form(line=line), _("Change the money of your side"), seen=line.revision)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        line = self.found(pk)

        def work(values: dict[str, Any]) -> None:
            actions.revise_money(line, values, by=request.user, seen_revision=self.seen())

        heading = _("Change the money of your side")
        return self.save(self.form(request.POST, line), heading, work, seen=self.seen())


class Rates(View):
    """The exchange rates of both sides, the newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rates = ExchangeRate.objects.visible_to(request.user)
        if before := _day(request.GET.get("before", "")):
            rates = rates.filter(day__lt=before)
        shown = list(rates[: RATES_ON_A_PAGE + 1])
        older = shown[RATES_ON_A_PAGE - 1].day if len(shown) > RATES_ON_A_PAGE else None
        context = {
            "rates": shown[:RATES_ON_A_PAGE],
            "before": before,
            "older": older,
            "can_enter": policies.can_enter_rates(request.user),
        }
        return render(request, "projects/rates.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class RatePage(FormPage):
    """A form for an exchange rate."""

    template = "projects/rate_form.html"

    def back(self, fragment: str = "") -> HttpResponse:
        return redirect("projects:rates")


class RateNew(RatePage):
    """Enters a rate, once for each form."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_enter_rates(request.user).enforce()
        return self.show(RateForm(initial={"day": days.today()}), _("Enter a rate"))

    def post(self, request: HttpRequest) -> HttpResponse:
        policies.can_enter_rates(request.user).enforce()

        def work(values: dict[str, Any]) -> None:
            self.once(lambda: actions.enter_rate(values, by=request.user))

        return self.save(RateForm(request.POST), _("Enter a rate"), work)


class RateEdit(RatePage):
    """Corrects a rate at the revision that was seen."""

    def found(self, pk: uuid.UUID) -> ExchangeRate:
        return get_object_or_404(ExchangeRate.objects.visible_to(self.request.user), pk=pk)

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        policies.can_enter_rates(request.user).enforce()
        rate = self.found(pk)
        initial = {name: getattr(rate, name) for name in RateForm.base_fields}
        return self.show(RateForm(initial=initial), _("Correct the rate"), seen=rate.revision)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        rate = self.found(pk)

        def work(values: dict[str, Any]) -> None:
            actions.correct_rate(rate, values, by=request.user, seen_revision=self.seen())

        return self.save(RateForm(request.POST), _("Correct the rate"), work, seen=self.seen())
