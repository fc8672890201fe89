"""Posts for measuring, so that nobody answers for more projects than a person does."""

from datetime import date, timedelta

from contacts.models import Organisation, PointOfContact, Post, Tenure
from core.sides import Side

PROJECTS_A_POST = 150


def add_seats(projects: int, today: date) -> None:
    """Posts of each side with somebody in each, one for so many projects; by the owner role."""
    count = projects // PROJECTS_A_POST
    for side in Side:
        office = Organisation.objects.using("owner").filter(side=side).order_by("pk").first()
        people = [
            PointOfContact(side=side, organisation=office, name=f"{side} office {number}")
            for number in range(1, count + 1)
        ]
        posts = [
            Post(
                side=side,
                organisation=office,
                title_en=f"{side} POC, measured {number}",
                title_ko=f"{'미국' if side == Side.US else '한국'} 측 측정 담당 {number}",
            )
            for number in range(1, count + 1)
        ]
        people = PointOfContact.objects.using("owner").bulk_create(people)
        posts = Post.objects.using("owner").bulk_create(posts)
        since = today - timedelta(days=400)
        Tenure.objects.using("owner").bulk_create(
            Tenure(post=post, holder=person, since=since) for post, person in zip(posts, people, strict=True)
        )
