"""How an edition is compiled, step by step; each step may be taken again after a crash and changes nothing then."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from contacts.models import User
from core import jobs
from core.archive import Stored
from core.audience import Audience
from core.history import record
from core.models import Job
from reporting import policies
from reporting.enums import EditionState
from reporting.models import Artifact, Cycle, Edition, Snapshot
from reporting.render import fingerprint

COMPILE = "reporting.tasks.compile_edition"


@transaction.atomic
def compile_edition(cycle: Cycle, *, by: User) -> Job:
    """Queues the compiling of a cycle's draft edition. A cycle is compiled once at a time: asked again, the same job.

    Raises NotAllowed with the reason.
    """
    policies.can_compile(by, cycle).enforce()
    return jobs.enqueue(COMPILE, audience=Audience.JOINT, by=by, subject_id=str(cycle.year), year=str(cycle.year))


@transaction.atomic
def next_revision(cycle: Cycle, *, by: User | None) -> tuple[Edition, int]:
    """The draft edition of a cycle, made when there is none, and the number of its next revision."""
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    edition = Edition.objects.filter(cycle=cycle, state=EditionState.DRAFT).order_by("-number").first()
    if edition is None:
        last = Edition.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"] or 0
        with record("draft-edition", by=by):
            edition = Edition.objects.create(cycle=cycle, number=last + 1)
    last = Snapshot.objects.filter(edition=edition).aggregate(last=Max("revision"))["last"] or 0
    return edition, last + 1


@transaction.atomic
def keep_snapshot(edition: Edition, content: dict[str, Any], *, taken_at: datetime, job: uuid.UUID | None) -> Snapshot:
    """Keeps what was read for a revision of an edition, with its fingerprint."""
    return Snapshot.objects.create(
        edition=edition,
        revision=content["edition"]["revision"],
        content=content,
        sha256=fingerprint(content),
        taken_at=taken_at,
        job=job,
    )


@transaction.atomic
def keep_artifact(snapshot: Snapshot, language: str, stored: Stored) -> Artifact:
    """Notes a file of a snapshot that lies in the archive; the same file again is the same row."""
    artifact, _created = Artifact.objects.get_or_create(
        snapshot=snapshot,
        language=language,
        defaults={"path": stored.path, "sha256": stored.sha256, "size": stored.size, "made_at": timezone.now()},
    )
    return artifact


@transaction.atomic
def finish_edition(snapshot: Snapshot, *, by: User | None) -> Edition:
    """Makes a snapshot whose files are all in the archive the edition's revision; once, and never back to an older."""
    edition = Edition.objects.select_for_update().get(pk=snapshot.edition_id)
    if edition.revision < snapshot.revision:
        edition.revision, edition.sha256 = snapshot.revision, snapshot.sha256
        edition.compiled_at, edition.compiled_by = timezone.now(), by
        with record("compile", by=by):
            edition.save(update_fields=["revision", "sha256", "compiled_at", "compiled_by"])
    return edition
