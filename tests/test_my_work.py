"""My work: what waits for this person, late first; only of what the person may see."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Post
from core.audience import Audience, acting_as
from projects import actions
from projects.models import Project
from reporting.actions import keep_figures
from tests.statements import statements

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def page_of(client, user) -> str:
    client.force_login(user)
    answer = client.get(reverse("reporting:my-work"))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.fixture
def posts(cast):
    """The posts that are named on a project of the tests."""
    return {
        "us_post": Post.objects.get(title_en__startswith="US POC").pk,
        "rok_post": Post.objects.get(title_en__startswith="ROK POC").pk,
    }


@pytest.mark.parametrize("name", ["us_leader", "rok_leader", "admin"])
def test_who_has_no_work_here_is_led_to_the_dashboard(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.get("/")["Location"] == reverse("reporting:dashboard")


def test_nothing_waits(client, cast):
    page = page_of(client, cast.us_poc)
    assert "Nothing waits for you" in page
    assert "All is up to date" in page


def test_a_stale_project_waits_for_both_posts_late_first(client, cast, make_project, posts):
    project = make_project(stage="active", **posts)
    with acting_as(Audience.US):
        Project.objects.filter(pk=project.pk).update(reported_on=TODAY - timedelta(days=30))
        milestone = {"name_en": "Drill", "name_ko": "", "owner": "US", "planned_on": TODAY - timedelta(days=3)}
        actions.add_milestone(project, milestone, by=cast.us_poc)
    page = page_of(client, cast.us_poc)
    assert page.index("9 days late") < page.index("3 days late")
    assert reverse("projects:progress-new", args=[project.reference]) in page
    other = page_of(client, cast.rok_poc)
    assert "9 days late" in other
    assert "3 days late" not in other, "the milestone is the other side's"


def test_an_unshared_opportunity_reminds_its_own_side_alone(client, cast, make_project, posts):
    project = make_project(audience=Audience.US, by=cast.us_poc, title_en="Kept for now", us_post=posts["us_post"])
    mine = page_of(client, cast.us_poc)
    assert "Kept for now" in mine
    assert reverse("projects:share", args=[project.reference]) in mine
    assert "Kept for now" not in page_of(client, cast.rok_poc)


def test_a_text_waits_for_the_side_whose_language_lacks_it(client, cast, make_project, posts):
    make_project(stage="active", **posts)
    assert "Missing in Korean: summary" in page_of(client, cast.rok_poc)
    assert "Missing in" not in page_of(client, cast.us_poc)


def test_the_secretariat_sees_the_gaps_of_the_cycle(client, cast, make_project):
    make_project(stage="active")
    page = page_of(client, cast.rok_staff)
    assert "1 active project lacks a text in Korean" in page
    assert "No project is put before the SCM yet" in page


def test_it_takes_as_many_statements_for_many_projects_as_for_one(client, cast, make_project, posts):
    client.force_login(cast.us_poc)
    counts = []
    for _round in range(2):
        for _one in range(3):
            make_project(stage="active", **posts)
        with acting_as(Audience.JOINT):
            keep_figures(TODAY)
        counts.append(statements(client, "/"))
    assert counts[0] == counts[1] <= 8
