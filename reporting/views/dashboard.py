"""Where we stand, on one sheet."""

import json
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from core import formats
from projects.naming import read_names
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
            "board": board(formats.reader_language(), facts),
        }
        return render(request, "reporting/dashboard.html", context)


def _reference_data(request: HttpRequest, day: date, figures: dict[str, Any]) -> dict[str, Any]:
    """Names that the figures refer to by key."""
    lands = columns(lands_on(day), figures["by_country"].keys())
    names = read_names(request.user, "area", "group")
    return {
        "areas": [{"slug": slug, "short_en": en, "short_ko": ko} for slug, en, ko in names.both("area")],
        "groups": {slug: {"en": en, "ko": ko} for slug, en, ko in names.both("group")},
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
