"""What each event says to whom it is told, and how people are told unless they chose otherwise."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from contacts.enums import Event, How
from contacts.models import Notice, NoticePreference, User
from core import formats
from core.bilingual import LANGUAGES
from core.templatetags import ui

SENTENCES = {
    Event.ASKED: gettext_noop("%(who)s asks both sides: “%(question)s”"),
    Event.ANSWERED: gettext_noop("%(side)s has answered “%(question)s”: %(answer)s."),
    Event.CARRIED: gettext_noop("Both sides have agreed: “%(question)s”"),
    Event.VOIDED: gettext_noop("It was edited, so the answers to “%(question)s” are void. Both sides are asked anew."),
    Event.REMINDED: gettext_noop("Your side has not answered “%(question)s” yet. The answer is due on %(due)s."),
    Event.OVERDUE: gettext_noop("“%(question)s” was to be answered by %(due)s. Missing: %(missing)s."),
    Event.CONCERN_CLOSED: gettext_noop("%(who)s has closed a concern."),
    Event.SHARED: gettext_noop("%(who)s has shared it with your side."),
    Event.MOVED: gettext_noop("%(who)s has moved it to the stage “%(stage)s”."),
    Event.SCORED: gettext_noop("%(side)s has submitted its scores. They open once your side has submitted its own."),
    Event.SCORES_OPEN: gettext_noop("Both sides have submitted their scores. They stand side by side now."),
    Event.REMARKED: gettext_noop("%(who)s has added a remark."),
    Event.HEALTH: gettext_noop("%(who)s reports: %(health)s. Before: %(before)s."),
    Event.STALE: gettext_noop("It has no progress update since %(since)s and counts as stale."),
    Event.OVERLAP: gettext_noop("It overlaps with efforts of others in country, area and time. Say how they relate."),
    Event.DEADLINE: gettext_noop("%(step)s: %(day)s. Until then both capitals work on %(days)s days."),
    Event.MISSING: gettext_noop("%(who)s reminds you: %(missing)s. It is needed by %(due)s."),
    Event.HANDED_OVER: gettext_noop("%(who)s gives this post to you from %(since)s, with all that it holds."),
    Event.DEPUTY: gettext_noop("You act for this post from %(since)s until %(until)s."),
    Event.TENURE_ENDS: gettext_noop("It is held until %(until)s, and nobody follows yet."),
}

DAILY = {
    *(Event.CARRIED, Event.CONCERN_CLOSED, Event.SHARED, Event.MOVED, Event.SCORED, Event.REMARKED, Event.HEALTH),
    *(Event.STALE, Event.OVERLAP, Event.TENURE_ENDS, Event.DEADLINE),
}
"""What waits for the digest of the day unless somebody chose otherwise: good to know, but nothing to do at once."""


def how_by_default(event: str) -> How:
    """How somebody who chose nothing is told of an event."""
    return How.DAILY if event in DAILY or event not in Event.values else How.AT_ONCE


def in_both(words: Callable[[], str]) -> dict[str, str]:
    """What some words are in each language, for a fact that is read by people of both."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(words())
    return found


def stored(fact: Any) -> Any:
    """A fact as a notice keeps it: a day, words of the catalogue, or a plain value."""
    if isinstance(fact, date):
        return {"day": fact.isoformat()}
    return in_both(lambda: fact) if isinstance(fact, Promise) else fact


def _said(fact: Any) -> Any:
    if not isinstance(fact, dict):
        return fact
    return formats.day(date.fromisoformat(fact["day"])) if "day" in fact else fact[formats.reader_language()]


def sentence(notice: Notice) -> str:
    """What a notice says, in the reader's language; '' for an event that no longer exists."""
    said = {name: _said(fact) for name, fact in notice.facts.items()}
    said["who"] = notice.by_post.get(formats.reader_language()) or _("The tracker")
    said["side"] = ui.side_name(notice.by_side)
    return _(SENTENCES[Event(notice.event)]) % said if notice.event in Event.values else ""


def title(notice: Notice) -> str:
    """The title that the subject had then, in the reader's language, else in the other."""
    own, other = (
        (notice.title_ko, notice.title_en) if formats.reader_language() == "ko" else (notice.title_en, notice.title_ko)
    )
    return own or other


def choices_of(user: User) -> dict[str, str]:
    """How this person is mailed of each event, chosen or by default."""
    chosen = dict(NoticePreference.objects.visible_to(user).values_list("event", "how"))
    return {event.value: chosen.get(event) or how_by_default(event).value for event in Event}
