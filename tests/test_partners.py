"""What partner countries say about a project, and the links between businesses that it brings about."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Organisation
from core.audience import Audience, acting_as
from core.errors import Malformed, NotAllowed
from projects import actions
from projects.actions.keeping import StalePart
from projects.models import PartnerVoice

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=3)
VOICE = {"country": "PH", "asked_by": "Philippine Coast Guard", "asked_on": date(2026, 3, 1), "how": "letter"}


@pytest.fixture
def project(make_project, cast):
    return make_project()


@pytest.fixture(autouse=True)
def as_us(db):
    with acting_as(Audience.US):
        yield


@pytest.fixture
def link(cast):
    """The values of a link from an organisation of the directory."""
    return {"organisation": Organisation.objects.earliest("pk").pk, "other_en": "Manila Shipyard"}


def test_each_country_of_the_project_has_one_entry(project, cast):
    actions.add_voice(project, VOICE, by=cast.us_poc)
    with pytest.raises(Malformed, match="already"):
        actions.add_voice(project, VOICE, by=cast.rok_poc)
    with pytest.raises(Malformed) as refusal:
        actions.add_voice(project, VOICE | {"country": "VN"}, by=cast.us_poc)
    assert set(refusal.value.errors) == {"country"}


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("asked_by", {"asked_by": ""}),
        ("asked_on", {"asked_on": None}),
        ("asked_on", {"asked_on": SOON}),
        ("how", {"how": ""}),
        ("how", {"how": "dream"}),
        ("consent_on", {"consent": "given"}),
        ("consent_on", {"consent": "pending", "consent_on": date(2026, 4, 1)}),
        ("consent_on", {"consent": "refused", "consent_on": SOON}),
        ("sustainment_ko", {"sustainment_ko": "해" * 2001}),
    ],
)
def test_a_malformed_voice_is_refused_at_its_field(project, cast, field, values):
    with pytest.raises(Malformed) as refusal:
        actions.add_voice(project, VOICE | values, by=cast.us_poc)
    assert set(refusal.value.errors) == {field}


def test_an_entry_stays_with_its_country_and_is_changed_at_the_revision_that_was_seen(project, cast):
    voice = actions.add_voice(project, VOICE, by=cast.us_poc)
    with pytest.raises(Malformed, match="country"):
        actions.revise_voice(voice, {"country": "FJ"}, by=cast.us_poc, seen_revision=1)
    given = {"consent": "given", "consent_on": date(2026, 4, 1)}
    assert actions.revise_voice(voice, given, by=cast.rok_poc, seen_revision=1).revision == 2
    with pytest.raises(StalePart):
        actions.revise_voice(voice, {"how": "meeting"}, by=cast.us_poc, seen_revision=1)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("other_en", {"other_en": ""}),
        ("organisation", {"organisation": 10**9}),
        ("event", {"event_on": date(2026, 4, 1)}),
        ("export_control_on", {"export_control": "licence-needed"}),
        ("export_control_on", {"export_control_on": date(2026, 4, 1)}),
        ("export_control_note", {"export_control_note": "x" * 301}),
    ],
)
def test_a_malformed_link_is_refused_at_its_field(project, cast, link, field, values):
    with pytest.raises(Malformed) as refusal:
        actions.add_business_link(project, link | values, by=cast.us_poc)
    assert set(refusal.value.errors) == {field}


def test_who_only_reads_is_refused(project, cast, link):
    for add, values in ((actions.add_voice, VOICE), (actions.add_business_link, link)):
        with pytest.raises(NotAllowed):
            add(project, values, by=cast.us_leader)


def test_the_api_keeps_voices_and_links_through_the_same_actions(client, project, cast, link):
    client.force_login(cast.rok_poc)
    sent = {"content_type": "application/json"}
    voices = reverse("api:voice-list", args=[project.reference])
    voice = client.post(voices, VOICE, **sent).json()
    assert (voice["country"], voice["consent"]) == ("PH", "not-asked")
    change = sent | {"headers": {"If-Match": '"1"'}}
    address = reverse("api:voice-detail", args=[project.reference, voice["id"]])
    assert list(client.patch(address, {"country": "FJ"}, **change).json()) == ["country"]
    assert client.patch(address, {"consent": "pending"}, **change).json()["consent"] == "pending"
    links = reverse("api:business-link-list", args=[project.reference])
    made = client.post(links, link, **sent).json()
    assert made["organisation"] == link["organisation"]
    assert PartnerVoice.objects.get().revision == 2
