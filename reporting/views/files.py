"""The files of editions: given out, checked by whoever holds one, exported all together."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from core import archive, days
from core.uploads import TooLarge, refuse_too_large
from reporting import actions, exporting, policies, signing
from reporting.enums import FORMS, FileFormat, stem
from reporting.fileforms import CONTENT_TYPES, attachment
from reporting.models import Artifact, Seal
from reporting.verifying import digest
from reporting.views.editions import find
from reporting.wording import form_name

FORM_OF = {(stem(language, paper), str(kind)): (kind, language, paper) for kind, language, paper in FORMS}
"""A form by what the address of a file says before and after its dot."""


class Download(View):
    """A file of an edition, given out only as long as it is what was stored."""

    def get(
        self, request: HttpRequest, year: int, number: int, language: str, revision: int = 0, extension: str = "pdf"
    ) -> HttpResponse:
        edition = find(request, year, number)
        form = FORM_OF.get((language, extension))
        if form is None:
            raise Http404
        artifacts = Artifact.objects.visible_to(request.user).filter(
            **dict(zip(("format", "language", "paper"), form, strict=True)),
            snapshot__edition=edition,
            snapshot__revision=revision or edition.compiled_revision,
        )
        artifact = artifacts.order_by("-is_sealed").first()
        if artifact is None:
            raise Http404
        try:
            content = archive.open_verified(settings.MEDIA_ROOT, artifact.path, artifact.sha256)
        except archive.ArchiveTampered as refusal:
            context = {"edition": edition, "reason": refusal}
            return render(request, "reporting/file_refused.html", context, status=409)
        response = HttpResponse(content, content_type=CONTENT_TYPES[FileFormat(extension)])
        response["Content-Disposition"] = attachment(edition, revision or edition.compiled_revision, artifact)
        response["X-Content-Type-Options"] = "nosniff"
        return response


class MakeSealedFiles(View):
    """Has the files of a sealed edition made again, after that failed."""

    def post(self, request: HttpRequest, year: int, number: int) -> HttpResponse:
        edition = find(request, year, number)
        actions.make_sealed_files(edition, by=request.user)
        return redirect(edition)


class VerifyFile(View):
    """Tells of a file that somebody holds which sealed edition it is, or that it is none. Keeps nothing of it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        given = request.FILES.get("file")
        try:
            refuse_too_large(request)
        except TooLarge as refused:
            return self._page(request, status=refused.status, error=refused.errors["file"])
        if given is None:
            return self._page(request, status=400, error=_("Choose a file."))
        sha256 = digest(given.chunks())
        found = Artifact.objects.visible_to(request.user).filter(sha256=sha256).order_by("-is_sealed", "-made_at")
        artifact = found.select_related("snapshot__edition__cycle").defer("snapshot__content").first()
        given.seek(0)
        told: dict[str, Any] = {
            "name": given.name,
            "sha256": sha256,
            "artifact": artifact,
            "signatures": signing.signatures(given.read()),
        }
        if artifact:
            told["form"] = form_name(*artifact.form)
            if artifact.is_sealed:
                told["seal"] = Seal.objects.visible_to(request.user).get(edition=artifact.snapshot.edition_id)
        return self._page(request, told=told)

    def _page(self, request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
        context["most"] = settings.UPLOAD_MOST // 1_000_000
        context["can_export"] = policies.can_export(request.user)
        return render(request, "reporting/verify.html", context, status=status)


class ExportArchive(View):
    """All files of all editions as one ZIP with a manifest, made while it is sent."""

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        policies.can_export(request.user).enforce()
        rows = exporting.rows(Artifact.objects.visible_to(request.user), Seal.objects.visible_to(request.user))
        response = StreamingHttpResponse(exporting.packed(settings.MEDIA_ROOT, rows), content_type="application/zip")
        name = f"rcf-archive-{days.today():%Y-%m-%d}.zip"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response
