"""The projects of a person's posts and all that waits on them, kept as what waits for the leads of a side is.

Going through the kinds and the pages of My work asks for the same again and again. All of it follows from the history
and the day, so it is kept under the heads of the two chains that the side reads.
"""

from collections.abc import Collection
from datetime import date
from functools import lru_cache

from contacts.models import User
from core.queries import keys_text
from projects.enums import ENDED
from reporting.waiting import reading
from reporting.waiting.items import SOON, Own, Row
from reporting.waiting.side import State

OwnWork = tuple[tuple[Own, ...], tuple[Row, ...]]


def of_person(user: User, day: date, state: State | None) -> OwnWork:
    """What is of the posts that a person acts for, and of what the person keeps private, in a state of the history."""
    posts = keys_text(post["id"] for post in user.posts_acted_for)
    return _kept(user.side, posts, user.pk, day, state) if state else _read(user.side, posts, user.pk, day)


def of_posts(side: str, posts: Collection[int], day: date) -> OwnWork:
    """What is of some posts of a side, whoever holds them."""
    return _read(side, keys_text(posts), 0, day)


@lru_cache(maxsize=32)
def _kept(side: str, posts: str, person: int, day: date, state: State) -> OwnWork:
    return _read(side, posts, person, day)


def _read(side: str, posts: str, person: int, day: date) -> OwnWork:
    found = map(Own.read, reading.own_projects(side).rows(posts=posts, person=person))
    projects = tuple({project.pk: project for project in found}.values())
    if not projects:
        return (), ()
    alive = (one.pk for one in projects if one.stage not in ENDED and not one.is_private)
    rows = reading.on_projects(side).rows(
        ids=keys_text(one.pk for one in projects), alive=keys_text(alive), today=day, soon=day + SOON
    )
    return projects, tuple(Row(*row) for row in rows)
