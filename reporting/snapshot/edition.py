"""The edition itself: what it is, what it corrects, what was sealed before it, its narrative, how each side appears."""

from datetime import date
from typing import Any

from django.db.models import F, Q

from contacts.models import Post
from core.sides import Side
from reporting.enums import CommitmentState
from reporting.models import Commitment, Edition, Evidence, Letterhead, Seal, Section, Snapshot
from reporting.snapshot.words import Words, is_written, on, written

MOST_SEALS, MOST_COMMITMENTS, MOST_EVIDENCE = 8, 40, 6
"""So many seals before it, the newest; so many commitments, those of the newest year first; so much evidence of one."""
OVER = (CommitmentState.KEPT, CommitmentState.DROPPED)


def edition_of(edition: Edition, *, revision: int, day: date, compiled_by: Words) -> dict[str, Any]:
    """What the cover and the colophon say of it."""
    return {
        "number": edition.number,
        "revision": revision,
        "compiled_on": day.isoformat(),
        "compiled_by": compiled_by,
        "corrects": edition.corrects and _named(edition.corrects) | {"sha256": edition.corrects.sha256},
        "chain": _chain(),
    }


def _named(edition: Edition) -> dict[str, Any]:
    return {"year": edition.cycle_id, "number": edition.number}


def _chain() -> list[dict[str, Any]]:
    """The seals so far: each with the hash of its snapshot and the hash that the next one chains to."""
    seals = Seal.objects.select_related("edition", "snapshot").defer("snapshot__content").order_by("-number")
    return [
        {
            **_named(one.edition),
            "seal": one.number,
            "sealed_on": on(one.sealed_at),
            "sha256": one.snapshot.sha256,
            "closed_sha256": one.closed_sha256 or None,
        }
        for one in reversed(seals[:MOST_SEALS])
    ]


def narrative_of(edition: Edition) -> dict[str, Words]:
    """The text of each section by its key, in the order of the sections."""
    return {one.key: written(one, "text") for one in Section.objects.filter(edition=edition).order_by("number")}


def letterheads() -> dict[str, Any]:
    """How each side appears: its name and words on the cover, its marking, its logo; None where the product's serve."""
    kept = {one.side: one for one in Letterhead.objects.all()}
    return {side.lower(): _letterhead(kept[side]) if side in kept else None for side in Side.values}


def _letterhead(kept: Letterhead) -> dict[str, Any]:
    texts = {name: written(kept, name) for name in Letterhead.TEXTS}
    return {name: text if is_written(text) else None for name, text in texts.items()} | {"logo": kept.logo or None}


def commitments_of(year: int) -> dict[str, Any]:
    """What was said at the SCMs up to this year's: the newest year first; of earlier years what is not over yet."""
    relevant = Q(cycle=year) | Q(cycle=year - 1) | ~Q(state__in=OVER)
    found = list(
        Commitment.objects.filter(relevant, cycle__lte=year)
        .select_related("us_post", "rok_post")
        .order_by("-cycle", "number")[: MOST_COMMITMENTS + 1]
    )
    shown = found[:MOST_COMMITMENTS]
    evidence: dict[Any, list[str]] = {}
    for one in Evidence.objects.filter(commitment__in=shown).select_related("project").order_by("project__reference"):
        evidence.setdefault(one.commitment_id, []).append(one.project.reference)
    return {
        "rows": [_commitment(one, evidence.get(one.pk, [])) for one in shown],
        "is_cut": len(found) > MOST_COMMITMENTS,
    }


def _commitment(one: Commitment, evidence: list[str]) -> dict[str, Any]:
    return {
        "year": one.cycle_id,
        "number": one.number,
        "body": one.body,
        "agreed_on": on(one.agreed_on),
        "due_on": on(one.due_on),
        "state": one.state,
        "state_since": on(one.state_since),
        "text": written(one, "text"),
        "note": written(one, "note"),
        "posts": {
            side: written(post, "title") if post else None
            for side, post in (("us", one.us_post), ("rok", one.rok_post))
        },
        "evidence": list(dict.fromkeys(evidence))[:MOST_EVIDENCE],
    }


def _post(post: Post | None) -> Words | None:
    return written(post, "title") if post else None


def edition_before(edition: Edition) -> Snapshot | None:
    """What a reader of the last edition has read: the edition that this one corrects, else the last one sealed up to
    this year, else the newest compiled of the year before."""
    known = Snapshot.objects.filter(revision=F("edition__compiled_revision")).exclude(edition=edition)
    if edition.corrects_id:
        known = known.filter(edition=edition.corrects_id)
    sealed = Q(edition__seal__isnull=False, edition__cycle__lte=edition.cycle_id)
    found = known.filter(sealed | Q(edition__cycle=edition.cycle_id - 1)).select_related("edition")
    newest = (F("edition__seal__number").desc(nulls_last=True), "-edition__number")
    return found.order_by(*newest).first()
