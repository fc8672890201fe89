"""A project before the SCM of a year: asked of both sides and answered, like every step of a project."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from core.concurrence import Words
from projects.views.deciding import ProjectStep, ProjectTakeBack
from reporting import actions
from reporting.actions.presenting import step_about
from reporting.models import Cycle


class AboutACycle:
    """Finds the cycle that a step is about, and names the step after it."""

    cycle: Cycle
    verb: str

    def dispatch(self, request: HttpRequest, *args: Any, year: str, step: str, **kwargs: Any) -> Any:
        self.cycle, self.verb = get_object_or_404(Cycle.objects.visible_to(request.user), pk=year), step
        named = {**kwargs, "name": step_about(step, self.cycle)}
        return super().dispatch(request, *args, **named)  # type: ignore[misc]


class CycleStep(AboutACycle, ProjectStep):
    """Answers, for the reader's side, whether to present a project at an SCM or to hold it back."""

    def take(self, **answered: Any) -> None:
        seen = self.seen()
        actions.answer_presenting(self.cycle, self.project, self.verb, by=self.request.user, seen=seen, **answered)


class CycleAsk(AboutACycle, ProjectStep):
    """Asks both sides, without signing."""

    http_method_names = ["post"]
    said = gettext_lazy("Both sides are asked.")

    def take(self, *, reason: Words, **_answered: Any) -> None:
        seen = self.seen()
        actions.ask_to_present(self.cycle, self.project, self.verb, by=self.request.user, seen=seen, reason=reason)


class CycleTakeBack(AboutACycle, ProjectTakeBack):
    """Takes the answer of the reader's side back, or the question itself."""
