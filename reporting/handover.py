"""What moves when somebody hands posts over: the projects of each post and what it still owes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from contacts.models import PointOfContact, Tenure, User
from projects.models import Project
from reporting.waiting import MOST_PROJECTS, OfSide, Own, Task, Work, told

MOST_SHOWN = 20


@dataclass(frozen=True)
class Moving:
    """One post with its holder's tenure, its projects, and what waits on them: late first."""

    tenure: Tenure
    projects: list[Own]
    count: int
    owed: list[Task]

    @property
    def shown(self) -> list[Own]:
        return self.projects[:MOST_SHOWN]

    @property
    def more(self) -> int:
        """How many projects are not listed."""
        return self.count - len(self.shown)

    @property
    def owed_shown(self) -> list[Task]:
        return self.owed[:MOST_SHOWN]

    @property
    def owed_more(self) -> int:
        return len(self.owed) - len(self.owed_shown)

    @property
    def is_whole(self) -> bool:
        """Whether all projects were looked at for what is owed."""
        return self.count <= MOST_PROJECTS


def tenures_to_come(user: User, leaving: PointOfContact, today: date) -> list[Tenure]:
    """The tenures of somebody that have not ended before today, and that nobody follows yet."""
    tenures = Tenure.objects.visible_to(user).filter(holder=leaving).exclude(until__lt=today).not_followed()
    return list(tenures.select_related("post").order_by("since", "pk"))


def held_on(tenures: Iterable[Tenure], day: date) -> list[Tenure]:
    """Those that a successor's may follow on this day: they run on it or end with it."""
    return [one for one in tenures if one.since <= day and (one.until is None or one.until >= day)]


def moving(user: User, tenures: Iterable[Tenure], today: date) -> list[Moving]:
    """What each tenure's post holds and owes, of what this user may see, in as many statements for any number.

    A lead post owes what its side owes in all: what leads sign and close stands with no single post.
    """
    tenures = list(tenures)
    posts = [one.post_id for one in tenures]
    work, column = Work(user, today, posts=posts), f"{user.side.lower()}_post"
    counted = Project.objects.visible_to(user).named_on(user.side, posts).order_by().values(column)
    counts = dict(counted.annotate(n=Count("pk")).values_list(column, "n"))
    of_side = OfSide(user.side, today, MOST_PROJECTS)
    owed_by_side = of_side.told(of_side.items)
    found = []
    for tenure in tenures:
        own = [project for project in work.projects if project.post == tenure.post_id]
        keys = {project.pk for project in own}
        owed = [item for item in work.items if item.project and item.project.pk in keys]
        owed += [one for one in owed_by_side if tenure.post.is_lead or (one.project and one.project.pk in keys)]
        owed.sort(key=lambda item: item.order)
        tasks = [told(item, side=user.side, today=today) for item in owed]
        found.append(Moving(tenure, own, counts.get(tenure.post_id, 0), tasks))
    return found
