"""A new installation has nobody who could invite; whoever runs the machine makes the first administrator."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from contacts.models import User
from core.audience import Audience, acting_as
from core.models import Entry

LONG = "three quiet harbours at noon"


def make(username: str = "admin.one", email: str = "admin@example.org") -> str:
    out = StringIO()
    call_command("make_administrator", username, email, "--site", "https://tracker.example.gov/", stdout=out)
    return out.getvalue()


def test_the_first_administrator_sets_a_password_and_may_invite(client, db):
    address = re.search(r"https://tracker\.example\.gov(/\S+)", make()).group(1)
    page = client.get(address, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": LONG, "password2": LONG})
    client.post("/accounts/login/", {"login": "admin.one", "password": LONG})
    assert client.get("/accounts/people/").status_code == 200
    with acting_as(Audience.JOINT):
        entry = Entry.objects.joint().get(action="make-administrator")
    assert (entry.actor_id, entry.object_id) == (None, str(User.objects.get().pk))


def test_a_name_that_is_taken_is_told_and_no_second_account_made(db):
    make()
    with pytest.raises(CommandError, match="username"):
        make(email="other@example.org")
    assert User.objects.count() == 1
