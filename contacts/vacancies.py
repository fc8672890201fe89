"""Posts that need a holder: vacant ones, those whose holder leaves soon, those whose holder's account is closed."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from operator import or_

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts import policies
from contacts.models import Post, Tenure, User
from core import days, formats
from core.queries import Prepared

SOON = 30
"""So many days before a tenure ends without a successor its side is warned."""


@dataclass(frozen=True)
class Vacancy:
    """A post of one's own side that needs a holder, and who holds it until then."""

    post: Post
    holder: str = ""
    holder_id: int | None = None
    until: date | None = None
    """The first day without a holder, where one is known."""

    @property
    def kind(self) -> str:
        """vacant, closed or ending."""
        if not self.holder:
            return "vacant"
        return "ending" if self.until else "closed"

    @property
    def title(self) -> str:
        return getattr(self.post, f"title_{formats.reader_language()}")

    @property
    def why(self) -> str:
        values = {"name": self.holder, "day": formats.day(self.until and days.last_day(self.until))}
        return {
            "vacant": _("Nobody holds it, and projects name it."),
            "closed": _("The account of %(name)s, who holds it, is closed.") % values,
            "ending": _("The last day of %(name)s is %(day)s, and nobody follows.") % values,
        }[self.kind]

    @property
    def verb(self) -> str:
        return _("Hand over") if self.holder else _("Give the post")

    @property
    def url(self) -> str:
        """Where it is mended; the page that hands over stands on a floor above, hence by name."""
        if self.holder_id:
            return reverse("reporting:hand-over", args=[self.holder_id])
        return reverse("contacts:post", args=[self.post.pk])


def handover_warnings(user: User) -> list[Vacancy]:
    """The posts of this user's side that need a holder, for leads and the secretariat, in one statement."""
    if not policies.can_hand_over(user, user.side):
        return []
    today = timezone.localdate()
    found = _wanting(user.side, today).instances()
    order = {"vacant": 0, "closed": 1, "ending": 2}
    return sorted(map(_vacancy, found), key=lambda one: (order[one.kind], one.until or today))


@lru_cache(maxsize=4)
def _wanting(side: str, today: date) -> Prepared:
    """The posts of a side that need a holder on a day, each with its `holder`; projects as the side may see them."""
    posts = Post.objects.filter(side=side)
    projects = apps.get_model("projects", "Project").objects.readable_by(side).going_on()
    named = posts.vacant(day=today).filter(Exists(projects.filter(**{f"{side.lower()}_post": OuterRef("pk")})))
    ways = (named, posts.ending_within(SOON, day=today), posts.with_closed_account(day=today))
    wanting = posts.filter(reduce(or_, (Q(pk__in=one.values("pk")) for one in ways)))
    held = Tenure.objects.filter(post=OuterRef("pk")).held_on(today)
    holder = JSONObject(id="holder_id", name="holder__name", until="until", active="holder__user__is_active")
    found = wanting.annotate(holder=Subquery(held.values(found=holder)[:1])).order_by("title_en", "pk")
    return Prepared(lambda: found, planned_once=True)


def _vacancy(post: Post) -> Vacancy:
    if not post.holder:
        return Vacancy(post)
    until = post.holder["active"] is not False and post.holder["until"]
    return Vacancy(post, post.holder["name"], post.holder["id"], date.fromisoformat(until) if until else None)
