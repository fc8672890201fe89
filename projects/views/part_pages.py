"""Pages with the form of a part, laid out as the form says: for a new one, and for one at the revision seen."""

from collections.abc import Iterable
from typing import Any

from django.forms import Textarea
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import formats
from core.sides import languages_in_order
from core.verdict import Verdict
from projects.forms.common import ActionForm, PartForm, TextField
from projects.views.parts import PartPage, values_of


class PartFormPage(PartPage):
    """The form of one kind of part; `page` and `fragment` say where it stands."""

    template = "projects/part_form.html"
    page = "projects:detail"
    heading: str | Promise = ""
    save_label: str | Promise = _("Save")

    def may(self) -> Verdict:
        """Whether the reader may send this form."""
        raise NotImplementedError

    def form(self, data: Any = None, **more: Any) -> PartForm:
        raise NotImplementedError

    @property
    def back_url(self) -> str:
        return reverse(self.page, args=[self.project.reference]) + self.fragment

    def back(self, fragment: str = "") -> HttpResponse:
        return redirect(self.back_url)

    def show(self, form: ActionForm, heading: Any, status: int = 200, **more: Any) -> HttpResponse:
        more |= {"rows": rows_of(form), "save_label": self.save_label, "back_url": self.back_url}
        return super().show(form, heading, status, **more)


class PartNew(PartFormPage):
    """Adds a part, once for each form."""

    def add(self, values: dict[str, Any]) -> Any:
        """The action; gives the new row."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.may().enforce()
        return self.show(self.form(), self.heading)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.save(form, self.heading, lambda values: self.once(lambda: self.add(values)))


class PartEdit(PartFormPage):
    """Changes a part at the revision that was seen."""

    model: Any
    row: Any

    def revise(self, values: dict[str, Any], seen: int) -> Any:
        """The action on `row`."""
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        """What the fields hold at first."""
        return values_of(self.row, self.form().fields)

    def find_row(self) -> Any:
        """The row that the address names, if it is there for this reader."""
        rows = self.model.objects.visible_to(self.request.user)
        return get_object_or_404(rows, project=self.project, pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.row = self.find_row()
        self.may().enforce()
        form = self.form()
        form.initial = self.initial()
        return self.show(form, self.heading, seen=self.row.revision)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.row = self.find_row()
        form = self.form(request.POST)
        return self.save(form, self.heading, lambda values: self.revise(values, self.seen()), seen=self.seen())


def rows_of(form: ActionForm) -> list[list[dict[str, Any]]]:
    """The fields of a form, row by row; texts in pairs of languages, the reader's own first."""
    return [[one for name in row for one in _fields(form, name)] for row in getattr(form, "LAYOUT", ())]


def _fields(form: ActionForm, name: str) -> Iterable[dict[str, Any]]:
    langs = [""] if name in form.fields else languages_in_order(formats.reader_language())
    for lang in langs:
        bound = form[f"{name}_{lang}" if lang else name]
        is_text = isinstance(bound.field, TextField)
        is_long = isinstance(bound.field.widget, Textarea)
        yield {"bound": bound, "lang": lang, "rows": 4 * is_long, "css": "" if is_text else "rcf-field--short"}
