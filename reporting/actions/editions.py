"""How an edition is begun and compiled; each step may be taken again after a crash and changes nothing then."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from contacts.models import User
from core import archive, jobs
from core.archive import Stored
from core.audience import Audience
from core.history import record
from core.models import Job
from projects.models import PriorityArea
from reporting import policies
from reporting.actions.climbing import refuse_nobody, text_changed
from reporting.enums import EditionStage
from reporting.models import Artifact, Cycle, Edition, Section, Snapshot
from reporting.render import fingerprint

COMPILE = "reporting.tasks.compile_edition"
ABANDONED_AFTER = timedelta(minutes=15)
FOREWORD, OUTLOOK = "foreword", "outlook"


@transaction.atomic
def compile_edition(cycle: Cycle, *, by: User) -> Job:
    """Queues the compiling of a cycle's draft edition. A cycle is compiled once at a time: asked again, the same job.

    Raises NotAllowed with the reason.
    """
    policies.can_compile(by, cycle).enforce()
    return jobs.enqueue(COMPILE, audience=Audience.JOINT, by=by, subject_id=str(cycle.year), year=str(cycle.year))


@transaction.atomic
def open_edition(cycle: Cycle, *, by: User | None) -> Edition:
    """The edition of a cycle that is not sealed yet, begun with its sections when there is none.

    `by` is None for the command line. Raises NotAllowed where the cycle's report is sealed: a correction is opened,
    not compiled.
    """
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    if edition := Edition.objects.filter(cycle=cycle).exclude(stage=EditionStage.SEALED).first():
        refuse_nobody(edition, by)
        return edition
    policies.can_begin_edition(cycle).enforce()
    return _begun(cycle, None, {}, by=by)


@transaction.atomic
def open_correction(edition: Edition, *, by: User) -> Edition:
    """Begins the edition that corrects a sealed one, with its narrative; once, however often it is asked.

    Raises NotAllowed.
    """
    cycle = Cycle.objects.select_for_update().get(pk=edition.cycle_id)
    policies.can_correct(by, edition).enforce()
    if begun := Edition.objects.filter(corrects=edition).first():
        return begun
    return _begun(cycle, edition, {one.key: one for one in edition.sections.all()}, by=by)


def _begun(cycle: Cycle, corrects: Edition | None, written: dict[str, Section], *, by: User | None) -> Edition:
    last = Edition.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"] or 0
    areas = PriorityArea.objects.order_by("number").values_list("slug", flat=True)
    with record("correct-edition" if corrects else "draft-edition", by=by):
        edition = Edition.objects.create(cycle=cycle, number=last + 1, corrects=corrects)
        for number, key in enumerate((FOREWORD, *areas, OUTLOOK), 1):
            before = written.get(key)
            texts = before.texts() | {"text_states": before.text_states} if before else {}
            Section.objects.create(edition=edition, key=key, number=number, **texts)
    return edition


def next_revision(edition: Edition) -> int:
    """The number of the next compiled revision of an edition."""
    return (Snapshot.objects.filter(edition=edition).aggregate(last=Max("revision"))["last"] or 0) + 1


@transaction.atomic
def keep_snapshot(
    edition: Edition, content: dict[str, Any], *, text_revision: int, taken_at: datetime, job: uuid.UUID | None
) -> Snapshot:
    """Keeps what was read for a revision of an edition, with its fingerprint."""
    return Snapshot.objects.create(
        edition=edition,
        revision=content["edition"]["revision"],
        text_revision=text_revision,
        content=content,
        sha256=fingerprint(content),
        taken_at=taken_at,
        job=job,
    )


@transaction.atomic
def keep_artifact(snapshot: Snapshot, stored: Stored, **form: Any) -> Artifact:
    """Notes a file of a snapshot that lies in the archive, by language, format, paper and whether it is sealed.

    The same file again is the same row.
    """
    artifact, _created = Artifact.objects.get_or_create(
        snapshot=snapshot,
        **form,
        defaults={"path": stored.path, "sha256": stored.sha256, "size": stored.size, "made_at": timezone.now()},
    )
    return artifact


def forget_snapshot(snapshot: Snapshot) -> None:
    """Forgets a snapshot with its files that never became a revision of its edition; one that did is kept.

    Nobody has seen it: only a finished revision stands on pages. The database refuses the same for finished ones.
    """
    edition = Edition.objects.select_for_update().get(pk=snapshot.edition_id)
    if edition.compiled_revision >= snapshot.revision:
        return
    files = Artifact.objects.filter(snapshot=snapshot)
    paths = list(files.values_list("path", flat=True))
    files.delete()
    snapshot.delete()
    transaction.on_commit(lambda: archive.forget(settings.MEDIA_ROOT, paths), robust=True)


@transaction.atomic
def forget_abandoned(edition: Edition) -> None:
    """Forgets what the command line had taken for an edition when it was killed: no job takes that up again."""
    before = timezone.now() - ABANDONED_AFTER
    unfinished = Snapshot.objects.filter(edition=edition, revision__gt=edition.compiled_revision)
    for snapshot in unfinished.filter(job__isnull=True, taken_at__lt=before):
        forget_snapshot(snapshot)


@transaction.atomic
def cancel_compiling(job: Job, *, by: User) -> bool:
    """Stops the compiling of a report and forgets what it has made; false when it has ended already.

    Raises NotAllowed.
    """
    policies.can_cancel(by, job).enforce()
    return jobs.cancel(job)


@transaction.atomic
def finish_edition(snapshot: Snapshot, *, by: User | None) -> Edition:
    """Makes a snapshot whose files are all in the archive the edition's revision; once, and never back to an older.

    What was signed on the revision before is void. A sealed edition stays as it is.
    """
    edition = Edition.objects.select_for_update().get(pk=snapshot.edition_id)
    if edition.is_sealed or edition.compiled_revision >= snapshot.revision:
        return edition
    refuse_nobody(edition, by)
    edition.compiled_revision, edition.sha256 = snapshot.revision, snapshot.sha256
    edition.compiled_text, edition.revision = snapshot.text_revision, edition.revision + 1
    edition.compiled_at, edition.compiled_by = timezone.now(), by
    with record("compile", by=by):
        edition.save()
        text_changed(edition, by=by, changed=["compiled"])
    return edition
