"""Texts of two languages as pages show them, and the one door through which a part's text is confirmed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import formats
from core.bilingual import LANGUAGES, Bilingual, TextState
from core.sides import languages_in_order
from core.text import whole_number
from projects import actions
from projects.models import Effort, Project
from projects.texts import KINDS
from projects.views.pages import ProjectPage


def text_of(row: Bilingual, name: str, lang: str, *, url: str, seen: Any) -> dict[str, Any]:
    """One language of a text with its state; `url` and `seen` are where and at what version it would be confirmed."""
    state = row.text_state(name, lang)
    other = getattr(row, f"{name}_{'en' if lang == 'ko' else 'ko'}")
    open_ = state["state"] in (TextState.DRAFT, TextState.OUT_OF_DATE)
    return {
        "name": name,
        "lang": lang,
        "text": getattr(row, f"{name}_{lang}"),
        "state": state["state"],
        "by": (state.get("post") or {}).get(formats.reader_language(), ""),
        "on": date.fromisoformat(state["on"]) if state.get("on") else None,
        "confirmable": open_ and bool(other),
        "url": url,
        "seen": seen,
    }


def project_text(project: Project, name: str, lang: str) -> dict[str, Any]:
    """One language of a project's own text."""
    url = reverse("projects:confirm", args=[project.reference])
    return text_of(project, name, lang, url=url, seen=project.version)


def part_texts(project: Project, kind: str, row: Any, name: str) -> list[dict[str, Any]]:
    """Both languages of a part's text, the reader's own first."""
    url = reverse("projects:text-confirm", args=[project.reference, kind, row.pk])
    langs = languages_in_order(formats.reader_language())
    return [text_of(row, name, lang, url=url, seen=row.revision) for lang in langs]


@dataclass(frozen=True)
class Told:
    """How the texts of one kind of part stand side by side."""

    heading: str | Promise
    names: dict[str, str | Promise]
    """What each text is called."""
    url: Callable[[Project, Any], str]
    """Where a row is changed."""
    whose: Callable[[Any], str] = lambda row: ""
    """What tells one row from another, where its texts do not."""


def sides_of(project: Project, rows: dict[str, list[Any]], told: dict[str, Told]) -> list[dict[str, Any]]:
    """The written texts of the rows of each kind, both languages side by side, under the heading of the kind."""
    return [
        {
            "heading": told[kind].heading,
            "rows": [
                {
                    "url": told[kind].url(project, row),
                    "whose": told[kind].whose(row),
                    "texts": [
                        {"label": told[kind].names[name], "cells": part_texts(project, kind, row, name)}
                        for name in row.TEXTS
                        if row.in_reader_language(name)
                    ],
                }
                for row in found
            ],
        }
        for kind, found in rows.items()
        if found
    ]


def unconfirmed(rows: Iterable[Bilingual]) -> int:
    """How many texts of these rows are not confirmed in both languages."""
    states = (
        {row.text_state(name, lang)["state"] for lang in LANGUAGES}
        for row in rows
        for name in row.TEXTS
        if row.in_reader_language(name)
    )
    return sum(found != {TextState.CONFIRMED} for found in states)


def effort_text(effort: Effort, name: str) -> list[dict[str, Any]]:
    """Both languages of a text of an effort of others, the reader's own first."""
    url = reverse("projects:effort-confirm", args=[effort.slug])
    langs = languages_in_order(formats.reader_language())
    return [text_of(effort, name, lang, url=url, seen=effort.revision) for lang in langs]


class PartTextConfirm(ProjectPage):
    """Confirms one language of a part's text against the other."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
        if kind not in KINDS:
            raise Http404
        part = get_object_or_404(KINDS[kind].rows(self.project, request.user), pk=pk)
        name, _dot, language = request.POST.get("text", "").partition(".")
        seen = whole_number(request.POST.get("seen", "")) if self.is_current else 0
        actions.confirm_part_text(self.project, part, name, language, by=request.user, seen_revision=seen)
        messages.success(request, _("Confirmed."))
        return redirect(reverse(KINDS[kind].page, args=[self.project.reference]) + "?texts=both")
