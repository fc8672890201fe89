"""What waits, in the reader's words: why, until when, since when, and the verb that does it."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, ngettext_lazy, pgettext

from core import formats
from core.bilingual import TextState
from core.models import Answer
from core.questions import ANSWER_MARKS, in_reader_language
from core.sides import Side
from projects.texts import SAID_PAGE
from projects.wording import order_questions, question_title
from reporting.enums import Waits
from reporting.waiting.items import Item

REFERENCE, KEY = "REF-0000-000", "00000000-0000-0000-0000-000000000000"
LONGEST = 140
A_YEAR = 300
"""A day so far away is told with its year."""


class Task(NamedTuple):
    """One thing to do: on which subject, why, until when, and the verb that does it."""

    kind: str
    title: str
    about: str
    """The address of the subject."""
    why: str
    url: str
    """The address of what is to be done."""
    verb: str
    due: date | None = None
    when: str = ""
    """11 days late, today, or the day on which it is due; '' for none."""
    days_late: int = 0
    since: date | None = None
    age: str = ""
    """How long it has been waiting, where that is known."""
    private: str = ""
    """The audience of a project that only the person's side sees."""
    marks: dict[str, str] | None = None
    """The mark of each side's answer, where a question is open or scores are sealed."""


def told(item: Item, *, side: str, today: date) -> Task:
    """A thing that waits as a page tells it to a reader of this side."""
    why, url, verb = WORDS[item.what](item, side)
    project, language = item.project, formats.reader_language()
    return Task(
        kind=item.kind,
        title=_title(item),
        about=_about(item) or url,
        why=why,
        url=url,
        verb=verb,
        due=item.due,
        when=_when(item.due, today, language) if item.due else "",
        days_late=max((today - item.due).days, 0) if item.due else 0,
        since=item.since,
        age=_age((today - item.since).days, language) if item.since else "",
        private=project.audience if project and project.is_private else "",
        marks=_marks(item, side),
    )


def _title(item: Item) -> str:
    if item.project:
        return item.project.title
    if item.what == "post":
        return item.facts["vacancy"].title
    if "order_of" in item.facts:
        return _("Order of the %(year)s cycle") % {"year": item.facts["order_of"]}
    return item.facts["title"]


def _about(item: Item) -> str:
    """The address of the subject; '' where it is that of what is to be done."""
    if item.project:
        return _of(item)
    return item.facts.get("about", "")


@lru_cache(maxsize=2048)
def _when(due: date, today: date, language: str) -> str:
    """When something is due, in the language of the page."""
    if due > today:
        return formats.short_day(due) if (due - today).days < A_YEAR else formats.day(due)
    days = (today - due).days
    return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days} if days else _("Today")


@lru_cache(maxsize=1024)
def _age(days: int, language: str) -> str:
    """For how many days something has been waiting, in the language of the page."""
    if days < 1:
        return _("since today")
    return ngettext("for %(n)s day", "for %(n)s days", days) % {"n": days}


def _of(item: Item, name: str = "projects:detail", key: str = "") -> str:
    """The address of a page of the item's project, of one of its rows or steps with a `key`."""
    return _pattern(name, bool(key)).replace(REFERENCE, item.project.reference).replace(KEY, key)


@cache
def _pattern(name: str, with_key: bool) -> str:
    """An address with stand-ins, looked up once: for a page of thirty that takes longer than all its statements."""
    return reverse(name, args=[REFERENCE, KEY] if with_key else [REFERENCE])


def _in_language(facts: dict[str, Any], name: str) -> str:
    return shortened(in_reader_language(facts, name))


