"""Documents: uploaded, described, shared, withdrawn."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import User
from core import archive
from core.audience import Audience, acting_as
from core.errors import Malformed, Unavailable
from core.filekinds import extension_of, kind_of
from core.history import record
from core.text import clean
from core.uploads import file_name
from projects import policies
from projects.actions.common import lock
from projects.actions.keeping import checked, fresh_part, save_part
from projects.models import Document, Project

FOLDER = "documents"


@transaction.atomic
def upload_document(
    project: Project, values: dict[str, Any], *, name: str, content: bytes, audience: Audience, by: User
) -> Document:
    """Keeps a file under a title, private to the side of `by` or joint.

    Raises NotAllowed, Malformed with a sentence for each bad field or at `file`, or Unavailable when the disk is full.
    """
    policies.can_upload(by, project).enforce()
    name = file_name(name)
    kind = kind_of(name, content)
    project = lock(project)
    if audience not in policies.audiences_for(by, project):
        raise Malformed({"audience": _("A document is for your own side, or for both once the project is joint.")})
    document = Document(project=project, audience=audience, side=by.side, uploaded_by=by, name=name)
    document.content_type = kind.content_type
    place = f"{FOLDER}/{document.pk.hex[:2]}/{document.pk}.{extension_of(name)}"
    try:
        with archive.stored_with_a_row(settings.MEDIA_ROOT, place, content) as stored:
            document.path, document.sha256, document.size = stored.path, stored.sha256, stored.size
            return _saved(document, values, "upload-document", project, by)
    except archive.ArchiveError as failure:
        raise Unavailable(_("The archive takes no file at the moment. Nothing was saved.")) from failure


@transaction.atomic
def describe_document(document: Document, values: dict[str, Any], *, by: User, seen_revision: int) -> Document:
    """Changes title, category or language. Raises NotAllowed, Malformed, or StalePart when it changed meanwhile."""
    project = lock(document.project)
    fresh = fresh_part(document, seen_revision)
    policies.can_describe_document(by, fresh).enforce()
    return _saved(fresh, values, "describe-document", project, by)


@transaction.atomic
def share_document(document: Document, *, by: User, seen_revision: int) -> Document:
    """Makes a private document of a joint project joint; there is no way back.

    Raises NotAllowed, or StalePart when it changed after `seen_revision`. How often it was changed before, its side
    keeps to itself.
    """
    project = lock(document.project)
    fresh = fresh_part(document, seen_revision)
    policies.can_share_document(by, fresh).enforce()
    return _saved(fresh, {"audience": Audience.JOINT, "revision": 1}, "share-document", project, by)


@transaction.atomic
def withdraw_document(document: Document, reason: str, *, by: User, seen_revision: int) -> Document:
    """Says that a document is no longer valid, and why; the file stays with those who see it.

    Raises NotAllowed, Malformed without a reason, or StalePart when it changed after `seen_revision`.
    """
    project = lock(document.project)
    fresh = fresh_part(document, seen_revision)
    policies.can_withdraw_document(by, fresh).enforce()
    if not clean(reason):
        raise Malformed({"reason": _("Say why it is withdrawn.")})
    values = {"withdrawn_because": reason, "withdrawn_at": timezone.now(), "withdrawn_by": by}
    return _saved(fresh, values, "withdraw-document", project, by)


def _saved(document: Document, values: dict[str, Any], action: str, project: Project, by: User) -> Document:
    """Saved; a project that both sides see tells nothing of a document that only one of them sees."""
    if document.is_private and not project.is_private and "audience" not in values:
        with record(action, by=by):
            return checked(document, values)
    return save_part(document, values, action, project, by)


def sweep_files() -> int:
    """Removes files that a killed process left half-written or without a row; returns how many."""
    return archive.sweep(settings.MEDIA_ROOT, _has_row)


def _has_row(path: str) -> bool:
    """Whether any document, of whichever audience, has this file."""
    for audience in Audience:
        with acting_as(audience):
            if Document.objects.filter(path=path).exists():
                return True
    return False
