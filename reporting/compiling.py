"""A report from its cycle to its files: read once, made in each form, kept in the archive.

The jobs and the command line come through here. Each step is found done when it is taken again, so a compile that is
killed at any moment ends once: with the snapshot that it had taken, and with one set of files. A compile that fails or
is cancelled leaves neither snapshot nor files.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from contacts.models import User
from core import archive, days
from core.audience import Audience, acting_as
from core.jobs import AFTER_PARTS, BEFORE_PARTS, JobFailed, Part
from core.models import Job
from reporting import actions, render, signing
from reporting.enums import FORMS, FileFormat, stem
from reporting.models import Artifact, Cycle, Seal, Snapshot
from reporting.snapshot import COMMAND_LINE, climb_of, frozen, snapshot_of, words

Tell = Callable[..., None]
Hold = Callable[[], AbstractContextManager[None]]
Form = tuple[str, str, str]
RENDER = "reporting.tasks.render_form"
READING = _("Reading the records")
MAKING = _("Making the files")
FINISHING = _("Recording the revision")
INVALID = _("The records do not make a report: %(reason)s")
ASSETS = settings.BASE_DIR / "static" / "dist" / "report"


def joint() -> AbstractContextManager[None]:
    """A transaction on the joint rows, for whoever works without a job."""
    return acting_as(Audience.JOINT)


def make_edition(year: int, *, by: User | None, job: uuid.UUID | None, tell: Tell) -> Snapshot:
    """Compiles the next revision of a cycle's draft edition in all its forms, in this process.

    `tell` hears how far it is. Raises JobFailed with a sentence for the person who asked.
    """
    with failures_told():
        tell(2, READING)
        snapshot = taken(year, by=by, job=job)
    try:
        with failures_told():
            for i, form in enumerate(FORMS):
                tell(BEFORE_PARTS + (AFTER_PARTS - BEFORE_PARTS) * i // len(FORMS), MAKING)
                make_file(snapshot, form, beat=tell)
    except JobFailed:
        with joint():
            actions.forget_snapshot(snapshot)
        raise
    tell(AFTER_PARTS, FINISHING)
    with joint():
        actions.finish_edition(snapshot, by=by)
    return snapshot


def edition_parts(year: int, *, by: User | None, job: uuid.UUID, tell: Tell, hold: Hold) -> list[Part]:
    """What is still to be made for the compile of this job, one part a form; nothing once it is finished."""
    with failures_told():
        tell(2, READING)
        snapshot = taken(year, by=by, job=job, hold=hold)
        if parts := _parts(snapshot, is_sealed=False):
            tell(BEFORE_PARTS, MAKING)
            return parts
        tell(AFTER_PARTS, FINISHING)
        with hold():
            actions.finish_edition(snapshot, by=by)
    return []


def sealed_parts(edition: uuid.UUID, *, tell: Tell, hold: Hold) -> list[Part]:
    """What is still to be made of a sealed edition, one part a form; its seal is closed once nothing is."""
    made = _seal(edition)
    if parts := _parts(made.snapshot, is_sealed=True):
        with failures_told():
            signing.check()
        tell(BEFORE_PARTS, MAKING)
        return parts
    tell(AFTER_PARTS, FINISHING)
    with hold():
        _close(made)
    return []


def _parts(snapshot: Snapshot, *, is_sealed: bool) -> list[Part]:
    with joint():
        made = Artifact.objects.filter(snapshot=snapshot, is_sealed=is_sealed)
        done = set(made.values_list("format", "language", "paper"))
    state = "sealed" if is_sealed else ""
    return [
        Part(
            RENDER,
            "-".join(filter(None, (str(snapshot.pk), *form, state))),
            dict(
                zip(("snapshot", "format", "language", "paper", "state"), (str(snapshot.pk), *form, state), strict=True)
            ),
        )
        for form in FORMS
        if form not in done
    ]


def make_form(snapshot: int, form: Form, *, is_sealed: bool, tell: Tell, hold: Hold) -> Artifact:
    """One file of a snapshot, with its seal where the edition is sealed. Raises JobFailed."""
    with joint():
        taken_from = Snapshot.objects.select_related("edition").filter(pk=snapshot).first()
        made = Seal.objects.select_related("edition", "snapshot").get(snapshot=snapshot) if is_sealed else None
    if taken_from is None:
        raise JobFailed(_("The compiling was given up."))
    with failures_told():
        return make_file(taken_from, form, beat=tell, made=made, hold=hold)


def taken(year: int, *, by: User | None, job: uuid.UUID | None, hold: Hold = joint) -> Snapshot:
    """The snapshot of this job: the one that it took before it was killed, else a new one."""
    with joint():
        if job and (found := Snapshot.objects.filter(job=job).select_related("edition").first()):
            return found
        cycle = Cycle.objects.get(year=year)
        compiled_by = by.signs_as if by else words(COMMAND_LINE)
    while True:
        with hold():
            edition = actions.open_edition(cycle, by=by)
            actions.forget_abandoned(edition)
        with frozen():
            taken_at = timezone.now()
            edition.refresh_from_db()
            content = snapshot_of(
                edition,
                revision=actions.next_revision(edition),
                day=days.day_of(taken_at),
                compiled_by=compiled_by,
            )
        render.validate(content)
        try:
            with hold():
                return actions.keep_snapshot(
                    edition, content, text_revision=edition.text_revision, taken_at=taken_at, job=job
                )
        except IntegrityError:  # another compile took this revision meanwhile
            continue


def make_file(snapshot: Snapshot, form: Form, *, beat: Tell, made: Seal | None = None, hold: Hold = joint) -> Artifact:
    """The file of a snapshot in one form: the one that was made already, else a new one in the archive.

    With its seal, the file is that of the sealed edition, and a PDF is signed where a certificate is configured.
    """
    named = dict(zip(("format", "language", "paper"), form, strict=True)) | {"is_sealed": made is not None}
    with joint():
        if found := Artifact.objects.filter(snapshot=snapshot, **named).first():
            return found
    content = rendered(snapshot, form, beat=beat, seal=made and told(made))
    if made and named["format"] == FileFormat.PDF:
        content = signing.signed(content, at=made.sealed_at, beat=beat)
    with hold():
        stored = archive.store(settings.MEDIA_ROOT, _name(snapshot, form, is_sealed=made is not None), content)
        return actions.keep_artifact(snapshot, stored, **named)


def _name(snapshot: Snapshot, form: Form, *, is_sealed: bool) -> str:
    kind, language, paper = form
    edition, state = snapshot.edition, "-sealed" if is_sealed else ""
    name = f"{snapshot.revision:03d}{state}-{stem(language, paper)}.{kind}"
    return f"editions/{edition.cycle_id}/{edition.number}/{name}"


def rendered(snapshot: Snapshot, form: Form, *, beat: Tell, seal: dict[str, Any] | None = None) -> bytes:
    """The bytes of a snapshot in one form. Raises RenderFailed."""
    kind, language, paper = form
    content = snapshot.content
    if kind == FileFormat.PDF:
        supplies = {"fonts": settings.FONTS, "assets": ASSETS}
        return render.pdf(content, language=language, paper=paper, beat=beat, seal=seal, **supplies)
    if kind == FileFormat.JSON:
        return render.canonical(content)
    make = {FileFormat.DOCX: render.docx, FileFormat.XLSX: render.xlsx}[FileFormat(kind)]
    return make(content, language=language, sha256=snapshot.sha256, seal=seal)


def told(made: Seal) -> dict[str, Any]:
    """A seal as the report prints it: the hash of the snapshot, the day, who signed for each side, the climb to it.

    `chain` is the seal's own hash, `number` its place, `previous` what it is chained to. Nothing of it ever changes.
    """
    day = days.day_of(made.sealed_at).isoformat()
    by = {side: {"post": post, "on": day} for side, post in made.posts.items()}
    chain = {"chain": made.sha256, "number": made.number, "previous": made.previous_sha256}
    with acting_as(Audience.JOINT):
        climb = climb_of(made.edition)
    return {"sha256": made.snapshot.sha256, "sealed_on": day, "by": by, "climb": climb, **chain}


def seal_files(edition: uuid.UUID, *, tell: Tell) -> Seal:
    """Makes the files of a sealed edition in this process, and closes its seal over them. Raises JobFailed."""
    made = _seal(edition)
    with failures_told():
        signing.check()
        for form in FORMS:
            make_file(made.snapshot, form, beat=tell, made=made)
        with joint():
            return _close(made)


def _seal(edition: uuid.UUID) -> Seal:
    with joint():
        return Seal.objects.select_related("edition", "snapshot__edition").get(pk=edition)


def _close(made: Seal) -> Seal:
    files = Artifact.objects.filter(snapshot=made.snapshot_id, is_sealed=True)
    return actions.close_seal(made, [{"name": one.path, "sha256": one.sha256, "size": one.size} for one in files])


def undone(job: Job) -> None:
    """Forgets what a compile that failed or was cancelled had kept; part of the transaction in which it ends."""
    for snapshot in Snapshot.objects.filter(job=job.pk):
        actions.forget_snapshot(snapshot)


@contextmanager
def failures_told() -> Iterator[None]:
    """What cannot be mended by trying again ends the job with its sentence."""
    try:
        yield
    except (render.RenderFailed, archive.ArchiveError) as failure:
        raise JobFailed(failure.text, **failure.params) from failure
    except render.SnapshotInvalid as failure:
        raise JobFailed(INVALID, reason=str(failure)) from failure
