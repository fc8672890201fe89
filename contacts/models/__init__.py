"""People, the bodies they work for, the posts that outlive them, and what people are told."""

from contacts.models.deputies import Deputy
from contacts.models.notices import Notice, NoticePreference, Outgoing
from contacts.models.people import (
    DEPUTY,
    POSTS,
    TAKEN,
    AccountManager,
    Organisation,
    PointOfContact,
    Post,
    Tenure,
    User,
)
from contacts.models.waiting import Waiting

__all__ = [
    "DEPUTY",
    "POSTS",
    "TAKEN",
    "AccountManager",
    "Deputy",
    "Notice",
    "NoticePreference",
    "Organisation",
    "Outgoing",
    "PointOfContact",
    "Post",
    "Tenure",
    "User",
    "Waiting",
]
