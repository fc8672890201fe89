"""What moves when somebody hands posts over: the projects of each post and what it still owes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import PointOfContact, Tenure, User
from core.models import Concern, Question
from projects import scoring
from projects.models import Project
from projects.wording import question_title
from projects.workflow import PROJECT
from reporting.waiting import MOST_PROJECTS, Task, Work

MOST_SHOWN = 20


@dataclass(frozen=True)
class Moving:
    """One post with its holder's tenure, its projects, and what waits on them: late first."""

    tenure: Tenure
    projects: list[Project]
    count: int
    owed: list[Task]

    @property
    def shown(self) -> list[Project]:
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
    work, column = Work(user, today, posts), f"{user.side.lower()}_post"
    counted = Project.objects.visible_to(user).named_on(user.side, posts).order_by().values(column)
    counts = dict(counted.annotate(n=Count("pk")).values_list(column, "n"))
    of_side = _decisions(user, work, everywhere=any(one.post.is_lead for one in tenures))
    found = []
    for tenure in tenures:
        own = [project for project in work.projects if getattr(project, f"{column}_id") == tenure.post_id]
        keys = {project.pk for project in own}
        owed = [task for project in own for task in work.of(project)]
        owed += [task for key, task in of_side if tenure.post.is_lead or key in keys]
        owed.sort(key=lambda task: (-task.days_late, task.due or date.max, task.title))
        found.append(Moving(tenure, own, counts.get(tenure.post_id, 0), owed))
    return found


def _decisions(user: User, work: Work, *, everywhere: bool) -> list[tuple[UUID, Task]]:
    """By project, what the side owes: signatures, concerns to close, scores; on the posts' projects, or everywhere."""
    known = {str(project.pk): project for project in work.projects}
    about = {} if everywhere else {"subject_id__in": known}
    asked = Question.objects.visible_to(user).awaiting(user.side).filter(workflow=PROJECT.name, **about)
    raised = Concern.objects.visible_to(user).open().filter(side=user.side, question__workflow=PROJECT.name, **about)
    questions = list(asked.order_by("due_on", "pk")[:MOST_PROJECTS])
    concerns = list(raised.order_by("raised_at", "pk")[:MOST_PROJECTS])
    if lacking := {row.subject_id for row in (*questions, *concerns)} - known.keys():
        others = Project.objects.visible_to(user).filter(pk__in=lacking)
        known |= {str(project.pk): project for project in others}
    signatures = [
        _task(
            known[row.subject_id],
            _("Signature owed: %(question)s") % {"question": question_title(row.step)},
            row.due_on,
        )
        for row in questions
    ]
    to_close = [
        _task(known[row.subject_id], _("Concern to close: %(text)s") % {"text": row.in_reader_language("text")})
        for row in concerns
    ]
    to_score = scoring.owed_by(user, work.today)
    if not everywhere:
        to_score = to_score.filter(pk__in=[project.pk for project in work.projects])
    scores = [_task(project, _("Score to give")) for project in to_score.order_by("stage_since", "pk")[:MOST_PROJECTS]]
    return signatures + to_close + scores


def _task(project: Project, why: str, due: date | None = None) -> tuple[UUID, Task]:
    late = (timezone.localdate() - due).days if due else 0
    return project.pk, Task(project.title, why, project.get_absolute_url(), _("Decide"), due, max(late, 0))
