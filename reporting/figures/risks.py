"""What may keep the joint projects from their objectives."""

from typing import Any

from django.db.models import F

from projects.enums import ENDED, RiskState
from projects.models import Risk
from reporting.figures.joint import Joint

MOST_RISKS = 20


def risks(joint: Joint) -> list[dict[str, Any]]:
    """`risks`, records: the open risks of joint projects, by probability times impact, the highest first; at most 20.

    Projects that are completed, declined or cancelled have none. Of equal ones that with the greater impact comes
    first, then by reference. `risk` is the row, with its project.
    """
    rows = Risk.objects.joint().filter(state=RiskState.OPEN).exclude(project__stage__in=ENDED)
    ordered = rows.annotate(weight=F("probability") * F("impact")).order_by(
        "-weight", "-impact", "project__reference", "pk"
    )
    shown = ordered.select_related("project__us_post", "project__rok_post")[:MOST_RISKS]
    return [{"reference": risk.project.reference, "exposure": risk.exposure, "risk": risk} for risk in shown]
