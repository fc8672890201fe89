"""The narrative of an edition as pages tell it: its contents with the state of each language, a section, comments."""

from collections import Counter
from typing import Any

from django.urls import reverse

from contacts.models import User
from core import formats
from core.audience import Audience
from core.sides import Side, languages_in_order
from core.templatetags import ui
from projects.views.texts import text_of
from reporting import policies
from reporting.models import Comment, Edition, Section

BOXES = {"confirmed": "is-ok", "draft": "is-draft", "out-of-date": "is-old", "missing": ""}


def contents(sections: list[Section], titles: dict[str, str], edition: Edition, user: User) -> list[dict[str, Any]]:
    """Every section in its order: title, the box of each language, how many comments are open."""
    words, languages = ui.state_words(), languages_in_order(formats.reader_language())
    comments = Comment.objects.visible_to(user).filter(section__edition=edition, answers=None, closed_at=None)
    open_ones = Counter(comments.order_by().values_list("section_id", flat=True))
    return [
        {
            "key": one.key,
            "number": one.number,
            "title": titles.get(one.key, one.key),
            "url": url_of(edition, one.key),
            "boxes": [
                {"lang": lang.upper(), "css": BOXES[state], "word": words[state]}
                for lang in languages
                for state in [one.text_state("text", lang)["state"]]
            ],
            "comments": open_ones[one.pk],
        }
        for one in sections
    ]


def url_of(edition: Edition, key: str, name: str = "section") -> str:
    """Where a section is read; with another name what is done with it."""
    return reverse(f"reporting:{name}", args=[edition.cycle_id, edition.number, key])


def leaf(section: Section, edition: Edition) -> list[dict[str, Any]]:
    """Both languages of a section, the reader's own first, with the state of each."""
    url = url_of(edition, section.key, "section-confirm")
    languages = languages_in_order(formats.reader_language())
    return [text_of(section, "text", lang, url=url, seen=section.revision) for lang in languages]


def saved_by(section: Section) -> dict[str, Any] | None:
    """Who saved a section last, and when; None where nobody has."""
    if section.updated_at is None:
        return None
    return {"who": section.updated_post.get(formats.reader_language(), ""), "at": section.updated_at}


def threads(section: Section, user: User) -> list[dict[str, Any]]:
    """The comments on a section that this reader may see, open ones first, each with its answers.

    Those for both sides have a number, the same for both; those of one side have none.
    """
    rows = list(Comment.objects.visible_to(user).filter(section=section))
    answers: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        if row.answers_id:
            answers.setdefault(row.answers_id, []).append(_comment(row))
    first = [row for row in rows if not row.answers_id]
    joint = [row.pk for row in first if row.audience == Audience.JOINT]
    numbers = {pk: number for number, pk in enumerate(joint, 1)}
    told = [
        _comment(row)
        | {
            "number": numbers.get(row.pk),
            "answers": answers.get(row.pk, []),
            "can_close": policies.can_close_comment(user, row),
        }
        for row in first
    ]
    return sorted(told, key=lambda one: one["row"].closed_at is not None)


def _comment(row: Comment) -> dict[str, Any]:
    language = formats.reader_language()
    return {
        "row": row,
        "css": Side(row.side).value.lower(),
        "who": row.post.get(language, ""),
        "closed_by": row.closed_post.get(language, ""),
    }


def different(edition: Edition, corrected: Edition) -> list[str]:
    """The keys of the sections whose texts differ from those of the edition that this one corrects."""
    before = {one.key: one.texts() for one in corrected.sections.all()}
    return [one.key for one in edition.sections.all() if one.texts() != before.get(one.key)]
