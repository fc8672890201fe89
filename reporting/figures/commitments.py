"""How far what was agreed at the SCMs is kept."""

from typing import Any

from django.db.models import Count, Q

from reporting.enums import CommitmentState
from reporting.figures.joint import Joint
from reporting.models import Commitment


def commitments(joint: Joint) -> dict[str, Any]:
    """`commitments`, commitments: those of all years that are pursued, and the rate of implementation in per cent.

    `of` are all that are not given up, `implemented` those of them that are kept; `rate` is their share, None without
    any. `due` are those whose day has come, `due_implemented` the kept among them. A rate of what is due alone would
    rise with every commitment that has no day.
    """
    kept, due = Q(state=CommitmentState.KEPT), Q(due_on__lte=joint.day)
    found = Commitment.objects.exclude(state=CommitmentState.DROPPED).order_by()
    sums = found.aggregate(
        of=Count("pk"),
        implemented=Count("pk", filter=kept),
        due=Count("pk", filter=due),
        due_implemented=Count("pk", filter=kept & due),
    )
    return {"rate": round(100 * sums["implemented"] / sums["of"]) if sums["of"] else None, **sums}
