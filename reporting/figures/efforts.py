"""How the joint projects stand to the efforts of like-minded countries."""

from projects.overlaps import Ground, answered_and_open
from reporting.figures.joint import Joint


def overlaps(joint: Joint) -> dict[str, int]:
    """`overlaps`, pairs: a joint project and an effort of others in the same country and area at the same time.

    A pair counts once, however many countries and areas it shares; one that somebody answered is `answered`, any other
    `unanswered`. Declined and cancelled projects meet nobody.
    """
    return answered_and_open()


def gaps(joint: Joint) -> int:
    """`gaps`, cells: the priority areas in partner countries in which neither we nor others work on the day.

    We work where a joint project that is not completed, declined or cancelled has the area or touches it, others where
    an effort has not ended.
    """
    return len(Ground(joint.day).gaps)
