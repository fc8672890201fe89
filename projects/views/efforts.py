"""The registry of others' efforts: the list, and the page of one of them with the projects that it meets."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views import View

from core import formats
from core.audience import Audience
from core.errors import Malformed
from core.models import Entry
from core.paging import Order, Page, page
from projects import history_lines, overlaps, policies
from projects.enums import EffortStatus
from projects.filters import EffortFilter
from projects.models import Effort, EffortCountry, Overlap
from projects.naming import Names, read_names
from projects.overlaps import Meeting
from projects.views.listing import SIZES, Chip, Control, Listing
from projects.views.overlaps import in_language, row_of
from projects.views.texts import effort_text
from projects.wording import budget, period

NAMES = {
    language: Coalesce(NullIf(F(f"name_{language}"), Value("")), F(f"name_{other}"))
    for language, other in (("en", "ko"), ("ko", "en"))
}
START = Coalesce(F("starts_on"), Value(date.min))
HEADS = (
    ("name", gettext_lazy("Effort")),
    ("", pgettext_lazy("effort", "Lead")),
    ("", gettext_lazy("Areas")),
    ("", gettext_lazy("Countries")),
    ("start", gettext_lazy("Period")),
    ("", gettext_lazy("Status")),
    ("", gettext_lazy("Joint projects")),
)
MOST_NAMES = 4
ENTRIES_READ, LINES_SHOWN, DETAILS_SHOWN = 100, 10, 5


class EffortListing(Listing):
    """What the address asks of the registry: filters, sort and size of a page."""

    def __init__(self, request: HttpRequest, names: Names):
        self.request, self.names = request, names
        self.visible = Effort.objects.visible_to(request.user)
        self.filter = EffortFilter(request.GET, queryset=self.visible, request=request)
        if not self.filter.is_valid():
            raise Malformed({name: " ".join(texts) for name, texts in self.filter.errors.items()})

    @cached_property
    def sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in {"name", "start"} else "name"

    @staticmethod
    def order(name: str) -> Order:
        return Order(START, date.fromisoformat) if name == "start" else Order(NAMES[formats.reader_language()], str)

    def page(self) -> Page:
        own = EffortCountry.objects.visible_to(self.request.user).filter(effort=OuterRef("pk")).order_by("country")
        rows = self.filter.qs.select_related("lead_country").annotate(codes=ArraySubquery(own.values("country")))
        cursor = {name: self.request.GET.get(name, "") for name in ("after", "before")}
        name = self.sort.removeprefix("-")
        return page(rows, self.order(name), backward=self.sort.startswith("-"), size=self.size, **cursor)

    def _words(self, name: str, value: Any) -> str:
        field = self.filter.filters[name]
        said = {"area": self.names("area", value), "country": self.names("country", str(value).upper())}.get(name)
        if name == "lead" and len(value) == 2:
            said = self.names("country", value.upper())
        elif name == "lead":
            said = next((label for key, label in self.leads if key == value), value)
        return f"{field.label}: {said or dict(field.extra.get('choices', [])).get(value, value)}"

    @cached_property
    def leads(self) -> list[tuple[str, str]]:
        """Who leads an effort: countries by their codes, bodies by their English names."""
        rows = self.visible.order_by().values_list("lead_country", "lead_en", "lead_ko").distinct()
        bodies = {(en or ko): (ko or en) if self.names.in_korean else (en or ko) for _code, en, ko in rows if en or ko}
        codes = {code: self.names("country", code) for code, _en, _ko in rows if code}
        return sorted((codes | bodies).items(), key=lambda pair: pair[1])

    def without(self, name: str):
        data = self.request.GET.copy()
        data.pop(name, None)
        return EffortFilter(data, queryset=self.visible, request=self.request).qs


class EffortList(View):
    """All efforts of others, filtered, in pages."""

    def get(self, request: HttpRequest) -> HttpResponse:
        names = read_names(request.user, "area", "group", "country")
        listing = EffortListing(request, names)
        found = listing.page()
        count, total = listing.filter.qs.count(), listing.visible.count()
        words = (
            _("%(count)s of %(total)s") if listing.chips else ngettext("%(count)s effort", "%(count)s efforts", count)
        )
        context = {
            "rows": rows_of(request, found.rows, names),
            "can_keep": policies.can_keep_efforts(request.user),
            "selects": [control.html(request.GET.get(control.name, "")) for control in _controls(listing)],
            "asked": request.GET.get("q", ""),
            "kept": [(name, request.GET[name]) for name in ("sort", "size") if request.GET.get(name)],
            "count_text": words % {"count": formats.number(count), "total": formats.number(total)},
            "chips": listing.chips,
            "clear_url": listing.url(*(chip.name for chip in listing.chips)),
            "empty": not found.rows and _empty(listing, total),
            "heads": _heads(listing),
            "previous_url": found.before and listing.url(before=found.before),
            "next_url": found.after and listing.url(after=found.after),
            "sizes": total > SIZES[0]
            and [{"size": size, "url": listing.url(size=size), "current": size == listing.size} for size in SIZES],
        }
        return render(request, "projects/effort_list.html", context)


def rows_of(request: HttpRequest, efforts: list[Effort], names: Names) -> list[dict[str, Any]]:
    """What each row shows; how many joint projects each meets costs one statement for all of them."""
    joint = Overlap.objects.joint().filter(effort__in=[effort.pk for effort in efforts]).order_by()
    met = dict(joint.values_list("effort").annotate(n=Count("project", distinct=True)))
    return [
        {
            "effort": effort,
            "url": effort.get_absolute_url(),
            "areas": ", ".join(names("area", slug) for slug in effort.areas),
            "where": where(effort.groups, effort.codes, names),
            "period": period(effort.starts_on, effort.ends_on),
            "met": met.get(effort.pk, 0),
        }
        for effort in efforts
    ]


def where(groups: list[str], codes: list[str], names: Names) -> str:
    """ASEAN, Fiji, Palau, Tonga and 9 more."""
    lands = sorted(names("country", code) for code in codes)
    told = [*(names("group", slug) for slug in groups), *lands]
    if len(told) <= MOST_NAMES + 1:
        return ", ".join(told)
    return _("%(names)s and %(n)s more") % {"names": ", ".join(told[:MOST_NAMES]), "n": len(told) - MOST_NAMES}


def _controls(listing: EffortListing) -> list[Control]:
    names = listing.names
    return [
        Control("area", _("Priority area"), _("All areas"), [("", names.choices("area"))]),
        Control("country", _("Country"), _("All countries"), [("", names.choices("country"))]),
        Control("lead", pgettext("effort", "Lead"), _("Whoever leads"), [("", listing.leads)]),
        Control("status", _("Status"), _("Any status"), [("", EffortStatus.choices)]),
    ]


def _heads(listing: EffortListing) -> list[dict[str, Any]]:
    now, falls = listing.sort.removeprefix("-"), listing.sort.startswith("-")
    return [
        {
            "label": label,
            "url": name and listing.url(sort=f"-{name}" if name == now and not falls else name),
            "sorted": ("descending" if falls else "ascending") if name == now else "",
            "arrow": "down" if falls else "up",
        }
        for name, label in HEADS
    ]


def _empty(listing: EffortListing, total: int) -> dict[str, Any]:
    """Why nothing is shown, and the next step."""
    if not total:
        return {
            "kind": "dash",
            "title": _("No effort has been entered yet"),
            "text": _("What like-minded countries do in the region stands here, so that nobody does it twice."),
        }
    told: list[tuple[int, Chip]] = [(listing.without(chip.name).count(), chip) for chip in listing.chips]
    best = max(told, key=lambda pair: pair[0], default=None)
    state = {
        "kind": "line",
        "title": _("No effort matches"),
        "text": _("No single filter is the reason: removing any one of them gives nothing either."),
        "other_url": listing.url(*(chip.name for chip in listing.chips)),
        "other": _("Clear all filters"),
    }
    if best and best[0]:
        words = {"filter": best[1].label, "count": formats.number(best[0])}
        state |= {"text": _("Without “%(filter)s” there are %(count)s.") % words}
        state |= {"url": best[1].url, "action": _("Remove “%(filter)s”") % words}
    return state


class EffortPage(View):
    """A page about one effort."""

    effort: Effort

    def dispatch(self, request: HttpRequest, *args: Any, effort: str, **kwargs: Any) -> Any:
        efforts = Effort.objects.visible_to(request.user).select_related("lead_country")
        self.effort = get_object_or_404(efforts, slug=effort)
        return super().dispatch(request, *args, **kwargs)


class EffortDetail(EffortPage):
    """An effort: where and when it works, who says so, and the projects that it meets, each with its answer."""

    def get(self, request: HttpRequest) -> HttpResponse:
        effort, user = self.effort, request.user
        names = read_names(user, "area", "theme", "group", "country")
        own = EffortCountry.objects.visible_to(user).filter(effort=effort)
        entries = history_lines.with_subjects(Entry.objects.visible_to(user).about(effort), history_lines.REGISTRY)
        met = overlaps.projects_met(user.side, effort.pk)
        both = request.GET.get("texts") == "both"
        context = {
            "effort": effort,
            "both": both,
            "texts": texts_of(effort, both=both),
            "can_keep": policies.can_keep_efforts(user),
            "can_confirm": policies.can_keep_efforts(user),
            "areas": [(slug, names("area", slug)) for slug in effort.areas],
            "themes": [names("theme", slug) for slug in effort.themes],
            "groups": [names("group", slug) for slug in effort.groups],
            "countries": [_land(row, effort, names) for row in own],
            "period": period(effort.starts_on, effort.ends_on),
            "budget": budget(effort.amount, effort.currency),
            "met": [_met(one, names) for one in met],
            "joint": sum(one.about["audience"] == Audience.JOINT for one in met),
            "cut": len(met) == overlaps.MOST_MET,
            "history": [_short(line) for line in history_lines.lines(entries[:ENTRIES_READ], names)[:LINES_SHOWN]],
        }
        return render(request, "projects/effort_detail.html", context)


def _short(line: history_lines.Line) -> history_lines.Line:
    """A line of history without the end of a long list, such as all countries of a new effort."""
    over = len(line.details) - DETAILS_SHOWN
    if over <= 1:
        return line
    more = format_html("{}", _("and %(n)s more") % {"n": over})
    return replace(line, details=[*line.details[:DETAILS_SHOWN], more])


def _land(row: EffortCountry, effort: Effort, names: Names) -> dict[str, str]:
    own = (row.starts_on or effort.starts_on, row.ends_on or effort.ends_on)
    return {"code": row.country_id, "name": names("country", row.country_id), "period": period(*own)}


def _met(one: Meeting, names: Names) -> dict[str, Any]:
    """A project that an effort meets, with the answer."""
    title = in_language(one.about, "title")
    return row_of(one, names) | {"title": title, "url": reverse("projects:detail", args=[one.about["reference"]])}


def texts_of(effort: Effort, *, both: bool) -> list[dict[str, Any]]:
    """What is written about an effort with its states, in the reader's language or in both."""
    labels = {"name": _("Name"), "budget": _("About the budget"), "notes": _("Notes")}
    found = []
    for name in effort.TEXTS if both else ("notes",):
        cells = effort_text(effort, name)
        written = [cell for cell in cells if cell["text"]]
        if written:
            found.append({"label": labels[name], "cells": cells, "shown": written[0], "own": cells[0]["lang"]})
    return found
