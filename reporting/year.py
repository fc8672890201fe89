"""The year of a cycle as a drawing: its bodies, its report, its deadlines, the closed days of both capitals, today."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from core import days, formats
from core.sides import Side, in_order
from reporting.deadlines import BEFORE_SCM, MEETINGS
from reporting.models import Cycle, Edition
from reporting.templatetags.year import nth
from reporting.wording import day_words

LEFT, WIDTH = 130, 1056
RIGHT = LEFT + WIDTH
LANES = {"bodies": 36, "report": 112, "deadlines": 188}
"""The upper edge of each lane; a lane is 70 high."""
CLOSED_AT = (268, 283)
LETTER, BOLD = {"en": 7.2, "ko": 12.5}, 1.2
"""About how wide a letter is: what would cover its neighbour goes to the next row."""
DEADLINE_ROWS = (225, 239, 253)

Place = Callable[[date], float]


def drawn(language: str, cycle: Cycle, since: date, today: date, edition: Edition | None) -> dict[str, Any]:
    """What the SVG of the year shows; the tables below it hold the same dates."""
    until = max(cycle.scm_on or date(cycle.year, 12, 31), since + timedelta(days=90)) + timedelta(days=6)
    length = (until - since).days

    def place(day: date) -> float:
        return round(LEFT + WIDTH * (min(max(day, since), until) - since).days / length, 1)

    now = place(today) if since <= today <= until else None
    return {
        "months": [_month(language, first, i, place) for i, first in enumerate(_months(since, until))],
        "bodies": _bodies(language, cycle, since, today, place),
        "report": _report(cycle, since, today, edition, place),
        "deadlines": _deadlines(language, cycle, since, today, place),
        "now": now
        and {"x": now, "label": _("today, %(day)s") % {"day": formats.short_day(today)}, "end": now > RIGHT - 60},
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
        "lanes": LANES,
        "left": LEFT,
        "width": WIDTH,
    }


def _months(since: date, until: date) -> list[date]:
    first, found = (since.replace(day=1) + timedelta(days=32)).replace(day=1), []
    while first <= until - timedelta(days=20):
        found.append(first)
        first = (first + timedelta(days=32)).replace(day=1)
    return found


def _month(language: str, first: date, index: int, place: Place) -> dict[str, Any]:
    strong = index == 0 or first.month == 1
    if language == "ko":
        label = f"{first.year}년 {first.month}월" if strong else f"{first.month}월"
    else:
        label = format_date(first, "M Y" if strong else "M")
    return {"x": place(first), "text_x": place(first) + 6, "label": label, "strong": strong}


def _bodies(language: str, cycle: Cycle, since: date, today: date, place: Place) -> list[dict[str, Any]]:
    """The meetings by their days; each name ends at the right edge, or before that of the next meeting begins."""
    scm, kidd = _("%(nth)s SCM"), _("%(nth)s KIDD")
    named = [
        (scm % {"nth": nth(cycle.ordinal - 1)}, since - timedelta(days=1) if cycle.ordinal > 1 else None),
        ("RCWG", cycle.rcwg_on),
        (kidd % {"nth": nth(cycle.kidd_ordinal)} if cycle.kidd_ordinal else "KIDD", cycle.kidd_on),
        (scm % {"nth": nth(cycle.ordinal)}, cycle.scm_on),
    ]
    found: list[dict[str, Any]] = []
    free = float(RIGHT)
    for name, day in sorted((one for one in named if one[1]), key=lambda one: one[1], reverse=True):
        x, beneath = place(day), formats.short_day(day)
        width = LETTER[language] * max(BOLD * len(name), len(beneath))
        left = max(min(x - width / 2, free - width), LEFT + 4)
        found.append({"x": x, "next": day >= today, "name": name, "day": beneath, "text_x": round(left, 1)})
        free = left - 10
    return found[::-1]


def _report(cycle: Cycle, since: date, today: date, edition: Edition | None, place: Place) -> list[dict[str, Any]]:
    """How the report comes about: data kept current, the draft, then its climb, what is past of it filled."""
    end = cycle.scm_on
    written = cycle.decided_on or (end and end - timedelta(days=110))
    closed = cycle.draft_on or cycle.rcwg_on or (end and end - timedelta(days=50))
    if end is None or written is None or closed is None or not since <= written <= closed <= end:
        return []
    done = min(max(today, closed), end)
    stage = str(edition.get_stage_display()) if edition else _("not begun")
    parts = [
        {"css": "span", "from": since, "to": written, "label": _("Progress is kept current"), "below": ""},
        {"css": "span", "from": written, "to": closed, "label": _("Draft"), "below": ""},
        {"css": "body", "from": closed, "to": done, "label": "", "below": ""},
        {"css": "body--next", "from": done, "to": end, "label": "", "below": stage},
    ]
    rows = [{**one, "x": place(one["from"]) + 1, "width": place(one["to"]) - place(one["from"]) - 2} for one in parts]
    return [
        {**one, "text_x": one["x"] + 8, "below_x": min(one["x"] + one["width"], RIGHT)}
        for one in rows
        if one["width"] > 0
    ]


def _deadlines(language: str, cycle: Cycle, since: date, today: date, place: Place) -> list[dict[str, Any]]:
    """The deadlines by their days, each name in the row in which it stands nearest to its day."""
    words, free = day_words(), [float(RIGHT) for _row in DEADLINE_ROWS]
    dated = {name: getattr(cycle, name) for name in BEFORE_SCM if name not in MEETINGS}
    found = []
    for day, name in sorted(((day, name) for name, day in dated.items() if day and day >= since), reverse=True):
        x, width = place(day), LETTER[language] * len(words[name])
        lefts = [min(x - width / 2, end - width) for end in free]
        row = max(range(len(free)), key=lambda one: (lefts[one], -one))
        left, free[row] = max(lefts[row], LEFT + 4), lefts[row] - 10
        found.append(
            {
                "x": x,
                "next": day >= today,
                "name": words[name],
                "text_x": round(left, 1),
                "y": DEADLINE_ROWS[row],
                "title": f"{words[name]}, {formats.day(day)}",
            }
        )
    return found[::-1]


def _closed(side: Side, since: date, until: date, place: Place) -> list[float]:
    closed = (day for year in range(since.year, until.year + 1) for day in days.closed_days(side, year, "en"))
    return [place(day) for day in closed if since <= day <= until]
