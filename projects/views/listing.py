"""The list of projects: what is filtered, page by page, and as a file."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any

from django.db.models import F
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from core import days, formats
from core.errors import Malformed
from core.paging import MOST, Order, Page, capped_counts, page
from core.sides import Side, in_order
from core.templatetags import ui
from projects import policies
from projects.enums import SHOWN_HEALTH, Stage
from projects.exports import projects_csv
from projects.filters import ProjectFilter
from projects.models import PLANNED_END, TITLE_EN, TITLE_KO, Project
from projects.naming import Names, read_names

SIZES = (25, 50, 100)
SIZE = 50
MOST_TRIED = 6
TITLES = {"en": TITLE_EN, "ko": TITLE_KO}
ORDERS = {
    "updated": Order(F("updated_at"), datetime.fromisoformat, falls=True),
    "reference": Order(F("reference"), str),
    "end": Order(PLANNED_END, date.fromisoformat),
}
HEADS = [
    ("reference", gettext_lazy("Reference")),
    ("title", gettext_lazy("Title")),
    ("", gettext_lazy("Area")),
    ("", gettext_lazy("Countries")),
    ("", gettext_lazy("Stage")),
    ("", gettext_lazy("Health")),
    ("end", gettext_lazy("Planned end")),
    ("updated", gettext_lazy("Updated")),
]
READ = (
    "reference",
    "audience",
    "title_en",
    "title_ko",
    "area_id",
    "stage",
    "health",
    "reported_on",
    "planned_end",
    "updated_at",
)


def at_most(count: int) -> str:
    """A capped count in words: 12, or "more than 1,000"."""
    return _("more than %(most)s") % {"most": formats.number(MOST)} if count > MOST else formats.number(count)


@dataclass(frozen=True)
class Chip:
    """An active filter, what it says, and the address without it."""

    name: str
    label: str
    url: str


class Listing:
    """What the address asks for: filters, sort, size of a page and height of a row."""

    def __init__(self, request: HttpRequest, names: Names):
        self.request, self.names = request, names
        self.visible = Project.objects.visible_to(request.user)
        self.filter = ProjectFilter(request.GET, queryset=self.visible, request=request)
        if not self.filter.is_valid():
            raise Malformed({name: " ".join(texts) for name, texts in self.filter.errors.items()})

    @property
    def projects(self):
        return self.filter.qs

    @cached_property
    def sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in {*ORDERS, "title"} else "updated"

    @cached_property
    def size(self) -> int:
        asked = self.request.GET.get("size", "")
        return int(asked) if asked in map(str, SIZES) else SIZE

    @property
    def dense(self) -> bool:
        return self.request.GET.get("rows") == "dense"

    @staticmethod
    def order(name: str) -> Order:
        return Order(TITLES[formats.reader_language()], str) if name == "title" else ORDERS[name]

    def page(self) -> Page:
        rows = self.projects.with_countries().only(*READ)
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
        for name in [name for name in query if not query[name]]:
            del query[name]
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    @cached_property
    def chips(self) -> list[Chip]:
        active = [
            (name, value) for name, value in self.filter.form.cleaned_data.items() if value not in ("", None, False)
        ]
        return [Chip(name, self._words(name, value), self.url(name)) for name, value in active]

    def _words(self, name: str, value: Any) -> str:
        field = self.filter.filters[name]
        if value is True:
            return str(field.label)
        kinds = {"area": "area", "group": "group", "country": "country" if len(str(value)) == 2 else "group"}
        choices = {str(key): label for key, label in field.extra.get("choices", [])}
        said = self.names(kinds[name], value) if name in kinds else choices.get(str(value), value)
        label = _("Country") if name == "country" and kinds[name] == "country" else field.label
        return f"{_('Group') if name == 'country' and kinds[name] == 'group' else label}: {said}"

    def without(self, name: str):
        """The projects that all filters but this one leave."""
        data = self.request.GET.copy()
        data.pop(name, None)
        return ProjectFilter(data, queryset=self.visible, request=self.request).qs


class ProjectList(View):
    """The projects that the reader may see, filtered, in pages."""

    def get(self, request: HttpRequest) -> HttpResponse:
        names = read_names(request.user, "area", "group", "country")
        listing = Listing(request, names)
        found = listing.page()
        joint, own, count = capped_counts(
            listing.visible.joint(), listing.visible.filter(audience=request.user.side), listing.projects
        )
        context = {
            "rows": rows_of(found.rows, names, with_end=True),
            "empty": not found.rows and empty_state(listing, joint + own),
            "scope": scope_words(request.user.side, joint, own),
            "can_log": policies.can_log(request.user),
            "export_url": listing.url().replace(request.path, reverse("projects:export"), 1),
            **filter_context(listing),
            **paging_context(listing, found),
            **chips_context(listing, count, joint + own),
        }
        return render(request, "projects/project_list.html", context)


class ProjectExport(View):
    """The filtered list as a CSV file."""

    def get(self, request: HttpRequest) -> FileResponse:
        names = read_names(request.user, "area", "group", "country")
        file = projects_csv(Listing(request, names).projects.order_by("-updated_at", "id"), names)
        name = f"{_('Projects')} {days.today():%Y-%m-%d}.csv"
        return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def rows_of(projects: list[Project], names: Names, *, with_end: bool = False) -> list[dict[str, Any]]:
    """What each row shows, and the row itself as `html`: a template node for each cell would take longer."""
    language = formats.reader_language()
    ready, other = ui.pieces(language), "en" if language == "ko" else "ko"
    areas, countries = dict(names.choices("area")), dict(names.choices("country"))
    here = reverse("projects:detail", args=["REFERENCE"])
    labels = {"end": escape(_("Planned end")) if with_end else "", "updated": escape(_("Updated"))}
    rows = []
    for project in projects:
        own, foreign = getattr(project, f"title_{language}"), getattr(project, f"title_{other}")
        row = {
            "reference": project.reference,
            "url": here.replace("REFERENCE", project.reference),
            "title": own or foreign,
            "lang": "" if own else other,
            "lock": ready.audience[project.audience],
            "other": foreign if own else "",
            "area": areas.get(project.area_id, ""),
            "countries": ", ".join([countries.get(code, code) for code in project.country_codes]),
            "stage": ready.stage[project.stage],
            "health": ready.health[project.shown_health],
            "end": formats.day(project.planned_end),
            "updated": formats.day(project.updated_at),
        }
        rows.append(row | {"html": _row(row, other, labels)})
    return rows


def _row(row: dict[str, Any], other: str, labels: dict[str, str]) -> SafeString:
    lang = f' lang="{row["lang"]}"' if row["lang"] else ""
    lock = f" {row['lock']}" if row["lock"] else ""
    beneath = f'<span class="rcf-sub" lang="{other}">{escape(row["other"])}</span>' if row["other"] else ""
    end = f' data-label="{labels["end"]}"' if row["end"] else ""
    return mark_safe(
        f'<tr><td class="rcf-ref">{escape(row["reference"])}</td><th scope="row">'
        f'<a class="rcf-title" href="{escape(row["url"])}"{lang}>{escape(row["title"])}</a>{lock}{beneath}</th>'
        f"<td>{escape(row['area'])}</td><td>{escape(row['countries'])}</td>"
        f"<td>{row['stage']}</td><td>{row['health']}</td>"
        + (f'<td class="rcf-num"{end}>{row["end"]}</td>' if labels["end"] else "")
        + f'<td class="rcf-num" data-label="{labels["updated"]}">{row["updated"]}</td></tr>\n'
    )


def scope_words(side: str, joint: int, own: int) -> str:
    """How many of what the reader sees is joint, and how many only the own side sees."""
    if not side:
        return _("%(joint)s joint") % {"joint": at_most(joint)}
    words = _("%(joint)s joint and %(own)s that only the US side sees")
    if side == Side.ROK:
        words = _("%(joint)s joint and %(own)s that only the ROK side sees")
    return words % {"joint": at_most(joint), "own": at_most(own)}


def filter_context(listing: Listing) -> dict[str, Any]:
    """The controls of the filter with what is chosen, and hidden what has no control."""
    data, names = listing.request.GET, listing.names
    groups, countries = names.choices("group"), names.choices("country")
    controls = [
        Control("area", _("Priority area"), _("All areas"), [("", names.choices("area"))]),
        Control("country", _("Country or group"), _("All countries"), [("", groups), (_("Countries"), countries)]),
        Control("stage", _("Stage"), _("All stages"), [("", Stage.choices)]),
        Control("health", _("Health"), _("Any health"), [("", SHOWN_HEALTH)]),
        Control(
            "side",
            _("Logged by"),
            _("Either side"),
            [("", [(side.value, side.label) for side in in_order(formats.reader_language())])],
        ),
    ]
    switches = [(name, listing.filter.filters[name].label, bool(data.get(name))) for name in ("mine", "late", "stale")]
    kept = [(name, data[name]) for name in ("group", "overlap", "sort", "size", "rows") if data.get(name)]
    asked = {name: data.get(name, "") for name in ("q", "year")}
    return {
        "selects": [control.html(data.get(control.name, "")) for control in controls],
        "switches": switches,
        "kept": kept,
        "asked": asked,
        "more_open": bool(asked["year"]) or any(on for _name, _label, on in switches),
    }


@dataclass(frozen=True)
class Control:
    """A select of the filter: its options in groups, each (heading, [(value, label)])."""

    name: str
    label: str
    every: str
    groups: list[tuple[str, Any]]

    def html(self, chosen: str) -> SafeString:
        groups = tuple((str(heading), tuple((key, str(label)) for key, label in rows)) for heading, rows in self.groups)
        return _select(self.name, str(self.label), str(self.every), groups, chosen)


@lru_cache(maxsize=256)
def _select(name: str, label: str, every: str, groups: tuple, chosen: str) -> SafeString:
    parts = [format_html('<option value="">{}</option>', every)]
    for heading, options in groups:
        made = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((value, mark_safe(" selected") if value == chosen else "", text) for value, text in options),
        )
        parts.append(format_html('<optgroup label="{}">{}</optgroup>', heading, made) if heading else made)
    return format_html(
        '<div><label class="usa-label" for="f-{}">{}</label>'
        '<select class="usa-select" id="f-{}" name="{}">{}</select></div>',
        name,
        label,
        name,
        name,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def paging_context(listing: Listing, found: Page) -> dict[str, Any]:
    """Heads that sort, the pages beside this one, and the sizes of a page."""
    now = listing.sort.removeprefix("-")
    heads = []
    for name, label in HEADS:
        turned = name == now and not listing.sort.startswith("-")
        falls = name == now and listing.order(name).falls ^ listing.sort.startswith("-")
        heads.append(
            {
                "label": label,
                "url": name and listing.url(sort=f"-{name}" if turned else name),
                "sorted": ("descending" if falls else "ascending") if name == now else "",
                "arrow": "down" if falls else "up",
                "number": name in {"end", "updated"},
            }
        )
    return {
        "heads": heads,
        "previous_url": found.before and listing.url(before=found.before),
        "next_url": found.after and listing.url(after=found.after),
        "sizes": [{"size": size, "url": listing.url(size=size), "current": size == listing.size} for size in SIZES],
    }


def chips_context(listing: Listing, count: int, total: int) -> dict[str, Any]:
    """How many of how many, each filter as a chip, and the two heights of a row."""
    words = _("%(count)s of %(total)s") if listing.chips else ngettext("%(count)s project", "%(count)s projects", count)
    return {
        "count_text": words % {"count": at_most(count), "total": at_most(total)},
        "chips": listing.chips,
        "clear_url": listing.url(*(chip.name for chip in listing.chips)),
        "comfortable_url": listing.url("rows"),
        "dense_url": listing.url(rows="dense"),
        "dense": listing.dense,
    }


def empty_state(listing: Listing, total: int) -> dict[str, Any]:
    """Why nothing is shown, and the next step: which filter to remove and how many projects that gives."""
    if not total:
        return {
            "kind": "dash",
            "title": _("No project has been logged yet"),
            "text": _("Opportunities, concepts and projects stand here, with both sides' posts and their progress."),
            "url": reverse("projects:new"),
            "action": _("Log an opportunity"),
        }
    chips = listing.chips[:MOST_TRIED]
    counts = capped_counts(*(listing.without(chip.name) for chip in chips)) if chips else []
    told = sorted(zip(counts, chips, strict=True), key=lambda pair: -pair[0])
    gains = [(count, chip) for count, chip in told if count]
    title = ngettext("No project matches this filter", "No project matches these %(n)s filters", len(listing.chips))
    text = " ".join(
        _("Without “%(filter)s” there are %(count)s.") % {"filter": chip.label, "count": at_most(count)}
        for count, chip in gains[:3]
    )
    state = {
        "kind": "line",
        "title": title % {"n": len(listing.chips)},
        "text": text or _("No single filter is the reason: removing any one of them gives nothing either."),
        "other_url": listing.url(*(chip.name for chip in listing.chips)),
        "other": _("Clear all filters"),
    }
    if gains:
        best = gains[0][1]
        state |= {"url": best.url, "action": _("Remove “%(filter)s”") % {"filter": best.label}}
    return state
