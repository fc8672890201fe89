"""What every page about one project does first: find it with the reader's eyes, also by its former reference."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views import View

from core.http import READS
from projects.models import FormerReference, Project


class ProjectPage(View):
    """A page about one project. A reference from before sharing, which only its own side knows, leads on to it."""

    project: Project

    def dispatch(self, request: HttpRequest, *args: Any, reference: str, **kwargs: Any) -> HttpResponseBase:
        self.project = self.find(reference)
        if self.project.reference != reference and request.method in READS:
            match = request.resolver_match
            return redirect(match.view_name, **{**match.kwargs, "reference": self.project.reference})
        return super().dispatch(request, *args, **kwargs)

    def projects(self):
        """The projects among which it is looked for."""
        return Project.objects.visible_to(self.request.user)

    def find(self, reference: str) -> Project:
        project = self.projects().filter(reference=reference).first()
        if project is None:
            former = FormerReference.objects.visible_to(self.request.user).filter(reference=reference)
            project = self.projects().filter(pk__in=former.values("project")).first()
        if project is None:
            raise Http404
        return project

    @property
    def is_current(self) -> bool:
        """Whether the address names the project as it is called now: revisions of parts count anew since sharing."""
        return self.project.reference == self.kwargs["reference"]

    def back(self, fragment: str = "") -> HttpResponse:
        """To the project's page."""
        return redirect(self.project.get_absolute_url() + fragment)
