"""Posts for measuring, so that nobody answers for more projects than a person does."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX as UNUSABLE
from django.db.models import Model

from contacts.enums import Role
from contacts.models import Organisation, PointOfContact, Post, Tenure, User
from core.sides import Side

PROJECTS_A_POST = 40
"""So many give a person some tens of things to do."""


def add_seats(projects: int, today: date) -> None:
    """Posts of each side with somebody in each who has an account, one for so many projects; by the owner role."""
    numbers = range(1, projects // PROJECTS_A_POST + 1)
    for side in Side:
        office = Organisation.objects.using("owner").filter(side=side).order_by("pk").first()
        own = {"side": side, "organisation": office}
        name = "미국" if side == Side.US else "한국"
        users = _made(
            User(username=f"{side.lower()}.{n}", side=side, roles=[Role.POC], password=UNUSABLE, language=side.language)
            for n in numbers
        )
        people = _made(
            PointOfContact(user=user, name=f"{side} office {n}", **own) for n, user in zip(numbers, users, strict=True)
        )
        posts = _made(
            Post(title_en=f"{side} POC, measured {n}", title_ko=f"{name} 측 측정 담당 {n}", **own) for n in numbers
        )
        since = today - timedelta(days=400)
        _made(Tenure(post=post, holder=one, since=since) for post, one in zip(posts, people, strict=True))


def _made(rows: Iterable[Model]) -> list[Any]:
    rows = list(rows)
    return type(rows[0])._default_manager.using("owner").bulk_create(rows) if rows else []
