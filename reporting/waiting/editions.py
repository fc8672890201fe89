"""What waits in the annual report: signatures, concerns, taskings, texts to write or confirm, comments to answer."""

import json
from functools import cache
from typing import Any

from django.db.models import CharField, DateField, F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contacts.enums import Role
from contacts.models import User
from core import formats
from core.bilingual import TextState
from core.models import Concern, Concurrence, Question
from core.queries import Prepared
from core.questions import in_reader_language
from core.sides import Side
from projects.enums import Owner
from projects.models import PriorityArea
from reporting.enums import Body, EditionStage, Waits
from reporting.models import Comment, Consideration, Edition, Section
from reporting.waiting.items import Item, text_kind
from reporting.waiting.reading import UNSETTLED, answers_of, in_both, state_of
from reporting.waiting.words import STATES, said_by, shortened
from reporting.wording import edition_question, edition_title
from reporting.workflow import EDITION

MOST = 50


def of_editions(user: User) -> tuple[list[Item], list[Item]]:
    """What waits for a lead or the secretariat of a side in the report, and what they wait for of the other side."""
    if not user.has_role(Role.LEAD, Role.STAFF):
        return [], []
    items, awaited = [], []
    texts: dict[tuple[str, str], dict[str, Any]] = {}
    for what, key, due, since, told in _waiting(user.side).rows():
        row = json.loads(told)
        if row["of"] is None:
            continue
        edition = Edition(cycle_id=row["of"]["year"], number=row["of"]["number"])
        row |= {"title": edition_title(edition), "about": edition.get_absolute_url()}
        if what == "sign" and user.has_role(*EDITION[row["step"]].signers.roles):
            answered = any(one["side"] == user.side for one in row["told"])
            if not (answered and len(row["told"]) == len(Side)):
                facts = row | _sign(row, user.side)
                (awaited if answered else items).append(Item(Waits.SIGN, "edition", None, key, due, since, facts))
        elif what == "concern" and user.has_role(Role.LEAD):
            items.append(Item(Waits.CONCERN, "edition", None, key, due, since, row | _concern(row, key)))
        elif what == "tasking":
            items.append(Item(Waits.CYCLE, "edition", None, key, due, since, row | _tasking(row, key)))
        elif what == "compile" and user.has_role(Role.STAFF):
            items.append(Item(Waits.WRITE, "edition", None, key, due, since, row | _compile(row)))
        elif what == "comment" and user.has_role(Role.STAFF):
            items.append(Item(Waits.ANSWER, "edition", None, key, due, since, row | _comment(row, user.side)))
        elif what == "text" and user.has_role(Role.STAFF):
            found = texts.setdefault((row["about"], row["state"]), {**row, "names": []})
            found["names"].append(_section_name(row))
    for (about, state), row in texts.items():
        kind, facts = (text_kind(state), _text(row, user.side)) if state else (Waits.WRITE, _unwritten(row))
        items.append(Item(kind, "edition", None, f"{about}{state}", facts=row | facts))
    return items, awaited


# --- rows: (what, key, due, since, facts as JSON) ---


@cache
def _waiting(side: str) -> Prepared:
    """All of it that is open, at most so many of each kind, the oldest first."""
    parts = _signs(side), _concerns(side), _taskings(side), _comments(side), _texts(side), _outdated()
    return Prepared(lambda: parts[0].union(*parts[1:], all=True), planned_once=True)


def _rows(what: str, rows: QuerySet, *, due: str = "", since: str = "", **facts: Any) -> QuerySet:
    return rows.values_list(
        Value(what, TextField()),
        Cast("pk", TextField()),
        Cast(due or Value(None), DateField()),
        Cast(since or Value(None), DateField()),
        JSONObject(**facts),
    )


def _edition_of(subject: str) -> Subquery:
    """Which edition a question or a concern is about; none for one about something else."""
    editions = Edition.objects.annotate(key=Cast("pk", CharField())).filter(key=OuterRef(subject)).order_by()
    return Subquery(editions.values(found=JSONObject(year="cycle_id", number="number")))


def _signs(side: str) -> QuerySet:
    rows = Question.objects.open().filter(workflow=EDITION.name).order_by("asked_at", "pk")[:MOST]
    told = answers_of(Concurrence.objects.standing().filter(question=OuterRef("pk")))
    return _rows("sign", rows, due="due_on", since="asked_at", step="step", told=told, of=_edition_of("subject_id"))


def _concerns(side: str) -> QuerySet:
    rows = Concern.objects.open().filter(side=side, question__workflow=EDITION.name).order_by("raised_at", "pk")[:MOST]
    return _rows("concern", rows, since="raised_at", of=_edition_of("subject_id"), **in_both("text"))


