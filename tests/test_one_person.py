"""Law 1: one person has one open account, on one side, and a side that never changes."""

from threading import Barrier, Thread

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection
from django.urls import reverse

from contacts.actions import invite, reopen_account
from contacts.enums import Role
from contacts.models import User
from contacts.querysets import UserQuerySet
from core.audience import Audience, acting_as
from core.errors import Conflict, Malformed
from tests.cast import PASSWORD


def test_the_database_itself_refuses_one_mailbox_two_open_accounts_across_both_sides(cast):
    rows = {"side": "ROK", "roles": [Role.LEAD], "email": "US.Lead+rok@Example.org"}
    with pytest.raises(IntegrityError, match="user_once_for_each_person"), acting_as(Audience.JOINT):
        User.objects.create(username="rok.second", **rows)
    with acting_as(Audience.JOINT):
        closed = User.objects.create(username="rok.second", is_active=False, **rows)
    assert User.objects.get(pk=closed.pk).person == User.objects.get(pk=cast.us_lead.pk).person
    with pytest.raises(Conflict, match="Another account"), acting_as(Audience.JOINT):
        reopen_account(closed, by=cast.admin)


def test_the_database_itself_refuses_another_side_for_an_account(cast):
    with pytest.raises(IntegrityError, match="never changes"), acting_as(Audience.JOINT):
        User.objects.filter(pk=cast.us_poc.pk).update(side="ROK")


def test_of_two_invitations_to_one_mailbox_at_once_the_second_gets_a_sentence(committed, monkeypatch):
    """Both look before either saves, so that the constraint tells."""
    both, told = Barrier(2), []

    def seen_before_either_saved(accounts, address):
        both.wait(5)
        return accounts.none()

    def invite_one(username: str) -> None:
        try:
            with acting_as(Audience.JOINT):
                invite(
                    username=username,
                    email="desk@example.org",
                    side="ROK",
                    roles=[Role.POC],
                    language="ko",
                    time_zone="Asia/Seoul",
                    site="https://tracker.example.org",
                    by=committed.admin,
                )
            told.append("invited")
        except Malformed as refusal:
            told.append(str(refusal.errors["email"]))
        finally:
            connection.close()

    monkeypatch.setattr(UserQuerySet, "of_person", seen_before_either_saved)
    threads = [Thread(target=invite_one, args=(name,)) for name in ("rok.one", "rok.two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["Another account has this address. One person has one account, on one side.", "invited"]


def test_nobody_takes_the_address_of_another_account_nor_an_unconfirmed_one(client, cast):
    cache.clear()
    client.post(reverse("account_login"), {"login": "us.poc", "password": PASSWORD})
    page = client.post(reverse("account_email"), {"action_add": "", "email": "ROK.poc+us@example.org"})
    assert "One person has one account, on one side." in page.content.decode()
    client.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})
    answer = client.post(reverse("account_email"), {"action_primary": "", "email": "new@example.org"})
    assert answer.status_code == 409
    client.post(reverse("account_email"), {"action_remove": "", "email": "us.poc@example.org"})
    person = User.objects.get(pk=cast.us_poc.pk)
    assert (person.email, person.person) == ("us.poc@example.org", "us.poc@example.org")
