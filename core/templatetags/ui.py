"""The components of the pages as tags, and the same pieces as plain functions for rows of long tables.

A table of fifty rows takes its cells from `pieces(language)`: each value's HTML is made once for each language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import formats
from core.audience import Audience
from core.context import marking as marking_text
from core.sides import Side, in_order, languages_in_order

register = template.Library()
for written in (formats.day, formats.weekday_day, formats.short_day, formats.number, formats.change):
    register.filter(written)
register.filter("language_word", formats.language_name)
register.simple_tag(formats.moment)

ICONS = {
    "check": "M6.2 12.6 1.9 8.3l1.5-1.5 2.8 2.8 6.4-6.4 1.5 1.5z",
    "clock": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 12.2A5.2 5.2 0 1 1 8 2.8a5.2 5.2 0 0 1 0 10.4z"
    "M8.8 4H7.2v4.6l3.2 2 .8-1.3-2.4-1.5z",
    "bang": "M7 2h2v8H7zm0 10h2v2H7z",
    "cross": "m8 6.6 4-4L13.4 4l-4 4 4 4-1.4 1.4-4-4-4 4L2.6 12l4-4-4-4L4 2.6z",
    "lock": "M11.5 7V5a3.5 3.5 0 0 0-7 0v2H3v7h10V7zM6.2 5a1.8 1.8 0 0 1 3.6 0v2H6.2z",
    "search": "M10.7 9.6a5 5 0 1 0-1.1 1.1l3.4 3.4 1.1-1.1zM6.7 10.1a3.4 3.4 0 1 1 0-6.8 3.4 3.4 0 0 1 0 6.8z",
    "up": "M8 3l5 6H3z",
    "down": "M8 13 3 7h10z",
    "dash": "M3 7h10v2H3z",
    "back": "M6.5 2.5 2 7l4.5 4.5V8.6h3a2.4 2.4 0 0 1 0 4.8H7V15h2.5a4 4 0 0 0 0-8h-3z",
    "bell": "M8 1.2c.6 0 1 .4 1 1v.5c2 .4 3.4 2.2 3.4 4.3v3l1.2 1.7v.8H2.4v-.8L3.6 10V7c0-2.1 1.4-3.9 3.4-4.3v-.5"
    "c0-.6.4-1 1-1zm-1.8 12.4h3.6a1.8 1.8 0 0 1-3.6 0z",
}
ANSWER_ICONS = {
    "signed": "check",
    "waiting": "clock",
    "concerns": "bang",
    "against": "cross",
    "returned": "back",
    "void": "dash",
    "idle": "dash",
    "sealed": "lock",
}
HEALTH_TONES = {"on-track": "good", "at-risk": "care", "off-track": "bad", "stale": "stale"}
STATE_TONES = {"confirmed": "ok", "draft": "draft", "out-of-date": "old", "missing": "none"}


# --- words ---


def stage_words() -> dict[str, str]:
    """The stages in their order; the last three leave the order."""
    return {
        "opportunity": _("Opportunity"),
        "concept": _("Concept"),
        "review": _("Review"),
        "decided": _("Decided"),
        "active": _("Active"),
        "completed": _("Completed"),
        "suspended": _("Suspended"),
        "declined": _("Declined"),
        "cancelled": _("Cancelled"),
    }


def health_words() -> dict[str, str]:
    return {"on-track": _("On track"), "at-risk": _("At risk"), "off-track": _("Off track"), "stale": _("Stale")}


def state_words() -> dict[str, str]:
    return {"confirmed": _("Confirmed"), "draft": _("Draft"), "out-of-date": _("Out of date"), "missing": _("Missing")}


def answer_words() -> dict[str, str]:
    return {
        "signed": _("signed"),
        "waiting": _("waiting"),
        "concerns": _("concurs with concerns"),
        "against": _("does not concur"),
        "returned": _("asks for a change"),
        "void": _("void"),
        "idle": _("not asked yet"),
        "sealed": _("submitted"),
    }


# --- pieces: HTML made once for each language ---


@dataclass(frozen=True)
class Pieces:
    """The ready HTML of every stage, health, audience and text state in one language; '' gives ''."""

    stage: Mapping[str, SafeString]
    health: Mapping[str, SafeString]
    audience: Mapping[str, SafeString]
    text_state: Mapping[str, SafeString]


@lru_cache(maxsize=8)
def pieces(language: str) -> Pieces:
    """What a view gives to the rows of a table: `ui.pieces(formats.reader_language()).stage["active"]`."""
    with translation.override(language):
        return Pieces(
            stage=_spans("rcf-stage", {key: (key, word) for key, word in stage_words().items()}),
            health=_spans("rcf-health", {key: (HEALTH_TONES[key], word) for key, word in health_words().items()}),
            audience={"": mark_safe(""), Audience.JOINT.value: mark_safe("")}
            | {side.value: _lock(side) for side in Side},
            text_state=_spans("rcf-tag", {key: (STATE_TONES[key], word) for key, word in state_words().items()}),
        )


def _spans(css: str, words: dict[str, tuple[str, str]]) -> dict[str, SafeString]:
    made = {
        key: format_html('<span class="{} {}--{}">{}</span>', css, css, tone, word)
        for key, (tone, word) in words.items()
    }
    return {"": mark_safe("")} | made


def _lock(side: Side) -> SafeString:
    return format_html(
        '<span class="rcf-aud rcf-aud--{}">{} {}</span>', side.value.lower(), icon("lock"), Audience(side.value).label
    )


@lru_cache(maxsize=256)
def pair_html(language: str, *, us: str, rok: str) -> SafeString:
    """The product's motif: one cell for each side, a fill for each answer, in the language's order."""
    answers = {Side.US: us, Side.ROK: rok}
    with translation.override(language):
        words = answer_words()
        cells = format_html_join(
            "",
            '<span class="rcf-pair__cell rcf-pair__cell--{}">{} {}<span class="usa-sr-only"> {}</span></span>',
            (
                (answers[side], side.label, icon(ANSWER_ICONS[answers[side]]), words[answers[side]])
                for side in in_order(language)
            ),
        )
    return format_html('<span class="rcf-pair">{}</span>', cells)


@lru_cache(maxsize=32)
def turn_html(language: str, *, who: str, me: str) -> SafeString:
    """Whose turn it is as this reader sees it; `who` is a side, 'both' or ''."""
    if not who:
        return mark_safe("")
    with translation.override(language):
        if who == "both":
            return format_html('<span class="rcf-turn rcf-turn--mine">{}</span>', pgettext("turn", "Both sides"))
        if who == me:
            return format_html('<span class="rcf-turn rcf-turn--mine">{}</span>', _("Your side"))
        return format_html('<span class="rcf-turn">{}</span>', _("Waiting for %(side)s") % {"side": Side(who).label})


# --- components ---


@register.simple_tag
def icon(name: str, *, css: str = "rcf-icon") -> SafeString:
    """A picture that says nothing to a screen reader: the word beside it does."""
    return format_html(
        '<svg class="{}" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        css,
        ICONS[name],
    )


@register.simple_tag
def pair(*, us: str, rok: str) -> SafeString:
    """Both sides' answers: signed, waiting, concerns, against, returned, void, idle or sealed."""
    return pair_html(formats.reader_language(), us=us, rok=rok)


