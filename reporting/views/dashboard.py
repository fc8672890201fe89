"""Where we stand, on one sheet."""

import json
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from core.templatetags import ui
from projects.models import CountryGroup, PriorityArea
from reporting.board import board
from reporting.figures import columns, counted, lands_on


class Dashboard(View):
    """Joint records only: whoever looks, of whichever side, reads the same numbers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        figures = counted()
        day = date.fromisoformat(figures["day"])
        facts = json.dumps({"figures": figures, **_reference_data(request, day, figures)}, sort_keys=True)
        context = {
            "day": day,
            "year": figures["cycle"] and figures["cycle"]["year"],
            "empty": not figures["projects"],
            "board": board(ui.reader_language(), facts),
        }
        return render(request, "reporting/dashboard.html", context)


def _reference_data(request: HttpRequest, day: date, figures: dict[str, Any]) -> dict[str, Any]:
    """Names that the figures refer to by key."""
    lands = columns(lands_on(day), figures["by_country"].keys())
    groups = CountryGroup.objects.visible_to(request.user)
    areas = PriorityArea.objects.visible_to(request.user).order_by("number")
    return {
        "areas": list(areas.values("slug", "short_en", "short_ko")),
        "groups": {group.slug: {"en": group.short_en, "ko": group.short_ko} for group in groups},
        "lands": [
            {
                "code": land.code,
                "name_en": land.name_en,
                "name_ko": land.name_ko,
                "group": land.partner_group,
                "like_minded": land.like_minded,
            }
            for land in lands
        ],
    }
