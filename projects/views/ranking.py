"""The ranked list of a year: page by page, and as a file."""

from decimal import Decimal
from html import escape
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views import View

from core import days, formats, questions
from core.paging import Order, capped_counts, page
from core.sides import Side, in_order
from core.templatetags import ui
from projects.exports import standings_csv
from projects.models import Ranking, Standing
from projects.naming import read_names
from projects.scoring import criteria_of, ranks, running, weights_of
from projects.totals import most_of, points
from projects.views.listing import SIZE, SIZES, Chip, Control, at_most

LONGEST_NUMBER = 10


def number(text: str) -> Decimal:
    """A total, mean or difference as an address gives it; raises ValueError for what is none."""
    if len(text) > LONGEST_NUMBER or not text.replace(".", "", 1).isdecimal():
        raise ValueError(text)
    return Decimal(text)


def falling(name: str) -> Order:
    return Order(F(name), number, falls=True, tie="reference", read_tie=str)


ORDERS = {
    "mean": falling("merit"),
    "us": falling("us_total"),
    "rok": falling("rok_total"),
    "spread": falling("spread"),
}
TITLES = {
    own: Order(
        Coalesce(NullIf(F(f"project__title_{own}"), Value("")), F(f"project__title_{other}")),
        str,
        tie="reference",
        read_tie=str,
    )
    for own, other in (("en", "ko"), ("ko", "en"))
}
HALVES = [side.lower() for side in Side]
SHOWN = ("reference", "title_en", "title_ko", "area_id", "stage", "audience")


def ranking_now(request: HttpRequest) -> HttpResponse:
    """The ranked list of the year that projects are scored for."""
    ranking = running()
    if ranking is None:
        raise Http404
    return redirect("projects:ranking", ranking.year)