@register.simple_tag
def answer_box(mark: str) -> SafeString:
    """The fill and the icon of one side's answer at full size; the word stands beside it."""
    return format_html('<span class="rcf-box rcf-box--{}">{}</span>', mark, icon(ANSWER_ICONS[mark]))


@register.simple_tag
def turn(*, who: str, me: str = "") -> SafeString:
    """Whose turn it is: a side, 'both' or ''."""
    return turn_html(formats.reader_language(), who=str(who), me=str(me))


@register.simple_tag
def stage(value: str) -> SafeString:
    """The word and its place among the six steps."""
    return pieces(formats.reader_language()).stage[value]


@register.simple_tag
def health(value: str) -> SafeString:
    """Shape and word: on-track, at-risk, off-track, stale or ''."""
    return pieces(formats.reader_language()).health[value or ""]


@register.simple_tag
def audience(value: str) -> SafeString:
    """A lock and 'US only' on a private row; joint is the normal case and has no mark."""
    return pieces(formats.reader_language()).audience[value]


@register.simple_tag
def text_state(value: str) -> SafeString:
    """The state of one language of a text: missing, draft, out-of-date or confirmed."""
    return pieces(formats.reader_language()).text_state[value]


@register.simple_tag
def side_name(value: str) -> str:
    """'US' or 'ROK' in the reader's language, '' for nobody."""
    return str(Side(value).label) if value else ""


