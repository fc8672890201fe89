"""How an edition is sealed: its snapshot's hash, chained to the seal before, then its files (law 8)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import User
from core.audience import Audience
from core.canonical import fingerprint
from core.errors import Conflict
from core.jobs import enqueue
from core.models import Concurrence, Job, Question
from core.models.decisions import CONSENT
from reporting import policies
from reporting.models import Edition, Seal, Snapshot
from reporting.policies import RENDER_SEALED


def seal(edition: Edition, question: Question, *, by: User) -> Seal:
    """Seals an edition that both sides have just signed, and queues the making of its files.

    Part of the second signature. Raises Conflict while the files of the seal before are not all in the archive.
    """
    last = Seal.objects.select_for_update().order_by("-number").first()
    if last and not last.closed_sha256:
        raise Conflict(_("The files of the edition sealed before are still being made. Sign again in a few minutes."))
    snapshot = Snapshot.objects.defer("content").get(edition=edition, revision=edition.compiled_revision)
    answers = Concurrence.objects.standing().filter(question=question, answer__in=CONSENT)
    made = Seal(
        edition=edition,
        snapshot=snapshot,
        number=last.number + 1 if last else 1,
        sealed_at=timezone.now(),
        posts={answer.side.lower(): answer.post for answer in answers},
        previous_sha256=last.closed_sha256 if last else "",
    )
    made.sha256 = fingerprint(sealed_content(made))
    made.save(force_insert=True)
    _queue_files(edition, by=by)
    return made


def _queue_files(edition: Edition, *, by: User) -> Job:
    return enqueue(RENDER_SEALED, audience=Audience.JOINT, by=by, subject_id=str(edition), edition=str(edition.pk))


@transaction.atomic
def make_sealed_files(edition: Edition, *, by: User) -> Job:
    """Queues the making of a sealed edition's files again, after it failed; what is made already stays.

    Raises NotAllowed.
    """
    is_due = Seal.objects.filter(edition=edition, files__isnull=True).exists()
    policies.can_make_sealed_files(by, is_due).enforce()
    return _queue_files(edition, by=by)


@transaction.atomic
def close_seal(made: Seal, files: list[dict[str, Any]]) -> Seal:
    """Notes the manifest of a seal, [{name, sha256, size}], once all its files lie in the archive; once."""
    fresh = Seal.objects.select_for_update().get(pk=made.pk)
    if fresh.files is None:
        fresh.files = sorted(files, key=lambda one: one["name"])
        fresh.closed_sha256 = fingerprint(closed_content(fresh))
        fresh.save(update_fields=["files", "closed_sha256"])
    return fresh


def sealed_content(made: Seal) -> dict[str, Any]:
    """What the hash of a seal is over: anybody can count it anew from the archive."""
    return {
        "schema": "rcf.seal/1",
        "number": made.number,
        "edition": str(made.edition),
        "snapshot_sha256": made.snapshot.sha256,
        "sealed_at": made.sealed_at.isoformat(),
        "posts": made.posts,
        "previous_sha256": made.previous_sha256,
    }


def closed_content(made: Seal) -> dict[str, Any]:
    """What the hash that the next seal chains to is over: this seal with the manifest of its files."""
    return {"schema": "rcf.manifest/1", "seal_sha256": made.sha256, "files": made.files}
