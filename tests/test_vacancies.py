"""Vacant posts, tenures that end and closed accounts warn the leads and the secretariat of the own side."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts import actions
from contacts.models import Post
from contacts.vacancies import handover_warnings
from core.audience import Audience, acting_as
from reporting.actions import keep_figures
from tests.statements import statements

TODAY = timezone.localdate()


@pytest.fixture
def post(cast):
    return Post.objects.get(title_en="US POC, Maritime Security")


def leave(post, cast, on=TODAY) -> None:
    with acting_as(Audience.US):
        actions.end_tenure(post.tenures.get(), until=on, by=cast.us_staff)


def warned(user) -> list[tuple[str, str]]:
    with acting_as(Audience.of(user.side)):
        return [(one.post.title_en, one.kind) for one in handover_warnings(user)]


def test_a_vacant_post_warns_once_a_project_names_it(cast, post, make_project):
    leave(post, cast)
    assert warned(cast.us_lead) == []
    make_project(audience=Audience.US, us_post=post.pk)
    assert warned(cast.us_lead) == warned(cast.us_staff) == [(post.title_en, "vacant")]


@pytest.mark.parametrize("stage", ["completed", "declined", "cancelled"])
def test_a_project_that_has_ended_needs_no_holder(cast, post, make_project, stage):
    make_project(stage=stage, us_post=post.pk)
    leave(post, cast)
    assert warned(cast.us_lead) == []


def test_a_tenure_that_ends_within_thirty_days_warns_until_somebody_follows(cast, post):
    leave(post, cast, TODAY + timedelta(days=30))
    assert warned(cast.us_lead) == [(post.title_en, "ending")]
    with acting_as(Audience.US):
        actions.start_tenure(post, holder=cast.us_staff.contact.pk, since=TODAY + timedelta(days=30), by=cast.us_staff)
    assert warned(cast.us_lead) == []


def test_a_tenure_that_ends_later_does_not_warn(cast, post):
    leave(post, cast, TODAY + timedelta(days=31))
    assert warned(cast.us_lead) == []


def test_a_post_whose_holders_account_is_closed_warns(cast, post):
    with acting_as(Audience.JOINT):
        actions.close_account(cast.us_poc, by=cast.admin)
    assert warned(cast.us_lead) == [(post.title_en, "closed")]


@pytest.mark.parametrize("reader", ["rok_lead", "rok_staff", "us_poc", "us_leader", "admin"])
def test_nobody_else_is_warned(cast, post, make_project, reader):
    make_project(us_post=post.pk)
    leave(post, cast)
    assert warned(getattr(cast, reader)) == []


def test_the_directory_and_my_work_tell_where_to_mend_it(client, cast, post, make_project):
    make_project(us_post=post.pk)
    leave(post, cast)
    with acting_as(Audience.JOINT):
        keep_figures(TODAY)
    client.force_login(cast.us_lead)
    for address in ("/contacts/", "/"):
        page = client.get(address).content.decode()
        assert "Nobody holds it, and projects name it." in page
        assert f"/contacts/posts/{post.pk}/" in page
    assert "Needs a holder" in client.get("/contacts/").content.decode()
    assert statements(client, "/contacts/") <= 8


def test_closing_the_account_of_who_holds_posts_says_so_and_leads_to_them(client, cast):
    client.force_login(cast.admin)
    page = client.get(f"/accounts/people/{cast.us_poc.pk}/").content.decode()
    assert "This person holds 1 post." in page
    assert f"/contacts/{cast.us_poc.contact.pk}/" in page
    assert "holds" not in client.get(f"/accounts/people/{cast.admin.pk}/").content.decode()