def _taskings(side: str) -> QuerySet:
    """What the bodies tasked and this side carries out, alone or with the other."""
    rows = Consideration.objects.open().filter(owner__in=(side, Owner.BOTH)).order_by("considered_on", "pk")[:MOST]
    of = JSONObject(year="edition__cycle_id", number="edition__number")
    return _rows("tasking", rows, since="considered_on", of=of, body="body", **in_both("tasking"))


def _comments(side: str) -> QuerySet:
    """Comments of the other side to which nobody of this one has answered."""
    rows = Comment.objects.readable_by(side).filter(side=Side(side).other, answers=None, closed_at=None)
    rows = rows.exclude(section__edition__stage=EditionStage.SEALED).exclude(
        pk__in=Comment.objects.readable_by(side).filter(side=side).exclude(answers=None).values("answers")
    )
    of = JSONObject(year="section__edition__cycle_id", number="section__edition__number")
    facts = {"of": of, "section": "section__key", "said": "text"}
    return _rows("comment", rows.order_by("at", "pk")[:MOST], since="at", **facts)


def _texts(side: str) -> QuerySet:
    """Sections of the open edition that nobody has written, or whose text in the side's language is not settled."""
    language = Side(side).language
    rows = Section.objects.exclude(edition__stage=EditionStage.SEALED).annotate(worst=state_of("text", language))
    areas = PriorityArea.objects.filter(slug=OuterRef("key")).order_by()
    of = JSONObject(year="edition__cycle_id", number="edition__number")
    name = Subquery(areas.values(found=JSONObject(**in_both("name"))))
    rows = rows.filter(worst__in=(*UNSETTLED, "")).order_by("number")[:MOST]
    return _rows("text", rows, of=of, section="key", state="worst", name=name)


def _outdated() -> QuerySet:
    """Open editions whose narrative has changed since they were compiled."""
    rows = Edition.objects.exclude(stage=EditionStage.SEALED).filter(compiled_revision__gt=0)
    rows = rows.filter(text_revision__gt=F("compiled_text")).order_by("pk")[:MOST]
    return _rows("compile", rows, of=JSONObject(year="cycle_id", number="number"))


# --- in words ---


def _sign(row: dict[str, Any], side: str) -> dict[str, str]:
    other = said_by(row["told"], Side(side).other) or _("Neither side has answered yet.")
    why = f"{edition_question(row['step'])} {other}"
    return {"why": why, "url": f"{row['about']}steps/{row['step']}/", "verb": pgettext("verb", "Sign")}


def _concern(row: dict[str, Any], key: str) -> dict[str, str]:
    why = _("A concern of your side is open: “%(text)s”") % {"text": shortened(in_reader_language(row, "text"))}
    return {"why": why, "url": f"{row['about']}concerns/{key}/", "verb": pgettext("verb", "Close")}


def _tasking(row: dict[str, Any], key: str) -> dict[str, str]:
    values = {"body": Body(row["body"]).label, "text": shortened(in_reader_language(row, "tasking"))}
    why = _("The %(body)s tasked: “%(text)s”") % values
    return {"why": why, "url": f"{row['about']}considerations/{key}/tasking/", "verb": _("Say that it is done")}


def _comment(row: dict[str, Any], side: str) -> dict[str, str]:
    values = {"side": Side(side).other.label, "text": shortened(row["said"])}
    url = f"{row['about']}sections/{row['section']}/#comments"
    return {"why": _("%(side)s comments: “%(text)s”") % values, "url": url, "verb": pgettext("verb", "Answer")}


def _text(row: dict[str, Any], side: str) -> dict[str, str]:
    values = {"language": formats.language_name(Side(side).language), "texts": ", ".join(row["names"])}
    url = f"{row['about']}sections/{row['section']}/"
    verb = _("Confirm") if row["state"] == TextState.DRAFT else _("Translate")
    return {"why": _(STATES[TextState(row["state"])]) % values, "url": url, "verb": verb}


def _unwritten(row: dict[str, Any]) -> dict[str, str]:
    why = _("Not written in either language: %(texts)s") % {"texts": ", ".join(row["names"])}
    url = f"{row['about']}sections/{row['section']}/edit/"
    return {"why": why, "url": url, "verb": pgettext("verb", "Write")}


def _compile(row: dict[str, Any]) -> dict[str, str]:
    why = _("The narrative changed since the report was compiled: compile it again, then sign.")
    return {"why": why, "url": row["about"], "verb": pgettext("verb", "Compile")}


def _section_name(row: dict[str, Any]) -> str:
    if row["name"]:
        return in_reader_language(row["name"], "name")
    return _("Foreword") if row["section"] == "foreword" else _("Outlook")
