"""What the other side will see, before it sees it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import formats
from core.sides import Side, languages_in_order
from projects import actions, funds, policies
from projects.enums import Stage
from projects.models import TEXTS, Document, Milestone, Project, Remark
from projects.naming import read_names
from projects.reading import day_in, with_parts
from projects.views.detail import countries_of, duo_of, milestone_rows, update_row
from projects.views.pages import ProjectPage
from projects.views.shared_parts import shared_parts
from projects.views.texts import project_text
from projects.wording import label


class ProjectShare(ProjectPage):
    """Shows everything that sharing makes visible, then makes it so. There is no way back."""

    def projects(self):
        return with_parts().visible_to(self.request.user)

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_share(request.user, self.project).enforce()
        project = self.project
        milestones = Milestone.objects.visible_to(request.user).filter(project=project)
        names = read_names(request.user, area=project.secondary_areas, theme=project.themes)
        context = {
            "project": project,
            "areas": [names("area", slug) for slug in project.secondary_areas],
            "themes": [names("theme", slug) for slug in project.themes],
            "other": Side(request.user.side).other,
            "texts": _texts(project),
            "milestones": milestone_rows(list(milestones)),
            "updates": [update_row(row) for row in project.updates],
            "stages": [(Stage(row["stage"]).label, day_in(row, "on")) for row in project.stages],
            "duo": duo_of(project),
            "days": [(label(name), getattr(project, name)) for name in DAYS if getattr(project, name)],
            "kept_documents": Document.objects.visible_to(request.user).filter(project=project).count(),
            "kept_remarks": Remark.objects.visible_to(request.user).filter(project=project).count(),
            "parts": shared_parts(request.user, project),
            **countries_of(project),
            **funds.at_length(request.user, project),
        }
        return render(request, "projects/project_share.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        former = self.project.reference
        project = actions.share(self.project, by=request.user, seen=request.POST.get("seen", ""))
        said = _("Shared. %(former)s is now %(reference)s for both sides.")
        messages.success(request, said % {"former": former, "reference": project.reference})
        return redirect(project)


DAYS = ("planned_start", "planned_end", "actual_start", "actual_end")


def _texts(project: Project) -> list[dict[str, Any]]:
    """Every written text with its language and who confirmed it, the reader's own first."""
    langs = languages_in_order(formats.reader_language())
    pairs = [(name, lang) for name in TEXTS for lang in langs]
    return [
        {"label": label(f"{name}_{lang}"), **one}
        for name, lang in pairs
        if (one := project_text(project, name, lang))["text"]
    ]
