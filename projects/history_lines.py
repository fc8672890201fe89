"""History as sentences: who did what, and from what to what, in the reader's language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When, Window
from django.db.models.functions import DenseRank, JSONObject
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core.models import Entry, QuestionState
from core.templatetags import ui
from projects.differences import changed_words
from projects.naming import Names
from projects.wording import LISTS, REFERENCES, label, language_of, percent, said, step_words

LONG = 60
"""Texts from here on are compared word by word."""
PARTS = {
    "projects_projectcountry": "country",
    "projects_projectorganisation": "organisation",
    "projects_milestone": "milestone",
    "projects_progressupdate": "progress",
    "projects_remark": "remark",
    "core_question": "question",
    "core_concurrence": "reason",
    "core_concern": "concern",
}
SHOWN = (
    "title_en",
    "title_ko",
    "summary_en",
    "summary_ko",
    "objective_en",
    "objective_ko",
    "kind",
    "area",
    "secondary_areas",
    "themes",
    "us_post",
    "rok_post",
    "planned_start",
    "planned_end",
    "actual_start",
    "actual_end",
)
"""The columns of a project that people decide; the others follow from an action."""


@dataclass(frozen=True)
class Line:
    """One act of one person at one moment."""

    at: datetime
    side: str
    who: str
    did: str
    details: list[SafeString]
    private_to: str


def with_subjects(entries: QuerySet) -> QuerySet:
    """Adds `about`: the country, milestone or month that an entry is about, which its changes may not tell."""

    def of(table: str, **columns: str) -> When:
        event = apps.get_model("projects", table).objects.filter(pgh_id=OuterRef("event_id"))
        found = Subquery(event.values(found=JSONObject(**columns)))
        return When(table=f"projects_{table.lower().removesuffix('event')}", then=found)

    return entries.annotate(
        about=Case(
            of("ProjectCountryEvent", country="country_id"),
            of("MilestoneEvent", en="name_en", ko="name_ko"),
            of("ProgressUpdateEvent", period="period"),
        )
    )


def counted(entries: QuerySet) -> QuerySet:
    """With what each is about, and in `moments` how many acts there are up to it."""
    return with_subjects(entries).annotate(moments=Window(DenseRank(), order_by=F("at").asc()))


def keys_of(entries: Iterable[Entry]) -> dict[str, set[Any]]:
    """Which names the lines of these entries will need, for read_names."""
    wanted: dict[str, set[Any]] = {kind: set() for kind in ("area", "theme", "country", "us_post", "rok_post")}
    wanted["organisation"] = set()
    for entry in entries:
        if country := (entry.about or {}).get("country"):
            wanted["country"].add(country)
        for column, values in entry.changes.items():
            name = column.removesuffix("_id")
            for value in values:
                if value is None:
                    continue
                if name in REFERENCES or name == "organisation":
                    wanted[REFERENCES.get(name, name)].add(value)
                elif name in LISTS:
                    wanted[LISTS[name]].update(value)
    return wanted


def lines(entries: Iterable[Entry], names: Names) -> list[Line]:
    """The entries, newest first, as one line for each act; what one act changed stands together."""
    acts = (list(act) for _moment, act in groupby(entries, key=lambda e: (e.at, e.action, e.actor_id, e.audience)))
    return [_line(act, names) for act in acts]


def _line(act: list[Entry], names: Names) -> Line:
    first = act[0]
    language = ui.reader_language()
    return Line(
        at=first.at,
        side=first.side.lower() or "both",
        who=first.post.get(language) or _("The system"),
        did=_did(first.action, act),
        details=list(_details(act, names)),
        private_to=first.audience,
    )


def _did(action: str, act: list[Entry]) -> str:
    """What the act was, as the rest of a sentence that begins with who."""
    verb, _dash, step = action.partition(".")
    if step:
        return asked_words()[verb] % {"step": step_words().get(step, step)}
    return {
        "log": _("logged it"),
        "share": _("shared it with both sides"),
        "revise": _("edited it"),
        "confirm-text": _("confirmed a translation"),
        "develop": _("developed it into a concept"),
        "start": _("started it"),
        "propose": _("proposed it for review"),
        "return": _("returned it to a concept"),
        "decline": _("declined it"),
        "decide": _("gave the second signature: decided by both sides"),
        "suspend": _("gave the second signature: suspended by both sides"),
        "resume": _("gave the second signature: resumed by both sides"),
        "complete": _("gave the second signature: completed by both sides"),
        "cancel": _("gave the second signature: cancelled by both sides"),
        "reconsider": _("gave the second signature: under review again"),
        "reopen": _("gave the second signature: reopened by both sides"),
        "restore": _("gave the second signature: restored by both sides"),
        "close-concern": _("closed a concern"),
        "remind": _("reminded of an open question"),
        "add-milestone": _("added a milestone"),
        "revise-milestone": _("changed a milestone"),
        "report-progress": _("reported progress"),
        "revise-progress": _("corrected a report of progress"),
        "remark": _("added a remark"),
    }.get(action, _("changed it"))


def asked_words() -> dict[str, str]:
    """What was done about a question, with the step in its place."""
    return {
        "ask": _("asked both sides: %(step)s"),
        "concur": _("concurred: %(step)s"),
        "concerns": _("concurred with concerns: %(step)s"),
        "non-concur": _("did not concur: %(step)s"),
        "return": _("asked for a change: %(step)s"),
        "withdraw": _("took the answer back: %(step)s"),
        "call-off": _("withdrew the question: %(step)s"),
    }


def _details(act: list[Entry], names: Names) -> Iterator[SafeString]:
    if act[0].action == "share" or any(entry.operation == "share" for entry in act):
        return
    for entry in sorted(act, key=lambda e: (e.table != "projects_project", e.table, e.seq)):
        if entry.table == "projects_project":
            yield from _project_details(entry, names)
        elif part := PARTS.get(entry.table):
            yield from {
                "country": _country,
                "organisation": _organisation,
                "milestone": _milestone,
                "progress": _progress,
                "remark": _remark,
                "question": _question,
                "reason": _reason,
                "concern": _concern,
            }[part](entry, names)


def _project_details(entry: Entry, names: Names) -> Iterator[SafeString]:
    changes = {column.removesuffix("_id"): values for column, values in entry.changes.items()}
    if entry.operation == "insert":
        reference = (changes.get("reference") or [None, ""])[1]
        yield format_html("{}", reference)
        return
    if entry.action == "confirm-text":
        yield from _confirmed(changes.get("text_states") or [{}, {}])
    for name in SHOWN:
        if name in changes and any(value not in (None, "", []) for value in changes[name]):
            yield _field(name, *changes[name], names)


def _confirmed(states: list[dict[str, Any]]) -> Iterator[SafeString]:
    before, after = ((one or {}) for one in states)
    for name in after:
        if after[name] != before.get(name):
            yield format_html("{}", label(name))


def _field(name: str, before: Any, after: Any, names: Names) -> SafeString:
    """Field: from → to, long texts word by word."""
    lang = language_of(name)
    if lang and before and after and max(len(before), len(after)) > LONG:
        return format_html(
            '{}: <span lang="{}">{}</span>', label(name), lang, changed_words(before, after, whole=False)
        )
    old, new = (Truncator(said(name, value, names)).chars(200) for value in (before, after))
    if before in (None, "", []):
        return format_html("{}: <ins>{}</ins>", label(name), new)
    return format_html("{}: <del>{}</del> → <ins>{}</ins>", label(name), old, new)


def _value(entry: Entry, column: str) -> Any:
    """What a column of a new or removed row holds, or of a changed one where it changed."""
    before, after = entry.changes.get(column, (None, None))
    return before if entry.operation == "delete" else after


def _country(entry: Entry, names: Names) -> Iterator[SafeString]:
    name, share = names("country", entry.about["country"]), entry.changes.get("share")
    if entry.operation == "delete":
        yield format_html("<del>{} {}</del>", name, percent(share[0]) if share else "")
    elif entry.operation == "insert" and share:
        yield format_html("<ins>{} {}</ins>", name, percent(share[1]))
    elif share:
        yield format_html("{}: <del>{}</del> → <ins>{}</ins>", name, percent(share[0]), percent(share[1]))


def _organisation(entry: Entry, names: Names) -> Iterator[SafeString]:
    name, role = names("organisation", _value(entry, "organisation_id")), _value(entry, "role")
    tag = "<del>{}, {}</del>" if entry.operation == "delete" else "<ins>{}, {}</ins>"
    yield format_html(tag, name, said("role", role, names))


def _milestone(entry: Entry, names: Names) -> Iterator[SafeString]:
    own, other = ("ko", "en") if ui.reader_language() == "ko" else ("en", "ko")
    name = entry.about[own] or entry.about[other]
    if entry.operation == "insert":
        yield format_html("{}, {}", name, said("planned_on", _value(entry, "planned_on"), names))
        return
    yield format_html("{}", name)
    for column in ("name_en", "name_ko", "owner", "planned_on", "actual_on"):
        if column in entry.changes:
            yield _field(column, *entry.changes[column], names)


def _progress(entry: Entry, names: Names) -> Iterator[SafeString]:
    period = month(date.fromisoformat(entry.about["period"]))
    if entry.operation == "insert":
        health, done = said("health", _value(entry, "health"), names), said("percent", _value(entry, "percent"), names)
        yield format_html("{}: {}, {}", period, health, done)
        return
    yield format_html("{}", period)
    for column in ("period", "health", "percent", "narrative_en", "narrative_ko"):
        if column in entry.changes:
            yield _field(column, *entry.changes[column], names)


def _remark(entry: Entry, names: Names) -> Iterator[SafeString]:
    yield format_html("“{}”", Truncator(_value(entry, "text") or "").chars(120))


def _question(entry: Entry, names: Names) -> Iterator[SafeString]:
    """The reason for asking; and of an edit, that the answers given before are void."""
    yield from _reason(entry, names)
    if entry.changes.get("state", [None, None])[1] == QuestionState.VOID:
        yield format_html("{}", _("Answers given before are void."))


def _reason(entry: Entry, names: Names) -> Iterator[SafeString]:
    if text := _either(entry, "reason"):
        yield format_html("“{}”", Truncator(text).chars(200))


def _concern(entry: Entry, names: Names) -> Iterator[SafeString]:
    if text := _either(entry, "closing") or _either(entry, "text"):
        yield format_html("“{}”", Truncator(text).chars(200))


def _either(entry: Entry, name: str) -> str:
    """What a text became, in the reader's language, else in the other one; '' where it did not change."""
    own, other = ("ko", "en") if ui.reader_language() == "ko" else ("en", "ko")
    return next((text for lang in (own, other) if (text := entry.changes.get(f"{name}_{lang}", [None, None])[1])), "")


def month(day: date) -> str:
    """August 2026, 2026년 8월."""
    return format_date(day, "Y년 n월" if ui.reader_language() == "ko" else "F Y")
