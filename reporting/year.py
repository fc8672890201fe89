"""The year of a cycle as a drawing: months, meetings, the days on which the capitals are closed, today."""

from datetime import date, timedelta
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from core.days import closed_days
from core.sides import Side, in_order
from core.templatetags import ui
from reporting.models import Cycle

LEFT, WIDTH = 130, 1056
LABEL_WIDTH = 76
ROWS = (78, 116)
CLOSED_AT = (178, 194)


def drawn(language: str, cycle: Cycle, since: date, today: date) -> dict[str, Any]:
    """What the SVG of the year shows; the table beside it holds the same dates."""
    until = max(cycle.scm_on or date(cycle.year, 12, 31), since + timedelta(days=90)) + timedelta(days=6)
    days = (until - since).days

    def place(day: date) -> float:
        return round(LEFT + WIDTH * (day - since).days / days, 1)

    return {
        "months": [
            {
                "x": place(first),
                "text_x": place(first) + 6,
                "label": _month(language, first, i == 0),
                "strong": _strong(first, i),
            }
            for i, first in enumerate(_months(since, until))
        ],
        "meetings": _meetings(cycle, since, today, place),
        "now": {"x": place(today), "label": _("today, %(day)s") % {"day": ui.short_day(today)}}
        if since <= today <= until
        else None,
        "now_at_end": place(today) > LEFT + WIDTH - 60 if since <= today <= until else False,
        "closed": [
            {
                "name": side.label,
                "y": y,
                "text_y": y + 11,
                "css": f"h{side.value.lower()}",
                "xs": _closed(side, since, until, place),
            }
            for side, y in zip(in_order(language), CLOSED_AT, strict=True)
        ],
        "left": LEFT,
        "width": WIDTH,
    }


def _months(since: date, until: date) -> list[date]:
    first, found = (since.replace(day=1) + timedelta(days=32)).replace(day=1), []
    while first <= until - timedelta(days=20):
        found.append(first)
        first = (first + timedelta(days=32)).replace(day=1)
    return found


def _strong(first: date, place: int) -> bool:
    return place == 0 or first.month == 1


def _month(language: str, first: date, is_first: bool) -> str:
    with_year = is_first or first.month == 1
    if language == "ko":
        return f"{first.year}년 {first.month}월" if with_year else f"{first.month}월"
    return format_date(first, "M Y" if with_year else "M")


def _meetings(cycle: Cycle, since: date, today: date, place: Any) -> list[dict[str, Any]]:
    """The marks in order of time, their names in two rows where one would be too narrow."""
    named = [
        ("RCWG", cycle.rcwg_on, "body"),
        (_("Data cut-off"), cycle.cut_off, "deadline"),
        ("KIDD", cycle.kidd_on, "body"),
        ("SCM", cycle.scm_on, "body"),
    ]
    last = [0.0 for _row in ROWS]
    found = []
    for name, day, kind in sorted((one for one in named if one[1] and one[1] >= since), key=lambda one: one[1]):
        x = place(day)
        row = next((i for i, end in enumerate(last) if x - end > LABEL_WIDTH), len(ROWS) - 1)
        last[row] = x
        at_end = x > LEFT + WIDTH - 60
        found.append(
            {
                "kind": kind,
                "x": x,
                "next": day >= today,
                "name": name,
                "day": ui.short_day(day),
                "anchor": "e" if at_end else "m",
                "text_x": min(x + 8, LEFT + WIDTH) if at_end else x,
                "name_y": ROWS[row],
                "day_y": ROWS[row] + 16,
            }
        )
    return found


def _closed(side: Side, since: date, until: date, place: Any) -> list[float]:
    days = (day for year in range(since.year, until.year + 1) for day in closed_days(side, year, "en"))
    return [place(day) for day in days if since <= day <= until]
