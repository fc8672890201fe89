"""Editions for tests of pages and API: begun by the real actions, compiled in name only."""

from typing import Any

from django.utils import timezone

from contacts.models import User
from core.audience import Audience, acting_as
from core.concurrence import signed, standing_questions
from core.sides import Side
from reporting import actions
from reporting.models import Cycle, Edition, Section

SIGNERS = {"close": "staff", "rcwg": "lead", "kidd": "lead", "scm": "lead"}


def begun(by: User) -> Edition:
    """The edition of 2026 with its sections, as if it had been compiled once."""
    with acting_as(Audience.JOINT):
        return compiled(actions.open_edition(Cycle.objects.get(pk=2026), by=by), by=by)


def compiled(edition: Edition, *, by: User) -> Edition:
    """The next compiled revision of an edition, without a file."""
    with acting_as(Audience.JOINT):
        edition = Edition.objects.get(pk=edition.pk)
        content = {"edition": {"revision": actions.next_revision(edition)}}
        now = timezone.now()
        taken = actions.keep_snapshot(edition, content, text_revision=edition.text_revision, taken_at=now, job=None)
        return actions.finish_edition(taken, by=by)


def newest(edition: Edition) -> Edition:
    with acting_as(Audience.JOINT):
        return Edition.objects.get(pk=edition.pk)


def sign(people: Any, edition: Edition, step: str, side: Side, **answered: Any) -> Edition:
    """One side's answer to a step of the climb."""
    by = getattr(people, f"{side.lower()}_{SIGNERS[step]}")
    with acting_as(Audience.of(side)):
        edition = Edition.objects.get(pk=edition.pk)
        return actions.climb(edition, step, by=by, seen=edition.version, **answered)


def climb_to(people: Any, edition: Edition, stage: str) -> Edition:
    """Each side that has not signed yet does, step by step, until the edition stands at a stage."""
    while (edition := newest(edition)).stage != stage:
        step = next(one.name for one in edition.WORKFLOW.from_stage(edition.stage) if one.both_sides)
        with acting_as(Audience.JOINT):
            question = standing_questions(edition).get(step)
        for side in Side:
            if not signed(question, side):
                sign(people, edition, step, side)
    return edition


def section_of(edition: Edition, key: str = "foreword") -> Section:
    with acting_as(Audience.JOINT):
        return Section.objects.get(edition=edition, key=key)


def write(edition: Edition, by: User, key: str = "foreword", **texts: str) -> Section:
    """A new text of a section, for the side of `by`."""
    with acting_as(Audience.of(by.side)):
        section = Section.objects.get(edition=edition, key=key)
        return actions.revise_section(section, texts, by=by, seen_revision=section.revision)
