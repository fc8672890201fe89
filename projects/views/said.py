"""What a side said when it asked, answered or moved a project: its own people translate and confirm it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import formats
from core.bilingual import LANGUAGES, TextState
from core.errors import Conflict, Malformed
from core.sides import Side, languages_in_order
from projects import actions, policies
from projects.actions.texts import is_translatable
from projects.forms import SaidForm
from projects.models import Project
from projects.texts import SAID
from projects.views.pages import ProjectPage
from projects.views.texts import text_of
from projects.wording import question_title, step_title

HEADINGS = {
    "question": gettext_lazy("Why it was asked"),
    "answer": gettext_lazy("Reasons of the answers"),
    "concern": gettext_lazy("Concerns"),
    "stage": gettext_lazy("Why one side moved it"),
}
NAMES = {
    "reason": gettext_lazy("Reason"),
    "text": gettext_lazy("Concern"),
    "closing": gettext_lazy("Why the concern is closed"),
}


class SaidText(ProjectPage):
    """One text that a side said: its own people translate it, and confirm that both languages say the same."""

    def dispatch(self, request: HttpRequest, *args: Any, kind: str, pk: UUID, name: str, **kwargs: Any) -> Any:
        self.name, self.kind = name, SAID.get(kind)
        self.pk = pk
        return super().dispatch(request, *args, kind=kind, pk=pk, name=name, **kwargs)

    def row(self) -> Any:
        if self.kind is None:
            raise Http404
        row = get_object_or_404(self.kind.rows(self.project, self.request.user), pk=self.pk)
        if self.name not in row.TEXTS or not row.in_reader_language(self.name):
            raise Http404
        return row

    def get(self, request: HttpRequest, **_named: Any) -> HttpResponse:
        return self.page(self.row())

    def post(self, request: HttpRequest, **_named: Any) -> HttpResponse:
        row, done = self.row(), {"by": request.user, "seen": request.POST.get("seen", "")}
        if "confirm" in request.POST:
            actions.confirm_said(self.kind, row, self.name, **done)
            messages.success(request, _("Confirmed."))
            return self.back()
        language = request.POST.get("language", "")
        if language not in LANGUAGES:
            raise Malformed({"language": _("Choose one of the two languages.")})
        form = SaidForm(request.POST, language=language)
        try:
            actions.translate_said(self.kind, row, self.name, language, request.POST.get("text", ""), **done)
        except (Conflict, Malformed) as refused:
            form.is_valid()
            form.add_error("text", getattr(refused, "errors", {}).get("text", refused.reason))
            return self.page(self.row(), form, status=refused.status)
        messages.success(request, _("Saved. Somebody of your side confirms it."))
        return self.back()

    def back(self, fragment: str = "") -> HttpResponse:
        return redirect(reverse("projects:decisions", args=[self.project.reference]) + "?texts=both")

    def page(self, row: Any, form: SaidForm | None = None, status: int = 200) -> HttpResponse:
        side = Side(self.kind.side_of(row))
        verdict = policies.can_translate(self.request.user, side)
        language = next((one for one in LANGUAGES if is_translatable(row, self.name, one)), "")
        if language and verdict and form is None:
            form = SaidForm(language=language, text=getattr(row, f"{self.name}_{language}"))
        cells = cells_of(row, self.name)
        written = [cell for cell in cells if cell["text"]]
        context = {
            "project": self.project,
            "heading": NAMES[self.name],
            "side": side,
            "verdict": verdict,
            "target": language,
            "form": form,
            "cells": written,
            "confirmable": bool(verdict)
            and len(written) == len(LANGUAGES)
            and any(cell["state"] != TextState.CONFIRMED for cell in written),
            "seen": row.texts_version,
            "back_url": reverse("projects:decisions", args=[self.project.reference]) + "?texts=both",
        }
        return render(self.request, "projects/said_text.html", context, status=status)


def cells_of(row: Any, name: str) -> list[dict[str, Any]]:
    """Both languages of what was said, the reader's own first."""
    return [text_of(row, name, lang, url="", seen="") for lang in languages_in_order(formats.reader_language())]


def said_about(user: Any, project: Project) -> list[dict[str, Any]]:
    """All that the sides said about a project and that still counts, by kind; what is to be done about it, by whom."""
    found = []
    for word, kind in SAID.items():
        rows = kind.rows(project, user).filter(**kind.standing)
        texts = [_told(user, project, word, row, name) for row in rows for name in row.TEXTS]
        if written := [text for text in texts if text]:
            found.append({"heading": HEADINGS[word], "texts": written})
    return found


def _told(user: Any, project: Project, word: str, row: Any, name: str) -> dict[str, Any] | None:
    if not row.in_reader_language(name):
        return None
    side, cells = Side(SAID[word].side_of(row)), cells_of(row, name)
    states = {cell["state"] for cell in cells}
    own = bool(policies.can_translate(user, side)) and states != {TextState.CONFIRMED}
    return {
        "side": side,
        "label": NAMES[name],
        "about": _about(word, row),
        "cells": cells,
        "is_missing": TextState.MISSING in states,
        "url": own and reverse("projects:said", args=[project.reference, word, row.pk, name]),
    }


def _about(word: str, row: Any) -> str:
    if word == "stage":
        return step_title(row.step) if row.step else row.get_stage_display()
    return question_title(row.question.step if word == "concern" else row.step)
