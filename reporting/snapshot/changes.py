"""What a reader of the last edition must read: the differences from its snapshot, as long as a report bears."""

from typing import Any

from reporting.differences import differences
from reporting.models import Snapshot
from reporting.snapshot.words import on

MOST_CHANGED = 40
"""So many projects and commitments has each list of the annex; `more` counts what is left out. Figures and texts are
few by nature."""
LISTS = ("entered", "left", "changed", "commitments")


def changes_since(before: Snapshot, content: dict[str, Any]) -> dict[str, Any]:
    """The differences between an earlier snapshot and the content of this one."""
    found = differences(before.content, content)
    return {
        "since": {
            "year": before.edition.cycle_id,
            "number": before.edition.number,
            "revision": before.revision,
            "compiled_on": on(before.taken_at),
            "is_sealed": before.edition.is_sealed,
        },
        **found,
        **{name: found[name][:MOST_CHANGED] for name in LISTS},
        "more": {name: max(0, len(found[name]) - MOST_CHANGED) for name in LISTS},
    }
