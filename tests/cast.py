"""The people of the tests: one of each role on each side, in posts, and an administrator."""

from datetime import date
from functools import cache
from types import SimpleNamespace

from django.contrib.auth.hashers import make_password

from contacts.enums import OrganisationKind, Role
from contacts.models import Organisation, PointOfContact, Post, Tenure, User
from core.sides import Side

PASSWORD = "a password of the tests"
TITLES = {
    Role.POC: ("{side} POC, Maritime Security", "해양안보 담당"),
    Role.LEAD: ("{side} lead, Maritime Security", "해양안보 책임관"),
    Role.STAFF: ("{side} secretariat", "사무국"),
    Role.LEADERSHIP: ("{side} leadership", "지휘부"),
}
NAMES = {Role.POC: "poc", Role.LEAD: "lead", Role.STAFF: "staff", Role.LEADERSHIP: "leader"}


@cache
def hashed_password() -> str:
    """Hashed once: the hash is made to be slow."""
    return make_password(PASSWORD)


def make_cast() -> SimpleNamespace:
    """us_poc, us_lead, us_staff, us_leader, the same of ROK, and admin; each with a post held since 2024."""
    admin = User.objects.create(
        username="admin", email="admin@example.org", password=hashed_password(), roles=[Role.ADMINISTRATOR]
    )
    people = {"admin": admin}
    for side in Side:
        office = Organisation.objects.create(
            name_en=f"{side} policy office", name_ko=f"{side} 정책실", kind=OrganisationKind.MINISTRY, side=side
        )
        for role, name in NAMES.items():
            people[f"{side.lower()}_{name}"] = _person(side, role, name, office)
    return SimpleNamespace(**people)


def _person(side: Side, role: Role, name: str, office: Organisation) -> User:
    username = f"{side.lower()}.{name}"
    user = User.objects.create(
        username=username,
        email=f"{username}@example.org",
        password=hashed_password(),
        side=side,
        roles=[role],
        language=side.language,
        time_zone=side.time_zone,
    )
    contact = PointOfContact.objects.create(user=user, side=side, organisation=office, name=username)
    title_en, title_ko = TITLES[role]
    post = Post.objects.create(
        side=side,
        organisation=office,
        title_en=title_en.format(side=side),
        title_ko=f"{'미국' if side == Side.US else '한국'} 측 {title_ko}",
        is_lead=role == Role.LEAD,
    )
    Tenure.objects.create(post=post, holder=contact, since=date(2024, 11, 1))
    return user
