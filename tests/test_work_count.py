"""The number beside My work in the header of every page."""

import re

import pytest
from django.utils import timezone

from contacts.models import User, Waiting
from core.audience import Audience, acting_as
from reporting.actions import count_waiting
from tests.statements import statements
from tests.test_my_work import work_of
from tests.test_ranking import scored  # noqa: F401 a fixture

pytestmark = pytest.mark.django_db


def badge(client, user, address="/projects/") -> str:
    client.force_login(user)
    (link,) = re.findall(r'<li><a href="/(?:work/)?"[^>]*>My work(.*?)</a>', client.get(address).content.decode())
    return "".join(re.findall(r"(\d+\+?)<", link))


def test_every_page_says_how_much_waits_as_it_was_last_counted(client, cast, make_project):
    make_project(stage="review")
    assert badge(client, cast.us_lead) == ""
    here = [cast.us_lead, cast.us_poc, cast.rok_lead, cast.us_leader]
    User.objects.filter(pk__in=[one.pk for one in here]).update(last_login=timezone.now())
    assert count_waiting() == len(here)
    expected = str(work_of(client, cast.us_lead)["waiting"])
    assert badge(client, cast.us_lead) == badge(client, cast.us_lead, "/") == expected != ""
    assert badge(client, cast.us_poc) == ""
    assert badge(client, cast.us_leader) == str(work_of(client, cast.us_leader)["waiting"]) == "1"
    assert count_waiting() == 0, "nothing has changed"


def test_a_count_is_as_private_as_the_side(cast, make_project):
    make_project(stage="review")
    User.objects.filter(pk=cast.us_lead.pk).update(last_login=timezone.now())
    count_waiting()
    with acting_as(Audience.ROK):
        assert not Waiting.objects.exists()
    with acting_as(Audience.US):
        assert Waiting.objects.get().user == cast.us_lead
        assert not Waiting.objects.visible_to(cast.rok_lead).exists()


def test_the_count_costs_no_statement_of_its_own(client, cast):
    client.force_login(cast.us_lead)
    assert statements(client, "/help/") == 3, "the session, the account with its counts, the audience"
