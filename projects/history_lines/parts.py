"""How the history tells of each kind of part: what names it, what a new one says, what of it may change."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core import formats
from core.models import Concern, Concurrence, Entry, Question, QuestionState
from core.money import amount
from core.sides import Side, languages_in_order
from projects import models
from projects.enums import Contribution
from projects.history_lines.fields import field as changed
from projects.history_lines.fields import month, value
from projects.naming import Names
from projects.wording import label, percent, said, year_words

TEXTS_OF_MONEY = ("description_en", "description_ko", "valuation_en", "valuation_ko")
SHORT = 120
"""The longest name that a part gives in a line."""


@dataclass(frozen=True)
class Part:
    """One kind of part in the history."""

    model: type[Model]
    about: dict[str, str] = field(default_factory=dict)
    """What its changes may not tell but names it: key in `Entry.about` and column."""
    columns: tuple[str, ...] = ()
    """What people decide about it."""
    first: tuple[str, ...] = ()
    """What a new one says beside its name."""
    name: Callable[[dict[str, Any], Names], str] = lambda about, names: in_language(about)
    details: Callable[["Part", Entry, Names], Iterator[SafeString]] | None = None
    """What it says, where that is not its name and what changed."""

    def lines(self, entry: Entry, names: Names) -> Iterator[SafeString]:
        """What an entry about it says, each line a detail of its act."""
        yield from (self.details or _changes)(self, entry, names)

    def confirmed(self, entry: Entry, names: Names) -> Iterator[SafeString]:
        """Which of its texts were confirmed."""
        before, after = ((one or {}) for one in entry.changes.get("text_states") or [{}, {}])
        for name in after:
            if after[name] != before.get(name):
                yield format_html("{}: {}", label(name, self.model), self.name(entry.about, names))


def in_language(about: dict[str, Any]) -> str:
    """The name `en` or `ko` in the reader's language, else in the other one."""
    own, other = languages_in_order(formats.reader_language())
    return Truncator(about[own] or about[other]).chars(SHORT).removesuffix(".")


def _changes(part: Part, entry: Entry, names: Names) -> Iterator[SafeString]:
    name = part.name(entry.about, names)
    if entry.operation in ("insert", "share"):
        yield format_html("{}", ", ".join([name, *_told(part, entry, names)]))
        return
    yield format_html("{}", name)
    changes = {column.removesuffix("_id"): values for column, values in entry.changes.items()}
    for column in part.columns:
        if column in changes:
            yield changed(column, *changes[column], names, part.model)


def _told(part: Part, entry: Entry, names: Names) -> Iterator[str]:
    for column in part.first:
        if (told := value(entry, column)) is not None:
            yield f"{label(column, part.model)}: {said(column, told, names, part.model)}"


def _country(part: Part, entry: Entry, names: Names) -> Iterator[SafeString]:
    name, share = names("country", entry.about["country"]), entry.changes.get("share")
    if entry.operation == "delete":
        yield format_html("<del>{} {}</del>", name, percent(share[0]) if share else "")
    elif entry.operation == "insert" and share:
        yield format_html("<ins>{} {}</ins>", name, percent(share[1]))
    elif share:
        yield format_html("{}: <del>{}</del> → <ins>{}</ins>", name, percent(share[0]), percent(share[1]))


def _organisation(part: Part, entry: Entry, names: Names) -> Iterator[SafeString]:
    name, role = names("organisation", value(entry, "organisation_id")), value(entry, "role")
    tag = "<del>{}, {}</del>" if entry.operation == "delete" else "<ins>{}, {}</ins>"
    yield format_html(tag, name, said("role", role, names))


def _progress(part: Part, entry: Entry, names: Names) -> Iterator[SafeString]:
    if entry.operation != "insert":
        yield from _changes(part, entry, names)
        return
    health, done = (said(column, value(entry, column), names) for column in ("health", "percent"))
    yield format_html("{}: {}, {}", part.name(entry.about, names), health, done)


def _remark(part: Part, entry: Entry, names: Names) -> Iterator[SafeString]:
    yield format_html("“{}”", Truncator(value(entry, "text") or "").chars(SHORT))


def _question(part: Part, entry: Entry, names: Names) -> Iterator[SafeString]:
    """The reason for asking; and of an edit, that the answers given before are void."""
    yield from _words("reason")(part, entry, names)
    if entry.changes.get("state", [None, None])[1] == QuestionState.VOID:
        yield format_html("{}", _("Answers given before are void."))


def _words(*texts: str) -> Callable[[Part, Entry, Names], Iterator[SafeString]]:
    """The first of these texts that an entry gave, in the reader's language, else in the other one."""

    def tell(part: Part, entry: Entry, names: Names) -> Iterator[SafeString]:
        languages = languages_in_order(formats.reader_language())
        columns = [f"{text}_{language}" for text in texts for language in languages]
        if said := next((word for one in columns if (word := entry.changes.get(one, [None, None])[1])), ""):
            yield format_html("“{}”", Truncator(said).chars(SHORT))

    return tell


