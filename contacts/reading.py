"""Posts found by words, and people by what they answer for."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from contacts.models import Post, User
from core.queries import Prepared, keys_text

SHOWN = 20
FOUND = Prepared(
    lambda words, day: Post.objects.for_directory(day=day).matching(words, day=day)[:SHOWN],
    words="the words",
    day=date.min,
)
_PEOPLE = Prepared(
    lambda posts, sides, day: User.objects.acting_or_leading(posts=posts, sides=sides, day=day),
    planned_once=True,
    posts="{0}",
    sides="{NONE}",
    day=date.min,
)


def posts_matching(words: str, *, by: User) -> list[Post]:
    """Posts found by their title, their organisation or their holder; whoever is signed in reads all of them."""
    return FOUND.instances(words=words, day=timezone.localdate()) if by.is_authenticated else []


def people_who(*, act_for: Iterable[int | None] = (), lead: Iterable[str] = ()) -> list[User]:
    """Who acts for these posts today, and the leads of these sides, each once; for None and a vacant post nobody."""
    posts, sides = [post for post in act_for if post], list(lead)
    if not posts and not sides:
        return []
    return _PEOPLE.instances(posts=keys_text(posts), sides=keys_text(sides), day=timezone.localdate())
