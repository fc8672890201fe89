"""Where a project meets efforts of others: on its page, in a list of its own, and the form that answers one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core import formats
from core.sides import Side, languages_in_order
from projects import actions, overlaps, policies
from projects.enums import Finding
from projects.forms.efforts import SENTENCES, AnswerForm
from projects.models import Effort, OverlapAnswer, Project
from projects.naming import Names, read_names
from projects.overlaps import Meeting
from projects.reading import post_then
from projects.views.parts import PartPage
from projects.wording import years

SHOWN = 6


def place_words(meeting: Meeting, names: Names) -> str:
    """Philippines, Vietnam, 2026–2028"""
    lands = sorted(names("country", code) for code in meeting.codes)
    return ", ".join([*lands, years(meeting.first, meeting.last)])


def row_of(meeting: Meeting, names: Names) -> dict[str, Any]:
    """A meeting in words: where and when, the answer with its reason in the reader's language, else in the other."""
    own, other = (
        (meeting.reason_ko, meeting.reason_en)
        if formats.reader_language() == "ko"
        else (meeting.reason_en, meeting.reason_ko)
    )
    return {
        **meeting.about,
        "place": place_words(meeting, names),
        "answer": Finding(meeting.answer).label if meeting.answer else "",
        "reason": own or other,
    }


def in_language(about: dict[str, Any], name: str) -> str:
    own, other = languages_in_order(formats.reader_language())
    return about[f"{name}_{own}"] or about[f"{name}_{other}"]


def overlaps_of(project: Project, user: Any, names: Names) -> dict[str, Any]:
    """What stands about efforts of others beside a project: the first few, unanswered before answered."""
    met = overlaps.efforts_met(user.side, project.pk)
    rows = [row_of(one, names) | {"name": in_language(one.about, "name")} for one in met[:SHOWN]]
    return {"efforts_met": rows, "efforts_count": len(met), "can_answer": policies.can_answer(user, project)}


def whole_list(user: Any, project: Project, names: Names) -> dict[str, Any]:
    """All overlaps of a project and all its answers, also those whose overlap is gone, in two statements."""
    rows = []
    given = OverlapAnswer.objects.visible_to(user).filter(project=project).select_related("effort")
    answers = list(given.annotate(post=post_then("by", "at")))
    left = {one.effort.slug: one for one in answers}
    for one in overlaps.efforts_met(user.side, project.pk):
        row = row_of(one, names) | {"name": in_language(one.about, "name")}
        rows.append(row | _answered(left.pop(one.about["slug"], None)))
    rows += [{"slug": slug, "name": one.effort.name, "place": ""} | _answered(one) for slug, one in left.items()]
    return {
        "overlaps": rows,
        "answers": answers,
        "open_overlaps": sum(not row["answer"] for row in rows),
        "can_answer": policies.can_answer(user, project),
        "meanings": [(one.label, SENTENCES[one]) for one in Finding],
    }


def _answered(answer: Any) -> dict[str, Any]:
    """The answer as it stands: its reason in the reader's language, else in the other, by whom and when."""
    if answer is None:
        return {"answer": ""}
    own, other = languages_in_order(formats.reader_language())
    lang = own if getattr(answer, f"reason_{own}") else other
    return {
        "answer": answer.get_answer_display(),
        "lang": lang,
        "reason": getattr(answer, f"reason_{lang}"),
        "state": answer.text_state("reason", lang)["state"],
        "who": answer.post[formats.reader_language()] if answer.post else str(Side(answer.side).label),
        "at": answer.at,
    }


class OverlapAnswerPage(PartPage):
    """Answers one overlap, or changes its answer; two who do it at once see both versions."""

    template = "projects/overlap_answer.html"

    def found(self) -> tuple[Effort, Any, OverlapAnswer | None]:
        """The effort, the meeting and the answer; of an effort that has neither: 404."""
        user = self.request.user
        effort = get_object_or_404(
            Effort.objects.visible_to(user).select_related("lead_country"), slug=self.kwargs["effort"]
        )
        answers = OverlapAnswer.objects.visible_to(user).filter(project=self.project, effort=effort)
        met = overlaps.efforts_met(user.side, self.project.pk)
        meeting = next((one for one in met if one.about["slug"] == self.kwargs["effort"]), None)
        answer = answers.first()
        if meeting is None and answer is None:
            raise Http404
        return effort, meeting, answer

    def get(self, request: HttpRequest, effort: str) -> HttpResponse:
        policies.can_answer(request.user, self.project).enforce()
        row, meeting, answer = self.found()
        form = AnswerForm(initial=answer and {name: getattr(answer, name) for name in AnswerForm.base_fields})
        return self.show(form, self.heading, seen=answer and answer.revision, **self.about(row, meeting))

    def post(self, request: HttpRequest, effort: str) -> HttpResponse:
        row, meeting, answer = self.found()

        def work(values: dict[str, Any]) -> None:
            if answer is None or not request.POST.get("seen"):
                self.once(lambda: actions.answer_overlap(self.project, row, values, by=request.user))
            else:
                actions.revise_answer(answer, values, by=request.user, seen_revision=self.seen())

        more = {"seen": self.seen() or None, **self.about(row, meeting)}
        return self.save(AnswerForm(request.POST), self.heading, work, **more)

    @property
    def heading(self) -> str:
        return _("Answer the overlap")

    def about(self, effort: Effort, meeting: Meeting | None) -> dict[str, Any]:
        names = read_names(self.request.user, "country")
        return {"effort": effort, "place": meeting and place_words(meeting, names)}

    def back(self, fragment: str = "") -> HttpResponse:
        return redirect(reverse("projects:partners", args=[self.project.reference]) + "#efforts")
