"""The cover of the report: each side's name, words, marking and logo, and the form of its secretariat."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from core import formats
from core.pictures import MOST_BYTES
from core.sides import Side, in_order
from core.uploads import TooLarge, refuse_too_large
from projects.views.part_pages import rows_of
from projects.views.parts import FormPage, values_of
from reporting import actions, policies
from reporting.actions.letterhead import picture_of
from reporting.forms import LetterheadForm
from reporting.models import Letterhead


class Letterheads(View):
    """How both sides appear on the report."""

    def get(self, request: HttpRequest) -> HttpResponse:
        kept = {one.side: one for one in Letterhead.objects.visible_to(request.user)}
        rows = [
            {"side": side, "row": kept.get(side), "can": policies.can_keep_letterhead(request.user, side)}
            for side in in_order(formats.reader_language())
        ]
        return render(request, "reporting/letterheads.html", {"rows": rows})


class LetterheadEdit(FormPage):
    """Replaces how the reader's side appears, at the revision that was seen."""

    template = "reporting/letterhead_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, side: str, **kwargs: Any) -> Any:
        if side.upper() not in Side.values:
            raise Http404
        self.side = Side(side.upper())
        self.row = Letterhead.objects.visible_to(request.user).filter(side=self.side).first()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_keep_letterhead(request.user, self.side).enforce()
        form = LetterheadForm()
        form.initial = values_of(self.row, form.fields) if self.row else {}
        return self.show(form, self.heading, seen=self.row.revision if self.row else 0)

    def post(self, request: HttpRequest) -> HttpResponse:
        policies.can_keep_letterhead(request.user, self.side).enforce()
        form = LetterheadForm(request.POST, request.FILES)
        try:
            refuse_too_large(request)
        except TooLarge as refused:
            form.full_clean()
            form.add_error("logo", str(refused.errors["file"]))
            return self.show(form, self.heading, status=refused.status, seen=self.seen())

        def work(values: dict[str, Any]) -> None:
            sent = values["logo"]
            logo = sent.read() if sent else b"" if values["without_logo"] else None
            actions.keep_letterhead(self.side, values, by=request.user, seen_revision=self.seen(), logo=logo)

        return self.save(form, self.heading, work, seen=self.seen())

    def show(self, form: Any, heading: str, status: int = 200, **more: Any) -> HttpResponse:
        more |= {"rows": rows_of(form), "letterhead": self.row, "most": MOST_BYTES // 1000}
        return super().show(form, heading, status, **more)

    def back(self, fragment: str = "") -> HttpResponse:
        return redirect("reporting:letterheads")

    @property
    def heading(self) -> str:
        return _("Cover of the report: %(side)s") % {"side": self.side.label}


class LetterheadLogo(View):
    """The logo of a side as a picture that runs nothing."""

    def get(self, request: HttpRequest, side: str) -> HttpResponse:
        rows = Letterhead.objects.visible_to(request.user).exclude(logo="")
        kind, content = picture_of(get_object_or_404(rows, side=side.upper()))
        headers = {
            "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(content, content_type=kind, headers=headers)