class RankedList:
    """What the address asks of a year's list: an area, a sort, the size of a page."""

    def __init__(self, request: HttpRequest, year: int):
        self.request = request
        self.ranking = get_object_or_404(Ranking.objects.visible_to(request.user), year=year)
        self.names = read_names(request.user, "area")
        area = request.GET.get("area", "")
        self.area = area if self.names.knows("area", area) else ""
        self.every = Standing.objects.joint().filter(year=year)
        self.listed = self.every.filter(project__area=self.area) if self.area else self.every

    @cached_property
    def sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in {*ORDERS, "title"} else "mean"

    @cached_property
    def size(self) -> int:
        asked = self.request.GET.get("size", "")
        return int(asked) if asked in map(str, SIZES) else SIZE

    @staticmethod
    def order(name: str) -> Order:
        return TITLES[formats.reader_language()] if name == "title" else ORDERS[name]

    def page(self) -> Any:
        rows = self.listed.select_related("project").only(
            *("reference", "us_total", "rok_total", "mean", "spread", "merit"), *(f"project__{name}" for name in SHOWN)
        )
        cursor = {name: self.request.GET.get(name, "") for name in ("after", "before")}
        name = self.sort.removeprefix("-")
        return page(rows, self.order(name), backward=self.sort.startswith("-"), size=self.size, **cursor)

    def url(self, *drop: str, **change: Any) -> str:
        """This page's address with some of it changed; paging starts anew."""
        query = self.request.GET.copy()
        for name in ("after", "before", *drop):
            query.pop(name, None)
        for name, value in change.items():
            query[name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path


class RankingPage(View):
    """The projects of a year by what both sides gave them."""

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        listing = RankedList(request, year)
        found = listing.page()
        counts = capped_counts(*([listing.listed, listing.every] if listing.area else [listing.every]))
        listed, every = counts[0], counts[-1]
        context = {
            "ranking": listing.ranking,
            "rows": rows_of(found.rows, listing),
            "heads": heads(listing),
            "area_select": Control(
                "area", _("Priority area"), _("All areas"), [("", listing.names.choices("area"))]
            ).html(listing.area),
            "kept": [(name, request.GET[name]) for name in ("sort", "size") if request.GET.get(name)],
            "chips": [Chip("area", listing.names("area", listing.area), listing.url("area"))] if listing.area else [],
            "count_text": ngettext("%(count)s project", "%(count)s projects", listed) % {"count": at_most(listed)},
            "every": every,
            "order": order_context(listing.ranking),
            "most": most_of(weights_of(criteria_of(year))),
            "all_url": listing.url("area"),
            "export_url": listing.url().replace(request.path, reverse("projects:ranking-export", args=[year]), 1),
            "previous_url": found.before and listing.url(before=found.before),
            "next_url": found.after and listing.url(after=found.after),
            "sizes": [{"size": size, "url": listing.url(size=size), "current": size == listing.size} for size in SIZES],
        }
        return render(request, "projects/ranking.html", context)


class RankingExport(View):
    """The ranked list, filtered alike, as a CSV file."""

    def get(self, request: HttpRequest, year: int) -> FileResponse:
        listing = RankedList(request, year)
        name = f"{_('Ranked list')} {year} {days.today():%Y-%m-%d}.csv"
        file = standings_csv(listing.listed, year, read_names(request.user, "area", "country"))
        return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def order_context(ranking: Ranking) -> dict[str, Any]:
    """How far the order of the first places has come: proposed and by whom signed, fixed, or not begun."""
    asked = questions.questions_of(ranking) if ranking.order and not ranking.is_fixed else []
    question = questions.open_among(asked).get("fix")
    return {
        "fixed": ranking.is_fixed,
        "begun": bool(ranking.order),
        "marks": question and questions.marks(question),
        "turn": question and questions.turn(question),
    }


def heads(listing: RankedList) -> list[dict[str, Any]]:
    """The heads of the columns, those that sort with their address."""
    sides = [(side.lower(), side.label) for side in in_order(formats.reader_language())]
    plain: list[tuple[str, Any]] = [("", gettext_lazy("Rank"))]
    plain += [("", pgettext_lazy("order", "Place"))] if listing.ranking.order else []
    named = [*plain, ("title", gettext_lazy("Project")), ("", gettext_lazy("Area")), *sides]
    named += [("mean", gettext_lazy("Mean")), ("spread", gettext_lazy("Apart at most")), ("", gettext_lazy("Stage"))]
    now, turned = listing.sort.removeprefix("-"), listing.sort.startswith("-")
    made = []
    for at, (name, label) in enumerate(named):
        falls = name == now and listing.order(name).falls ^ turned
        again = f"-{name}" if name == now and not turned else name
        made.append(
            {
                "label": label,
                "url": name and listing.url(sort=again),
                "sorted": ("descending" if falls else "ascending") if name and name == now else "",
                "arrow": "down" if falls else "up",
                "css": "rcf-half" if name in HALVES else "rcf-num" if name in ORDERS or at < len(plain) else "",
            }
        )
    return made


def rows_of(standings: list[Standing], listing: RankedList) -> list[SafeString]:
    """The rows as HTML: a template node for each cell would take longer."""
    language = formats.reader_language()
    stages, areas = ui.pieces(language).stage, dict(listing.names.choices("area"))
    found = ranks(listing.ranking.year, {one.merit for one in standings})
    places = {row["reference"]: place for place, row in enumerate(listing.ranking.order, 1)}
    here = reverse("projects:scores", args=["REFERENCE"]) + f"?year={listing.ranking.year}"
    sides = [(f"{side.lower()}_total", str(side.label)) for side in in_order(language)]
    labels = {"rank": _("Rank"), "place": pgettext("order", "Place"), "mean": _("Mean"), "spread": _("Apart at most")}
    rows = []
    for one in standings:
        cells = [_number(found.get(one.merit, "–"), labels["rank"], " rcf-rank")]
        cells += [_number(places.get(one.reference, ""), labels["place"])] if places else []
        cells += [_title(one, here.replace("REFERENCE", one.reference), language)]
        cells += [f"<td>{escape(areas.get(one.project.area_id, ''))}</td>"]
        cells += [_half(points(getattr(one, column)), name) for column, name in sides]
        cells += [_number(f"<b>{points(one.mean)}</b>", labels["mean"]), _number(one.spread, labels["spread"])]
        rows.append(mark_safe(f"<tr>{''.join(cells)}<td>{stages[one.project.stage]}</td></tr>\n"))
    return rows


def _number(shown: Any, label: str, css: str = "") -> str:
    return f'<td class="rcf-num{css}" data-label="{escape(label)}">{shown}</td>'


def _half(shown: str, label: str) -> str:
    """One of the two equal cells that show both sides' totals side by side."""
    return f'<td class="rcf-half"><span data-label="{escape(label)}">{shown}</span></td>'


def _title(standing: Standing, url: str, language: str) -> str:
    """The head of a row: the title in the reader's language, else in the other, which otherwise stands beneath."""
    other = "en" if language == "ko" else "ko"
    own, foreign = (getattr(standing.project, f"title_{one}") for one in (language, other))
    lang = "" if own else f' lang="{other}"'
    beneath = f'<span class="rcf-sub" lang="{other}">{escape(foreign)}</span>' if own and foreign else ""
    reference = f'<span class="rcf-ref">{escape(standing.reference)}</span>'
    title = f'<a class="rcf-title" href="{escape(url)}"{lang}>{escape(own or foreign)}</a>'
    return f'<th scope="row">{title} {reference}{beneath}</th>'
