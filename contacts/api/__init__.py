"""The JSON doors to the directory and to one's own notices, one noun a file."""

from contacts.api.deputies import DeputyDoor, Vacancies
from contacts.api.directory import ContactDoor, CurrentToken, OrganisationDoor, PostDoor, TenureDoor
from contacts.api.notices import NoticeChoices, NoticeDoor

__all__ = [
    "ContactDoor",
    "CurrentToken",
    "DeputyDoor",
    "NoticeChoices",
    "NoticeDoor",
    "OrganisationDoor",
    "PostDoor",
    "TenureDoor",
    "Vacancies",
]
