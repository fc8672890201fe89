"""What both sides decide about a project: asking, answering, taking back, and the page that tells of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core import questions
from core.canonical import fingerprint
from core.concurrence import Words
from core.models import Concern, Question, QuestionState
from core.sides import Side
from core.workflow import Step
from projects import actions
from projects.enums import Stage
from projects.models import Project, ProjectRevision, StageChange, Standing
from projects.naming import SOURCES, read_names
from projects.views.pages import ProjectPage
from projects.views.said import said_about
from projects.views.stepping import ConcernPage, StepPage, TakeBack, why_void
from projects.wording import label, language_of, question_title, said, step_title
from projects.workflow import LEADS

IN_SECTION = 6


class AboutAProject(StepPage, ProjectPage):
    """A step of a project."""

    template = "projects/project_step.html"

    @property
    def subject(self) -> Project:
        return self.project

    def words(self, step: Step) -> dict[str, Any]:
        scores = Standing.objects.visible_to(self.request.user).filter(project=self.project)
        return {
            "unscored": self.name == "decide" and not scores.exists(),
            "project": self.project,
            "heading": question_title(self.name) if step.both_sides else step_title(self.name),
            "verb": step_title(self.name),
            "target": step.target and Stage(step.target).label,
            "urls": urls_of(self.project, self.name),
        }

    def told(self, question: Question, asked: dict[str, Question]) -> dict[str, Any]:
        return told(question, self.request.user, self.project, asked)

    def leave(self) -> HttpResponse:
        return self.back("#decision")


class ProjectStep(AboutAProject):
    """Takes a step, or signs it for the reader's side."""

    def take(self, **answered: Any) -> None:
        actions.take_step(self.project, self.name, by=self.request.user, seen=self.seen(), **answered)


class ProjectAsk(ProjectStep):
    """Asks both sides, without signing."""

    http_method_names = ["post"]
    said = gettext_lazy("Both sides are asked.")

    def take(self, *, reason: Words, **_answered: Any) -> None:
        actions.ask(self.project, self.name, by=self.request.user, seen=self.seen(), reason=reason)


class ProjectTakeBack(TakeBack, AboutAProject):
    acts = {"withdraw": actions.withdraw, "call-off": actions.call_off}

    def take_back(self, act: str, **_named: Any) -> None:
        self.acts[act](self.project, self.name, by=self.request.user, seen=self.seen())


class ConcernClose(ConcernPage, ProjectPage):
    template = "projects/concern_close.html"

    @property
    def subject(self) -> Project:
        return self.project

    def words(self, concern: Concern) -> dict[str, Any]:
        return {"project": self.project, "question": question_title(concern.question.step)}

    def close(self, concern: Concern, closing: Words) -> None:
        actions.close_concern(concern, by=self.request.user, closing=closing)

    def leave(self) -> HttpResponse:
        return self.back("#concerns")


class ProjectDecisions(ProjectPage):
    """Everything that was asked about a project, by whom it was answered, on which text, with what concerns."""

    def get(self, request: HttpRequest) -> HttpResponse:
        project, user = self.project, request.user
        found = questions.questions_of(project)
        asked = questions.open_among(found)
        changes = StageChange.objects.visible_to(user).filter(project=project).select_related("question")
        both = request.GET.get("texts") == "both"
        context = {
            "project": project,
            "both": both,
            "said": said_about(user, project) if both else [],
            "open": [told(question, user, project, asked) for question in asked.values()],
            "ended": [
                told(question, user, project, asked)
                for question in found
                if question.step not in asked or question.state != QuestionState.OPEN
            ],
            "concerns": questions.open_concerns(found),
            "may_close": user.has_role(*LEADS.roles),
            "changes": [change_line(change) for change in changes],
        }
        return render(request, "projects/project_decisions.html", context)


class ProjectVersion(ProjectPage):
    """The agreed text at one version, as it was signed, with its fingerprint."""

    def get(self, request: HttpRequest, revision: int) -> HttpResponse:
        version = f"{self.project.reference}.{revision}"
        kept = get_object_or_404(
            ProjectRevision.objects.visible_to(request.user), project=self.project, version=version
        )
        names = read_names(request.user, *SOURCES)
        signed = Question.objects.visible_to(request.user).about(self.project).filter(version=version)
        context = {
            "project": self.project,
            "kept": kept,
            "revision": revision,
            "is_current": version == self.project.version,
            "fields": [
                {"label": label(name), "lang": language_of(name), "value": said(name, value, names)}
                for name, value in kept.document.items()
                if value not in (None, "", [])
            ],
            "sha256": fingerprint(kept.document),
            "signed": [one for one in signed if one.text_sha256],
        }
        context["matches"] = all(one.text_sha256 == context["sha256"] for one in context["signed"])
        return render(request, "projects/project_version.html", context)


def urls_of(project: Project, name: str) -> dict[str, str]:
    """Where a step of a project is read and answered, asked and taken back; one about a year belongs to its cycle."""
    step, _dot, year = name.partition(".")
    if year:
        base = reverse("reporting:cycle-step", args=[year, step, project.reference])
    else:
        base = reverse("projects:step", args=[project.reference, step])
    return {"answer": base, "ask": f"{base}ask/", "withdraw": f"{base}withdraw/", "call_off": f"{base}call-off/"}


def told(question: Question, user: Any, project: Project, asked: dict[str, Question]) -> dict[str, Any]:
    """A question as the pages tell it to this reader."""
    return questions.told(
        question,
        title=question_title(question.step),
        urls=urls_of(project, question.step),
        can=questions.verdicts(user, project, question, asked),
        void=lambda who: why_void(question.changed, who, ", ".join(label(name) for name in question.changed)),
    )


def change_line(change: StageChange) -> dict[str, Any]:
    """An entry of the timeline."""
    return {
        "stage": Stage(change.stage).label,
        "on": change.on,
        "sides": list(Side) if change.question else [Side(change.side)],
        "version": change.question and change.question.revision,
        "reason": change.in_reader_language("reason")
        or (change.question.in_reader_language("reason") if change.question else ""),
    }