def shortened(text: str) -> str:
    """A text as far as a line of the list has room."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


# --- questions and concerns ---


def _marks(item: Item, side: str) -> dict[str, str] | None:
    """The mark of each side for the pair of a row: its answer to a question, or whether its score is in."""
    if item.what == "score":
        return {side.lower(): "waiting", Side(side).other.lower(): "sealed" if item.facts["sealed"] else "waiting"}
    if "told" not in item.facts:
        return None
    answers = {one["side"].lower(): ANSWER_MARKS[one["answer"]] for one in item.facts["told"]}
    return {"us": "waiting", "rok": "waiting"} | answers


def _step(item: Item) -> str:
    """Where the question is answered; one about a year belongs to its cycle, one about an order to its list."""
    if item.project is None:
        return reverse("projects:order-step", args=[item.facts["order_of"], item.facts["step"]])
    step, _dot, year = item.facts["step"].partition(".")
    if year:
        return reverse("reporting:cycle-step", args=[year, step, item.project.reference])
    return _of(item, "projects:step", step)


def _decisions(item: Item) -> str:
    """Where both answers stand side by side."""
    if item.project is None:
        return reverse("projects:ranking-order", args=[item.facts["order_of"]])
    return _of(item, "projects:decisions")


def _asked(item: Item) -> str:
    return _question(item.facts["step"], item.project is not None, formats.reader_language())


@lru_cache(maxsize=64)
def _question(step: str, of_project: bool, language: str) -> str:
    """A question in the language of the page; made once, because all questions are translated to find one."""
    return question_title(step) if of_project else order_questions()[step]


SAID = {
    Answer.CONCUR: gettext_noop("%(side)s signed on %(day)s."),
    Answer.CONCERNS: gettext_noop("%(side)s concurs with concerns since %(day)s."),
    Answer.NON_CONCUR: gettext_noop("%(side)s does not concur since %(day)s."),
    Answer.RETURN: gettext_noop("%(side)s asked for a change on %(day)s."),
}


def said_by(answers: list[dict[str, Any]], side: str) -> str:
    """What a side has answered and when; '' when it has not."""
    answer = next((one for one in answers if one["side"] == side), None)
    if answer is None:
        return ""
    day = formats.day(datetime.fromisoformat(answer["at"]))
    return _(SAID[Answer(answer["answer"])]) % {"side": Side(side).label, "day": day}


def _sign(item: Item, side: str) -> tuple[str, str, str]:
    other = said_by(item.facts["told"], Side(side).other) or _("Neither side has answered yet.")
    return f"{_asked(item)} {other}", _step(item), pgettext("verb", "Sign")


def _score(item: Item, side: str) -> tuple[str, str, str]:
    other = Side(side).other.label
    why = _("%(side)s has submitted its score, sealed until you submit yours.") % {"side": other}
    why = why if item.facts["sealed"] else _("Neither side has scored it yet.")
    return why, _of(item, "projects:scores"), pgettext("verb", "Score")


def _talk(item: Item, side: str) -> tuple[str, str, str]:
    both = _("Both sides have answered and do not agree. Talk to each other.")
    return f"{_asked(item)} {both}", _decisions(item), pgettext("verb", "Read")


def _overdue(item: Item, side: str) -> tuple[str, str, str]:
    late, other = _("The leads of your side have not answered in time."), said_by(item.facts["told"], Side(side).other)
    return f"{_asked(item)} {late} {other}".rstrip(), _decisions(item), pgettext("verb", "Read")


def _edit(item: Item, side: str) -> tuple[str, str, str]:
    other = Side(side).other
    answer = next(one for one in item.facts["told"] if one["side"] == other)
    why = _("%(side)s asks for a change: “%(reason)s”")
    values = {"side": other.label, "reason": _in_language(answer, "reason")}
    return why % values, _of(item, "projects:edit"), pgettext("verb", "Edit")


def _concern(item: Item, side: str) -> tuple[str, str, str]:
    why = _("A concern of your side is open: “%(text)s”") % {"text": _in_language(item.facts, "text")}
    return why, _of(item, "projects:concern-close", item.key), pgettext("verb", "Close")


def _answer(item: Item, side: str) -> tuple[str, str, str]:
    return _asked(item), _decisions(item), ""


def _their_concern(item: Item, side: str) -> tuple[str, str, str]:
    why = _("Concern of %(side)s: “%(text)s”")
    values = {"side": Side(side).other.label, "text": _in_language(item.facts, "text")}
    return why % values, _of(item, "projects:decisions") + "#concerns", ""


# --- projects and their parts ---


def _progress(item: Item, side: str) -> tuple[str, str, str]:
    why = _("No progress update since %(day)s") % {"day": formats.day(item.project.reported_on)}
    return why, _of(item, "projects:progress-new"), _("Update")


def _milestone(item: Item, side: str) -> tuple[str, str, str]:
    why = _("Milestone: %(name)s") % {"name": in_reader_language(item.facts, "name")}
    return why, _of(item, "projects:milestone-edit", item.key), _("Update")


def _issue(item: Item, side: str) -> tuple[str, str, str]:
    why = _("Issue: %(text)s") % {"text": _in_language(item.facts, "text")}
    return why, _of(item, "projects:issue-edit", item.key), _("Update")


def _value(item: Item, side: str) -> tuple[str, str, str]:
    why = _("The actual value is missing: %(name)s") % {"name": in_reader_language(item.facts, "title")}
    return why, _of(item, "projects:results"), _("Update")


def _overlap(item: Item, side: str) -> tuple[str, str, str]:
    why = _("It overlaps with efforts of others, and nobody has said how they relate.")
    return why, _of(item, "projects:partners") + "#efforts", pgettext("verb", "Answer")


def _share(item: Item, side: str) -> tuple[str, str, str]:
    why = _("Only your side sees it. Share it with %(side)s when it is ready.") % {"side": Side(side).other.label}
    return why, _of(item, "projects:share"), pgettext("verb", "Share")


STATES = {
    TextState.MISSING: gettext_noop("Missing in %(language)s: %(texts)s"),
    TextState.OUT_OF_DATE: gettext_noop("Out of date in %(language)s: %(texts)s"),
    TextState.DRAFT: gettext_noop("Not confirmed in %(language)s: %(texts)s"),
}
TO_WRITE = gettext_noop("To be written in %(language)s: %(texts)s")
SAID_DRAFT = gettext_noop("What your side said is not confirmed in both languages: %(texts)s")
SAID_IN_ONE = gettext_noop("What your side said is in one language alone: %(texts)s")
NAMES = {"title": gettext_noop("title"), "summary": gettext_noop("summary"), "objective": gettext_noop("objective")}


def _project_texts(item: Item, side: str) -> tuple[str, str, str]:
    texts = ", ".join(_(NAMES[name]) for name in item.facts["texts"])
    values = {"language": formats.language_name(Side(side).language), "texts": texts}
    return _(STATES[item.facts["state"]]) % values, _of(item) + "#texts", _text_verb(item)


def _texts(item: Item, side: str) -> tuple[str, str, str]:
    sentence = STATES[TextState.DRAFT] if item.kind == Waits.CONFIRM else TO_WRITE
    if item.facts["page"] == SAID_PAGE:
        sentence = SAID_DRAFT if item.kind == Waits.CONFIRM else SAID_IN_ONE
    counted = ", ".join(_counted(kind, n) for kind, n in item.facts["counts"].items())
    why = _(sentence) % {"language": formats.language_name(Side(side).language), "texts": counted}
    return why, _of(item, item.facts["page"]) + "?texts=both", _text_verb(item)


def _text_verb(item: Item) -> str:
    return _("Translate") if item.kind == Waits.TRANSLATE else _("Confirm")


COUNTED = {
    "risk": ngettext_lazy("%(n)s risk", "%(n)s risks", "n"),
    "issue": ngettext_lazy("%(n)s issue", "%(n)s issues", "n"),
    "indicator": ngettext_lazy("%(n)s indicator", "%(n)s indicators", "n"),
    "voice": ngettext_lazy("what %(n)s country says", "what %(n)s countries say", "n"),
    "money": ngettext_lazy("%(n)s line of money", "%(n)s lines of money", "n"),
    "question": ngettext_lazy("%(n)s reason of a question", "%(n)s reasons of questions", "n"),
    "answer": ngettext_lazy("%(n)s reason of an answer", "%(n)s reasons of answers", "n"),
    "concern": ngettext_lazy("%(n)s concern", "%(n)s concerns", "n"),
    "stage": ngettext_lazy("%(n)s reason of a step", "%(n)s reasons of steps", "n"),
    "overlap": ngettext_lazy("%(n)s answer to an overlap", "%(n)s answers to overlaps", "n"),
}
OTHER_TEXTS = ngettext_lazy("%(n)s text", "%(n)s texts", "n")


def _counted(kind: str, n: int) -> str:
    return COUNTED.get(kind, OTHER_TEXTS) % {"n": n}


# --- the year and the posts ---


def _ready(item: Item, side: str) -> tuple[str, str, str]:
    return item.facts["why"], item.facts["url"], item.facts["verb"]


def _post(item: Item, side: str) -> tuple[str, str, str]:
    vacancy = item.facts["vacancy"]
    return vacancy.why, vacancy.url, vacancy.verb


WORDS: dict[str, Callable[[Item, str], tuple[str, str, str]]] = {
    "sign": _sign,
    "score": _score,
    "talk": _talk,
    "overdue": _overdue,
    "edit": _edit,
    "concern": _concern,
    "answer": _answer,
    "their-concern": _their_concern,
    "progress": _progress,
    "milestone": _milestone,
    "issue": _issue,
    "value": _value,
    "overlap": _overlap,
    "share": _share,
    "project-texts": _project_texts,
    "texts": _texts,
    "cycle": _ready,
    "edition": _ready,
    "post": _post,
}
"""Why, where and by which verb, for each kind of thing."""
