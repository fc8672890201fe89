"""People, the bodies they work for, and the posts that outlive them."""

from contacts.models.deputies import Deputy
from contacts.models.people import POSTS, TAKEN, AccountManager, Organisation, PointOfContact, Post, Tenure, User

__all__ = ["POSTS", "TAKEN", "AccountManager", "Deputy", "Organisation", "PointOfContact", "Post", "Tenure", "User"]
