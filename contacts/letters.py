"""The text of a mail: in its reader's language, between two lines of marking, and never more than may leave the house.

A mail leaves the protected system. Of what one side keeps private it says only that there is something; to who chose
mails without content it says that much of everything.
"""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from contacts import notices
from contacts.enums import Event
from contacts.models import Notice, Outgoing
from core import formats
from core.audience import Audience
from core.context import marking


def message_id(mail: Outgoing) -> str:
    """The same for every attempt, so that a mail store recognises a second copy."""
    return f"<{mail.pk}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"


def letter(mail: Outgoing, told: list[Notice]) -> EmailMessage:
    """A mail about these notices, which its recipient may still read."""
    person = mail.recipient
    with override(person.language):
        joint = [] if person.titles_only else [notice for notice in told if notice.audience == Audience.JOINT]
        context = {
            "marking": marking(),
            "subjects": _subjects(joint),
            "withheld": len(told) - len(joint),
            "page": settings.SITE_URL + reverse("contacts:notices"),
            "choices": settings.SITE_URL + reverse("accounts:notices"),
        }
        body = render_to_string("contacts/notice_mail.txt", context)
        headers = {"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"}
        return EmailMessage(_subject(mail, joint), body, None, [person.email], headers=headers)


def _subjects(told: list[Notice]) -> list[dict[str, Any]]:
    """What was told, by subject: its title, its sentences in their order, and the address of its page."""
    found: dict[str, dict[str, Any]] = {}
    for notice in told:
        page = notice.url.partition("#")[0]
        one = found.setdefault(page, {"title": notices.title(notice), "texts": [], "url": settings.SITE_URL + page})
        one["texts"].append(notices.sentence(notice))
    return list(found.values())


def _subject(mail: Outgoing, joint: list[Notice]) -> str:
    if not joint:
        return _("Something waits for you in the tracker")
    if mail.digest_of:
        subject = _("Your notices of %(day)s") % {"day": formats.day(mail.digest_of)}
    else:
        subject = f"{notices.title(joint[0])}: {Event(joint[0].event).label}"
    return " ".join(subject.split())