@register.simple_tag
def bar(
    value: float, *, of: float = 100, tone: str = "link", label: str = "", track: bool = True, tall: bool = False
) -> SafeString:
    """A bar whose length is an SVG attribute; without a label it only repeats a number that is printed beside it."""
    share = round(100 * min(max(value / of, 0), 1), 1) if of else 0
    speaks = format_html(' role="img" aria-label="{}"', label) if label else mark_safe(' aria-hidden="true"')
    ground = mark_safe('<rect width="100" height="10" class="b-line"/>') if track else ""
    return format_html(
        '<svg class="rcf-bar{}" viewBox="0 0 100 10" preserveAspectRatio="none"{}>{}'
        '<rect width="{}" height="10" class="b-{}"/></svg>',
        " rcf-bar--tall" if tall else "",
        speaks,
        ground,
        share,
        tone,
    )


# --- two languages ---


@register.simple_tag
def text(subject: Any, name: str) -> SafeString:
    """A text of two languages in the reader's; where that is missing the other one, marked as such."""
    own, other = languages_in_order(formats.reader_language())
    if written := getattr(subject, f"{name}_{own}"):
        return format_html("{}", written)
    if written := getattr(subject, f"{name}_{other}"):
        tag = _("No English yet") if own == "en" else _("No Korean yet")
        return format_html('<span lang="{}">{}</span> <span class="rcf-tag">{}</span>', other, written, tag)
    return mark_safe("")


@register.simple_tag
def other_text(subject: Any, name: str) -> SafeString:
    """The same text in the language that the page is not in, '' where it is missing or already stands as `text`."""
    own, other = languages_in_order(formats.reader_language())
    written = getattr(subject, f"{name}_{other}")
    if not written or not getattr(subject, f"{name}_{own}"):
        return mark_safe("")
    return format_html('<span lang="{}">{}</span>', other, written)


# --- frame ---


@register.simple_tag
def marking() -> str:
    """The marking on pages that have no context."""
    return marking_text()


@register.simple_tag(takes_context=True)
def menu_item(context: template.Context, *, path: str, label: str, also: str = "", count: int = 0) -> SafeString:
    """An entry of the main menu; the reader's place is the entry whose address begins that of the page.

    `also` begins other addresses of the same place; `count` is how much waits there.
    """
    here = context["request"].path
    current = here == path if path == "/" else here.startswith((path, also) if also else path)
    badge = mark_safe("")
    if count:
        badge = format_html(
            ' <span class="rcf-nav__count">{}<span class="usa-sr-only"> {}</span></span>',
            count if count < 100 else "99+",
            _("waiting for you"),
        )
    return format_html(
        '<li><a href="{}"{}>{}{}</a></li>', path, mark_safe(' aria-current="page"') if current else "", label, badge
    )


@register.simple_tag
def crumbs(*trail: str) -> SafeString:
    """{% crumbs label address label address … last-label %}: the way to this page."""
    pairs = zip(trail[::2], [*trail[1::2], ""] if len(trail) % 2 else trail[1::2], strict=True)
    items = format_html_join(
        "", "<li>{}</li>", ((format_html('<a href="{}">{}</a>', to, name) if to else name,) for name, to in pairs)
    )
    return format_html('<nav aria-label="{}" class="rcf-crumb"><ol>{}</ol></nav>', _("Breadcrumb"), items)
