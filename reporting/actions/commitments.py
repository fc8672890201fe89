"""What was agreed at an SCM: entered, revised, its state set, its evidence named."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Post, User
from core import days
from core.errors import Malformed
from core.history import record
from projects.actions.keeping import checked, fresh_part
from projects.models import Document, Project
from reporting import policies
from reporting.enums import CommitmentState
from reporting.models import Commitment, Cycle, Evidence

AGREED = ("body", "agreed_on", "text_en", "text_ko", "us_post", "rok_post", "due_on")
"""What staff enter of a commitment, in the order of the form; posts by their keys."""


@transaction.atomic
def add_commitment(cycle: Cycle, values: dict[str, Any], *, by: User) -> Commitment:
    """Enters a sentence of the joint text of a year under the next number.

    Raises NotAllowed, or Malformed with a sentence for each bad field.
    """
    policies.can_keep_commitments(by).enforce()
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    last = Commitment.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"]
    return _saved(Commitment(cycle=cycle, number=(last or 0) + 1), values, "add-commitment", by)


@transaction.atomic
def revise_commitment(commitment: Commitment, values: dict[str, Any], *, by: User, seen_revision: int) -> Commitment:
    """Changes what was agreed. Raises NotAllowed, Malformed, or StalePart when it changed after `seen_revision`."""
    policies.can_keep_commitments(by).enforce()
    return _saved(fresh_part(commitment, seen_revision), values, "revise-commitment", by)


@transaction.atomic
def set_commitment_state(
    commitment: Commitment, state: str, *, by: User, seen_revision: int, note: dict[str, str] | None = None
) -> Commitment:
    """Says how far a commitment is kept, with a note `{"en", "ko"}`; one that is dropped says why.

    Raises NotAllowed, Malformed, or StalePart when it changed after `seen_revision`.
    """
    policies.can_keep_commitments(by).enforce()
    fresh = fresh_part(commitment, seen_revision)
    texts = {f"note_{language}": text for language, text in (note or {}).items()}
    if state == CommitmentState.DROPPED and not any((text or "").strip() for text in texts.values()):
        raise Malformed({"note_en": _("Say why it is no longer pursued, in at least one language.")})
    if state != fresh.state:
        fresh.state_since = days.today()
    with record("set-commitment-state", by=by):
        return _checked(fresh, {"state": state, **texts})


@transaction.atomic
def add_evidence(commitment: Commitment, project: Project, *, by: User, document: Document | None = None) -> Evidence:
    """Names a joint project, or a joint document of it, as evidence; the same twice is one.

    Raises NotAllowed, or Malformed where one side alone sees it, or the document is another project's or withdrawn.
    """
    policies.can_keep_commitments(by).enforce()
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    if project.is_private:
        raise Malformed({"project": _("Only what both sides see is evidence. Share the project first.")})
    if document and (document.project_id != project.pk or document.is_private or document.withdrawn_at):
        raise Malformed({"document": _("Choose a document of this project that both sides see and that is valid.")})
    with record("add-evidence", by=by):
        found, _created = Evidence.objects.get_or_create(
            commitment=commitment, project=project, document=document, defaults={"added_by": by}
        )
    return found


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User) -> None:
    """Takes evidence away from a commitment; the history keeps that it was named. Raises NotAllowed."""
    policies.can_keep_commitments(by).enforce()
    with record("remove-evidence", by=by):
        evidence.delete()


def _saved(commitment: Commitment, values: dict[str, Any], action: str, by: User) -> Commitment:
    errors = {}
    given = {name: values[name] for name in AGREED if name in values}
    for side in ("us", "rok"):
        key = given.pop(f"{side}_post", getattr(commitment, f"{side}_post_id"))
        if key and not Post.objects.filter(pk=key, side=side.upper()).exists():
            errors[f"{side}_post"] = _("Choose a post of that side.")
        else:
            given[f"{side}_post_id"] = key
    agreed, due = given.get("agreed_on", commitment.agreed_on), given.get("due_on", commitment.due_on)
    if agreed and due and due < agreed:
        errors["due_on"] = _("It is due before it was agreed.")
    if errors:
        raise Malformed(errors)
    with record(action, by=by):
        return _checked(commitment, given)


def _checked(commitment: Commitment, values: dict[str, Any]) -> Commitment:
    commitment.updated_at = timezone.now()
    try:
        return checked(commitment, values)
    except Malformed as refused:
        raise Malformed({"text_en" if k == "__all__" else k: text for k, text in refused.errors.items()}) from None
