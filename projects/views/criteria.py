"""What the projects of a year are scored on: everybody reads it, the secretariats keep it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from core.errors import Malformed
from core.text import whole_number
from projects import actions, policies
from projects.actions.ranking import StaleCriteria
from projects.forms import CriteriaForm
from projects.models import Ranking, Sealed
from projects.scoring import criteria_of


class RankingCriteria(View):
    """The criteria of a year. Who saves second sees both versions."""

    ranking: Ranking

    def dispatch(self, request: HttpRequest, *args: Any, year: int, **kwargs: Any) -> Any:
        self.ranking = get_object_or_404(Ranking.objects.visible_to(request.user), year=year)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(CriteriaForm(criteria=criteria_of(self.ranking.year)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CriteriaForm(request.POST, criteria=criteria_of(self.ranking.year))
        form.is_valid()  # every text is taken; what is right, the action says
        seen = whole_number(request.POST.get("seen", ""))
        try:
            actions.revise_criteria(self.ranking, form.criteria(), by=request.user, seen_revision=seen)
        except Malformed as refused:
            form.take_errors(refused)
            return self.show(form, status=400)
        except StaleCriteria as stale:
            return self.show(form, status=409, saved=stale.saved, seen=stale.revision)
        messages.success(request, _("Saved."))
        return redirect("projects:criteria", self.ranking.year)

    def show(self, form: CriteriaForm, status: int = 200, **more: Any) -> HttpResponse:
        submitted = Sealed.objects.visible_to(self.request.user).filter(year=self.ranking.year).exists()
        context = {
            "ranking": self.ranking,
            "criteria": criteria_of(self.ranking.year),
            "form": form,
            "verdict": policies.can_keep_criteria(self.request.user, submitted=submitted),
            "seen": self.ranking.criteria_revision,
            **more,
        }
        return render(self.request, "projects/criteria.html", context, status=status)
