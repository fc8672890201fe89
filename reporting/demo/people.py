"""The demonstration's accounts, organisations, posts and who holds them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from contacts.enums import Role
from contacts.models import Organisation, PointOfContact, Post, Tenure, User
from core.history import record
from core.sides import Side
from projects.models import PriorityArea

ROLES = {"poc": Role.POC, "lead": Role.LEAD, "staff": Role.STAFF, "leader": Role.LEADERSHIP}
HOME = "maritime-security"
"""The area of the accounts' own posts; offices without an account hold those of the other areas."""
FIRST_DAY, HANDED_OVER, LONG_BEFORE = 760, 320, 1190
"""Days before the demonstration: the accounts took their posts; others changed hands; earlier holders had come."""


@dataclass
class Cast:
    """Everybody and everything that projects refer to."""

    users: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    posts: dict[tuple[str, str, str], Post] = field(default_factory=dict)
    """By side, account and area ('' for a post that has none)."""
    implementing: dict[str, list[str]] = field(default_factory=dict)

    def user(self, side: str, name: str) -> User:
        return self.users[f"{side.lower()}.{name}"]


def make_cast(content: dict[str, Any], *, password: str, today: date) -> Cast:
    """Makes the nine accounts, the organisations and the posts with their holders of then and now."""
    cast = Cast(implementing=content["implementing"])
    with record("demonstration", by=None):
        for row in content["organisations"]:
            (name_en, name_ko), key = row.pop("name"), row.pop("key")
            cast.organisations[key] = Organisation.objects.create(name_en=name_en, name_ko=name_ko, **row)
        cast.users["admin"] = User.objects.create_user(
            "admin", "admin@example.org", password, roles=[Role.ADMINISTRATOR]
        )
        for side in Side:
            for name in ROLES:
                _add_user(cast, side, name, content["sides"][side], password)
            for row in content["posts"]:
                for area in PriorityArea.objects.all() if row.get("each_area") else [None]:
                    _add_post(cast, side, area, row, content["sides"][side], today)
    return cast


def _add_user(cast: Cast, side: Side, name: str, about: dict[str, Any], password: str) -> None:
    username = f"{side.lower()}.{name}"
    cast.users[username] = User.objects.create_user(
        username,
        f"{username}@{about['domain']}",
        password,
        side=side,
        roles=[ROLES[name]],
        language=side.language,
        time_zone=side.time_zone,
    )


def _add_post(
    cast: Cast, side: Side, area: PriorityArea | None, row: dict[str, Any], about: dict[str, Any], today: date
) -> None:
    slug = area.slug if area else ""
    titles = [
        title.format(side=name, area=short)
        for title, name, short in zip(
            row["title"], about["name"], (area.short_en, area.short_ko) if area else ("", ""), strict=True
        )
    ]
    post = Post.objects.create(
        side=side,
        organisation=cast.organisations[about["organisation"]],
        title_en=titles[0],
        title_ko=titles[1],
        is_lead=row.get("is_lead", False),
    )
    cast.posts[side, row["account"], slug] = post
    user = cast.user(side, row["account"]) if slug in {"", HOME} else None
    for contact, since, until in _holders(post, user, row, about, len(cast.posts)):
        Tenure.objects.create(
            post=post,
            holder=contact,
            since=today - timedelta(days=since),
            until=until and today - timedelta(days=until),
        )


def _holders(
    post: Post, user: User | None, row: dict[str, Any], about: dict[str, Any], number: int
) -> Iterator[tuple[PointOfContact, int, int | None]]:
    changed = FIRST_DAY if user else HANDED_OVER
    former, current = (
        PointOfContact.objects.create(
            user=holder,
            side=post.side,
            organisation=post.organisation,
            name=row["contact"].format(office=office),
            email=email,
            phone=f"{about['phone']}{number:02d}" if email else "",
        )
        for holder, office, email in (
            (None, about["former_office"], ""),
            (user, about["office"], user.email if user else f"office{number:02d}@{about['domain']}"),
        )
    )
    yield former, LONG_BEFORE, changed
    yield current, changed, None
