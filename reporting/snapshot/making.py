"""From an edition to its snapshot, in one reading transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_noop as _

from core.audience import Audience, acting_as
from reporting.figures import Joint, commitments
from reporting.models import Edition
from reporting.snapshot.changes import changes_since
from reporting.snapshot.climb import climb_of, considered
from reporting.snapshot.counting import counts, cycle_of
from reporting.snapshot.decisions import Decided
from reporting.snapshot.edition import commitments_of, edition_before, edition_of, letterheads, narrative_of
from reporting.snapshot.records import Records
from reporting.snapshot.words import UNWRITTEN, Words, marking, words

SCHEMA = "rcf.report/2"
FRAMEWORK = {
    "en": "Regional Cooperation Framework for U.S.-ROK Alliance Contributions to Security in the Indo-Pacific",
    "ko": "인도·태평양 지역 한미동맹 안보협력 프레임워크",
}
DEMONSTRATION = _("Demonstration – illustrative data, no real project")


@contextmanager
def frozen() -> Iterator[None]:
    """One reading transaction: every statement of its block sees the same joint rows, and nothing else."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with acting_as(Audience.JOINT):
            yield


def snapshot_of(edition: Edition, *, revision: int, day: date, compiled_by: Words) -> dict[str, Any]:
    """All that a revision of an edition is made from, as it stands now; the number of statements is constant.

    `day` is today: late and stale are counted on it, and it is the cut-off that the report prints.
    """
    cycle = edition.cycle
    joint = Joint(day, cycle.year)
    narrative = narrative_of(edition)
    records = Records(joint, narrative)
    decided = Decided(records.projects, joint.starts_on)
    content = {
        "schema": SCHEMA,
        "marking": marking(),
        "letterheads": letterheads(),
        "notice": words(DEMONSTRATION) if settings.DEMO else None,
        "framework": FRAMEWORK,
        "cycle": cycle_of(cycle, day),
        "edition": edition_of(edition, revision=revision, day=day, compiled_by=compiled_by),
        "foreword": narrative.get("foreword", UNWRITTEN),
        "outlook": narrative.get("outlook", UNWRITTEN),
        "climb": climb_of(edition),
        "considered": considered(edition),
        **counts(joint),
        "countries": [records.column(land) for land in records.columns],
        "matrix": records.matrix(),
        "areas": [records.chapter(area) for area in records.areas],
        "projects": [records.line(project) for project in records.projects],
        "presented": records.sheets(decided),
        "complementarity": records.complementarity(),
        "decisions": decided.chapter(),
        "asks": decided.asks(),
        "commitments": commitments_of(cycle.year) | {"implementation": commitments(joint)},
    }
    before = edition_before(edition)
    return content | {"changes": before and changes_since(before, content)}
