"""Figures kept for the dashboard, so that it need not count."""

from datetime import date

from django.db import transaction

from core.models import Chain
from reporting import figures
from reporting.models import FigureSet


@transaction.atomic
def keep_figures(day: date) -> bool:
    """Counts and keeps the figures of a day unless those of this state of the joint records are kept; tells whether.

    The state is read before the counting: figures newer than their state are never shown, older ones neither.
    """
    seq = Chain.objects.joint().values_list("seq", flat=True).first()
    if seq is None or FigureSet.objects.filter(day=day, joint_seq=seq).exists():
        return False
    kept = FigureSet(day=day, joint_seq=seq, figures=figures.count(day))
    FigureSet.objects.bulk_create([kept], ignore_conflicts=True)
    FigureSet.objects.exclude(day=day, joint_seq__gte=seq).delete()
    return True
