"""Sharing: first what becomes visible, then one way only."""

from html import unescape

import pytest
from django.urls import reverse

from core.audience import Audience, acting_as
from projects import actions
from projects.models import Project
from tests.factories import make_results

pytestmark = pytest.mark.django_db
SECRET = "Our office would rather wait."


@pytest.fixture
def opportunity(cast, make_project):
    """A private project with a milestone, an earlier version and a private remark."""
    project = make_project(audience=Audience.US, summary_en="First thoughts.")
    with acting_as(Audience.US):
        actions.add_milestone(project, {"name_en": "Site visit", "planned_on": "2027-01-20"}, by=cast.us_poc)
        actions.remark(project, SECRET, audience=Audience.US, by=cast.us_poc)
        project = actions.revise(project, {"summary_en": "Two courses."}, by=cast.us_poc, seen=project.version)
    return project


def test_the_page_lists_every_text_of_results_and_partners_and_who_confirmed_them(client, cast, opportunity):
    with acting_as(Audience.US):
        made = make_results(opportunity, "quince", by=cast.us_poc)
        actions.confirm_part_text(opportunity, made["voice"], "sustainment", "ko", by=cast.us_lead, seen_revision=1)
    client.force_login(cast.us_poc)
    page = unescape(client.get(reverse("projects:share", args=[opportunity.reference])).content.decode())
    for part in made.values():
        for field in part._meta.fields:
            value = getattr(part, field.name)
            if isinstance(value, str) and value.startswith("quince"):
                assert value in page, (part, field.name)
    for fact in (
        "Severity: High",
        "Probability: Possible",
        "Baseline: 0",
        "Target: 4",
        "Export control: Licence needed",
    ):
        assert fact in page
    assert "Confirmed by US lead, Maritime Security" in page


def test_results_and_partners_become_joint_and_begin_anew(client, cast, opportunity):
    with acting_as(Audience.US):
        made = make_results(opportunity, "quince", by=cast.us_poc)
        actions.revise_issue(made["issue"], {"severity": "low"}, by=cast.us_poc, seen_revision=1)
    client.force_login(cast.us_poc)
    address = share(client, opportunity).url
    client.force_login(cast.rok_poc)
    results, partners = (client.get(f"{address}{tab}/").content.decode() for tab in ("results", "partners"))
    assert "quince text" in results and "quince title" in results
    assert "quince sustainment" in partners and "quince event" in partners
    with acting_as(Audience.ROK):
        assert {type(part).objects.get(pk=part.pk).revision for part in made.values()} == {1}
    assert "changed an issue" not in client.get(f"{address}history/").content.decode()


def share(client, project):
    return client.post(reverse("projects:share", args=[project.reference]), {"seen": project.version})


def test_the_page_lists_what_becomes_visible_and_says_that_there_is_no_way_back(client, cast, opportunity):
    client.force_login(cast.us_poc)
    page = client.get(reverse("projects:share", args=[opportunity.reference])).content.decode()
    for shown in ("Two courses.", "Site visit", "Philippines", "연안 레이더 정비 교육", "There is no way back"):
        assert shown in page
    for kept in (SECRET, "First thoughts."):
        assert kept not in page
    assert "1 private remark" in page


def test_after_sharing_both_sides_see_it_under_a_joint_reference(client, cast, opportunity):
    client.force_login(cast.us_poc)
    address = share(client, opportunity).url
    client.force_login(cast.rok_poc)
    page = client.get(address).content.decode()
    assert "Two courses." in page and "Site visit" in page
    assert "/projects/RCF-" in address


@pytest.mark.parametrize("more", ["", "history/"])
def test_remarks_earlier_versions_and_history_stay_with_the_side(client, cast, opportunity, more):
    client.force_login(cast.us_poc)
    address = share(client, opportunity).url + more
    client.force_login(cast.rok_poc)
    page = client.get(address).content.decode()
    for kept in (SECRET, "First thoughts.", opportunity.reference):
        assert kept not in page
    client.force_login(cast.us_poc)
    assert SECRET in client.get(address).content.decode()


def test_the_own_sides_former_reference_leads_on_and_the_others_finds_nothing(client, cast, opportunity):
    client.force_login(cast.us_poc)
    address = share(client, opportunity).url
    former = reverse("projects:history", args=[opportunity.reference])
    assert client.get(former).url == f"{address}history/"
    client.force_login(cast.rok_poc)
    assert client.get(former).status_code == 404


def test_what_was_shared_is_not_shared_again(client, cast, make_project):
    project = make_project()
    client.force_login(cast.us_poc)
    answer = client.get(reverse("projects:share", args=[project.reference]))
    assert answer.status_code == 403
    assert "Both sides see this project already." in answer.content.decode()


def test_sharing_needs_the_version_that_was_read(client, cast, opportunity):
    client.force_login(cast.us_poc)
    seen = opportunity.version
    with acting_as(Audience.US):
        actions.revise(opportunity, {"summary_en": "Not for them yet."}, by=cast.us_lead, seen=seen)
    answer = client.post(reverse("projects:share", args=[opportunity.reference]), {"seen": seen})
    assert answer.status_code == 409
    with acting_as(Audience.US):
        assert Project.objects.get(pk=opportunity.pk).is_private
