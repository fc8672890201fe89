"""The documents of a project: listed, uploaded, described, shared, withdrawn, given out."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views import View

from core import archive, formats, submissions
from core.audience import Audience
from core.errors import Malformed, Unavailable
from core.sides import Side
from core.uploads import TooLarge, refuse_too_large
from projects import actions, policies
from projects.forms import DocumentForm, UploadForm, WithdrawForm
from projects.models import Document
from projects.reading import documents_of
from projects.views.pages import ProjectPage
from projects.views.parts import PartPage, pairs_of
from projects.views.texts import part_texts


class ProjectDocuments(ProjectPage):
    """The documents of a project that the reader may see, and the form for another one."""

    def get(self, request: HttpRequest, form: UploadForm | None = None, status: int = 200) -> HttpResponse:
        can_upload = policies.can_upload(request.user, self.project)
        form = form or (self.form() if can_upload else None)
        context = {
            "project": self.project,
            "documents": [self.row(one) for one in documents_of(request.user.side).instances(project=self.project.pk)],
            "can_upload": can_upload,
            "can_confirm": policies.can_confirm(request.user, self.project),
            "both": request.GET.get("texts") == "both",
            "form": form,
            "pairs": pairs_of(form) if form else [],
            "key": request.POST.get("key") or uuid.uuid4(),
            "most": settings.UPLOAD_MOST // 1_000_000,
        }
        return render(request, "projects/documents.html", context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        policies.can_upload(request.user, self.project).enforce()
        form = self.form(request.POST, request.FILES)
        try:
            refuse_too_large(request)
            if form.is_valid():
                submissions.once(request.POST.get("key", ""), by=request.user, work=lambda: str(self.keep(form).pk))
                return redirect("projects:documents", self.project.reference)
            status = 400
        except TooLarge as refused:
            form.errors.pop("file", None)
            form.take_errors(refused)
            status = refused.status
        except Malformed as refused:
            form.take_errors(refused)
            status = refused.status
        except Unavailable as refused:
            form.add_error("file", str(refused.reason))
            status = refused.status
        return self.get(request, form, status)

    def form(self, *data: Any) -> UploadForm:
        return UploadForm(*data, audiences=policies.audiences_for(self.request.user, self.project))

    def keep(self, form: UploadForm) -> Document:
        sent, audience = form.cleaned_data["file"], Audience(form.cleaned_data["document_audience"])
        document = actions.upload_document(
            self.project,
            form.described(),
            name=sent.name,
            content=sent.read(),
            audience=audience,
            by=self.request.user,
        )
        said = _("Kept. Only your side sees it.") if document.is_private else _("Kept. Both sides see it.")
        messages.success(self.request, said)
        return document

    def row(self, document: Document) -> dict[str, Any]:
        can = policies.can_describe_document(self.request.user, document)
        both = self.request.GET.get("texts") == "both"
        return {
            "row": document,
            "who": document.post[formats.reader_language()] if document.post else Side(document.side).label,
            "side": Side(document.side),
            "form": document.name.rpartition(".")[2].upper(),
            "can": can,
            "cells": part_texts(self.project, "document", document, "title") if both else (),
        }


class DocumentPage(PartPage):
    """A page or an act about one document."""

    template = "projects/document.html"

    def found(self, pk: uuid.UUID) -> Document:
        documents = Document.objects.visible_to(self.request.user).select_related("project")
        return get_object_or_404(documents, project=self.project, pk=pk)

    def shown(self, document: Document, status: int = 200, **more: Any) -> HttpResponse:
        user = self.request.user
        initial = {name: getattr(document, name) for name in DocumentForm.base_fields}
        context = {
            "document": document,
            "seen": document.revision,
            "other": Side(document.side).other,
            "can_share": policies.can_share_document(user, document),
            "can_withdraw": policies.can_withdraw_document(user, document),
            "withdraw_form": WithdrawForm(),
            **more,
        }
        form = context.pop("form", None) or DocumentForm(initial=initial)
        return self.show(form, _("Change the document"), status, **context)

    def back(self, fragment: str = "") -> HttpResponse:
        return redirect("projects:documents", self.project.reference)


class DocumentEdit(DocumentPage):
    """Changes what a document is called, at the revision that was seen; leads to sharing and withdrawing it."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        document = self.found(pk)
        policies.can_describe_document(request.user, document).enforce()
        return self.shown(document)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        document = self.found(pk)

        def work(values: dict[str, Any]) -> None:
            actions.describe_document(document, values, by=request.user, seen_revision=self.seen())

        heading = _("Change the document")
        return self.save(DocumentForm(request.POST), heading, work, seen=self.seen(), document=document)


class DocumentShare(DocumentPage):
    """Makes a private document joint."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        actions.share_document(self.found(pk), by=request.user, seen_revision=self.seen())
        messages.success(request, _("Both sides see the document now."))
        return self.back()


class DocumentWithdraw(DocumentPage):
    """Says that a document is no longer valid."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        document, form = self.found(pk), WithdrawForm(request.POST)
        form.full_clean()
        try:
            reason = form.cleaned_data["reason"]
            actions.withdraw_document(document, reason, by=request.user, seen_revision=self.seen())
        except Malformed as refused:
            form.take_errors(refused)
            return self.shown(document, status=400, withdraw_form=form)
        messages.success(request, _("Withdrawn. The list says so, and why."))
        return self.back()


class FileDownload(View):
    """The file of a document, given out only to who may see it, as long as it is what was stored, and never shown.

    It has an address apart from all pages: what a file holds is no page of ours.
    """

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        document = get_object_or_404(Document.objects.visible_to(request.user).select_related("project"), pk=pk)
        try:
            content = archive.open_verified(settings.MEDIA_ROOT, document.path, document.sha256)
        except archive.ArchiveTampered:
            return render(request, "projects/file_refused.html", {"project": document.project}, status=409)
        headers = {
            "Content-Disposition": content_disposition_header(True, document.name),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(content, content_type=document.content_type, headers=headers)
