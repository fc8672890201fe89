"""People, the bodies they work for, and the posts that outlive them."""

from contacts.models.people import TAKEN, AccountManager, Organisation, PointOfContact, Post, Tenure, User

__all__ = ["TAKEN", "AccountManager", "Organisation", "PointOfContact", "Post", "Tenure", "User"]