def _score(part: Part, entry: Entry, names: Names) -> Iterator[SafeString]:
    """What a side gave on one criterion, and which side."""
    points, reason = value(entry, "value"), Truncator(value(entry, "reason") or "").chars(SHORT)
    if points or reason:
        side, number = Side(entry.about["side"]).label, entry.about["number"]
        yield format_html("{}, {}. <b>{}</b> {}", side, number, points or "", f"“{reason}”" if reason else "")


def _month(about: dict[str, Any], names: Names) -> str:
    return month(date.fromisoformat(about["period"]))


def _land(about: dict[str, Any], names: Names) -> str:
    return names("country", about["country"])


def _measured(about: dict[str, Any], names: Names) -> str:
    """Title, period, country or total."""
    start, end = (formats.day(date.fromisoformat(about[key])) for key in ("start", "end"))
    where = names("country", about["country"]) if about["country"] else _("total")
    return f"{in_language(about)}, {start} – {end}, {where}"


def _fund(about: dict[str, Any], names: Names) -> str:
    """US FY2026, in kind"""
    kind = str(Contribution(about["form"]).label).lower()
    return f"{Side(about['side']).label} {year_words(about['side'], about['year'])}, {kind}"


def _money(part: Part, entry: Entry, names: Names) -> Iterator[SafeString]:
    """Whose money and of which year, then what is new of it; amounts in their currency."""
    yield format_html("{}", part.name(entry.about, names))
    for name in part.columns:
        before, after = entry.changes.get(name, (None, None))
        if name in models.AMOUNTS:
            before, after = (_amount(one, entry.about["currency"]) for one in (before, after))
        if before or (after and name in (*models.AMOUNTS, *TEXTS_OF_MONEY)):
            yield changed(name, before, after, names, part.model)


def _amount(value: float | None, currency: str) -> str:
    return "" if value is None else amount(Decimal(str(value)), currency)


def _texts(name: str) -> dict[str, str]:
    return {"en": f"{name}_en", "ko": f"{name}_ko"}


PARTS = {
    part.model._meta.db_table: part
    for part in (
        Part(models.ProjectCountry, {"country": "country_id"}, details=_country),
        Part(models.ProjectOrganisation, details=_organisation),
        Part(
            models.Milestone,
            _texts("name"),
            ("name_en", "name_ko", "owner", "planned_on", "actual_on"),
            ("planned_on",),
        ),
        Part(
            models.ProgressUpdate,
            {"period": "period"},
            ("period", "health", "percent", "narrative_en", "narrative_ko"),
            name=_month,
            details=_progress,
        ),
        Part(models.Remark, details=_remark),
        Part(models.StageChange, _texts("reason"), details=_words("reason")),
        Part(Question, _texts("reason"), details=_question),
        Part(Concurrence, _texts("reason"), details=_words("reason")),
        Part(Concern, _texts("text"), details=_words("closing", "text")),
        Part(models.Score, {"number": "number", "side": "sheet__side"}, details=_score),
        Part(
            models.Risk,
            _texts("text"),
            (
                *("text_en", "text_ko", "probability", "impact", "owner", "answer", "response_en", "response_ko"),
                *("closed_on", "closed_because"),
            ),
            ("probability", "impact"),
        ),
        Part(
            models.Issue,
            _texts("text"),
            (
                *("text_en", "text_ko", "severity", "owner", "raised_on", "due_on"),
                *("resolution_en", "resolution_ko", "resolved_on"),
            ),
            ("severity", "owner"),
        ),
        Part(
            models.Indicator,
            _texts("title"),
            (
                *("title_en", "title_ko", "unit_en", "unit_ko", "direction", "baseline", "baseline_on"),
                *("source_en", "source_ko"),
            ),
            ("baseline",),
        ),
        Part(
            models.IndicatorValue,
            {
                **{"en": "indicator__title_en", "ko": "indicator__title_ko"},
                **{"start": "period_start", "end": "period_end", "country": "country_id"},
            },
            ("period_start", "period_end", "country", "target", "actual", "comment"),
            ("target", "actual"),
            name=_measured,
        ),
        Part(
            models.PartnerVoice,
            {"country": "country_id"},
            (
                *("asked_by", "asked_on", "how", "consent", "consent_on"),
                *("sustainment_en", "sustainment_ko"),
            ),
            ("consent",),
            name=_land,
        ),
        Part(
            models.BusinessLink,
            _texts("other"),
            (
                *("organisation", "other_en", "other_ko", "event", "event_on"),
                *("export_control", "export_control_on", "export_control_note"),
            ),
            ("export_control",),
        ),
        Part(
            models.MoneyLine,
            {"side": "side", "year": "fiscal_year", "form": "form", "currency": "currency"},
            ("fiscal_year", "form", "currency", *models.AMOUNTS, *TEXTS_OF_MONEY),
            name=_fund,
            details=_money,
        ),
        Part(
            models.Document,
            _texts("title"),
            ("title_en", "title_ko", "category", "language", "withdrawn_because"),
            ("name", "category"),
        ),
        Part(
            models.OverlapAnswer,
            _texts("effort__name"),
            ("answer", "reason_en", "reason_ko"),
            ("answer",),
        ),
    )
}
"""Each kind of part by its table."""
