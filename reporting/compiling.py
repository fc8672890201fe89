"""A report from its cycle to its files: read once, rendered in each language, kept in the archive.

The job and the command line come through here. Each step is found done when it is taken again, so a compile that is
killed at any moment ends once: with the snapshot that it had taken, and with one set of files.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from contacts.models import User
from core import archive
from core.audience import Audience, acting_as
from core.jobs import JobFailed
from reporting import actions, render
from reporting.enums import FileFormat, Paper, ReportLanguage
from reporting.models import Artifact, Cycle, Seal, Snapshot
from reporting.snapshot import COMMAND_LINE, climb_of, frozen, snapshot_of, words

Tell = Callable[..., None]
READING = _("Reading the records")
STEPS = {
    ReportLanguage.ENGLISH: (15, _("Setting the report in English")),
    ReportLanguage.KOREAN: (40, _("Setting the report in Korean")),
    ReportLanguage.BOTH: (65, _("Setting both languages side by side")),
}
FINISHING = _("Recording the revision")
INVALID = _("The records do not make a report: %(reason)s")
ASSETS = settings.BASE_DIR / "static" / "dist" / "report"


def make_edition(year: int, *, by: User | None, job: uuid.UUID | None, tell: Tell) -> Snapshot:
    """Compiles the next revision of a cycle's draft edition in all its languages; `tell` hears how far it is.

    Raises JobFailed with a sentence for the person who asked.
    """
    with failures_told():
        tell(2, READING)
        snapshot = taken(year, by=by, job=job)
        for language in ReportLanguage:
            tell(*STEPS[language])
            make_file(snapshot, language, beat=tell)
        tell(95, FINISHING)
        with acting_as(Audience.JOINT):
            actions.finish_edition(snapshot, by=by)
    return snapshot


def taken(year: int, *, by: User | None, job: uuid.UUID | None) -> Snapshot:
    """The snapshot of this job: the one that it took before it was killed, else a new one."""
    with acting_as(Audience.JOINT):
        if job and (found := Snapshot.objects.filter(job=job).select_related("edition").first()):
            return found
        cycle = Cycle.objects.get(year=year)
        compiled_by = by.signs_as if by else words(COMMAND_LINE)
    while True:
        with acting_as(Audience.JOINT):
            edition = actions.open_edition(cycle, by=by)
        with frozen():
            taken_at = timezone.now()
            edition.refresh_from_db()
            content = snapshot_of(
                edition,
                revision=actions.next_revision(edition),
                day=timezone.localdate(taken_at),
                compiled_by=compiled_by,
            )
        render.validate(content)
        try:
            with acting_as(Audience.JOINT):
                return actions.keep_snapshot(
                    edition, content, text_revision=edition.text_revision, taken_at=taken_at, job=job
                )
        except IntegrityError:  # another compile took this revision meanwhile
            continue


def make_file(snapshot: Snapshot, language: str, *, beat: Tell, made: Seal | None = None) -> Artifact:
    """The file of a snapshot in one language: the one that was made already, else a new one in the archive.

    With its seal, the file is that of the sealed edition.
    """
    is_sealed = made is not None
    with acting_as(Audience.JOINT):
        form = {"language": language, "format": FileFormat.PDF, "paper": Paper.A4, "is_sealed": is_sealed}
        if found := Artifact.objects.filter(snapshot=snapshot, **form).first():
            return found
    content = pdf(snapshot, language, beat=beat, seal=made and told(made))
    edition, state = snapshot.edition, "-sealed" if is_sealed else ""
    name = f"editions/{edition.cycle_id}/{edition.number}/{snapshot.revision:03d}{state}-{language}.pdf"
    stored = archive.store(settings.MEDIA_ROOT, name, content)
    with acting_as(Audience.JOINT):
        return actions.keep_artifact(snapshot, stored, **form)


def pdf(snapshot: Snapshot, language: str, *, beat: Tell, seal: dict[str, Any] | None = None) -> bytes:
    return render.pdf(snapshot.content, language=language, fonts=settings.FONTS, assets=ASSETS, beat=beat, seal=seal)


def told(made: Seal) -> dict[str, Any]:
    """A seal as the report prints it: the hash of the snapshot, the day, who signed for each side, the climb to it.

    `chain` is the seal's own hash, `number` its place, `previous` what it is chained to. Nothing of it ever changes.
    """
    day = timezone.localdate(made.sealed_at).isoformat()
    by = {side: {"post": post, "on": day} for side, post in made.posts.items()}
    chain = {"chain": made.sha256, "number": made.number, "previous": made.previous_sha256}
    with acting_as(Audience.JOINT):
        climb = climb_of(made.edition)
    return {"sha256": made.snapshot.sha256, "sealed_on": day, "by": by, "climb": climb, **chain}


def seal_files(edition: uuid.UUID, *, tell: Tell) -> Seal:
    """Makes the files of a sealed edition, and closes its seal over them. Raises JobFailed."""
    with acting_as(Audience.JOINT):
        made = Seal.objects.select_related("edition", "snapshot__edition").get(pk=edition)
    with failures_told():
        files = []
        for language in ReportLanguage:
            tell(*STEPS[language])
            files.append(make_file(made.snapshot, language, beat=tell, made=made))
        tell(95, FINISHING)
        with acting_as(Audience.JOINT):
            manifest = [{"name": one.path, "sha256": one.sha256, "size": one.size} for one in files]
            return actions.close_seal(made, manifest)


@contextmanager
def failures_told() -> Iterator[None]:
    """What cannot be mended by trying again ends the job with its sentence."""
    try:
        yield
    except (render.RenderFailed, archive.ArchiveError) as failure:
        raise JobFailed(failure.text, **failure.params) from failure
    except render.SnapshotInvalid as failure:
        raise JobFailed(INVALID, reason=str(failure)) from failure
