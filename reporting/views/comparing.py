"""What differs between two editions."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from reporting.comparing import compared, compiled_of, others_of
from reporting.models import Edition
from reporting.snapshot.edition import edition_before
from reporting.views.editions import EditionPage, find

NAMED = re.compile(r"^(?P<year>[0-9]{4})-(?P<number>[0-9]{1,3})$")


class EditionCompare(EditionPage):
    """An edition beside another: the one that is asked for, else the one that a reader has read before it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        edition, after = self.edition, compiled_of(self.edition)
        before = compiled_of(self._asked(request)) if "with" in request.GET else edition_before(edition)
        context: dict[str, Any] = {
            "edition": edition,
            "cycle": edition.cycle,
            "heading": _("What differs"),
            "others": others_of(edition),
            "before": before,
            "told": compared(before, after) if before and after and before.content and after.content else None,
        }
        return render(request, "reporting/edition_compare.html", context)

    def _asked(self, request: HttpRequest) -> Edition:
        if not (named := NAMED.match(request.GET["with"])):
            raise Http404
        return find(request, int(named["year"]), int(named["number"]))
