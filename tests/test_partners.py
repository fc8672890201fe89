"""What partner countries say about a project, and the links between businesses that it brings about."""

import json
import uuid
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse

from contacts.models import Organisation
from core import days
from core.audience import Audience, acting_as
from core.errors import Malformed, NotAllowed
from projects import actions
from projects.actions.keeping import StalePart
from projects.models import BusinessLink, PartnerVoice
from reporting import render
from reporting.models import Cycle, Edition
from reporting.snapshot import snapshot_of, words
from tests.factories import make_results, present
from tests.statements import statements

pytestmark = pytest.mark.django_db
SOON = days.today() + timedelta(days=3)
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


# --- the page and its forms ---


def page_of(client, project, more="") -> str:
    answer = client.get(reverse("projects:partners", args=[project.reference]) + more)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_every_country_of_the_project_is_there_also_those_that_nobody_asked(client, project, cast):
    actions.add_voice(project, VOICE, by=cast.us_poc)
    client.force_login(cast.rok_leader)
    page = page_of(client, project)
    assert page.index("Philippines") < page.index("Fiji")
    assert "Philippine Coast Guard" in page and "by letter" in page
    assert page.count("Not asked") == 2
    assert "/partners/PH/" not in page and "Add a link" not in page


def test_one_form_enters_and_changes_what_a_country_says(client, project, cast):
    client.force_login(cast.us_poc)
    form = reverse("projects:voice", args=[project.reference, "PH"])
    sent = {"consent": "given", "sustainment_en": "The coast guard's own school."}
    assert set(client.post(form, sent).context["form"].errors) == {"consent_on"}
    sent |= {"consent_on": "2026-04-01"}
    assert client.post(form, sent | {"seen": 0}).status_code == 302
    late = client.post(form, sent | {"sustainment_en": "A school.", "seen": 0})
    assert late.status_code == 409 and "own school" in unescape(late.content.decode())
    assert client.post(form, sent | {"sustainment_en": "A school.", "seen": 1}).status_code == 302
    assert PartnerVoice.objects.get().sustainment_en == "A school."
    assert client.get(reverse("projects:voice", args=[project.reference, "VN"])).status_code == 404


def test_a_country_that_has_left_the_project_keeps_what_it_said(client, project, cast):
    actions.add_voice(project, VOICE, by=cast.us_poc)
    only = {"countries": [{"country": "FJ", "share": "100", "reason": ""}]}
    actions.revise(project, only, by=cast.us_poc, seen=project.version)
    client.force_login(cast.us_poc)
    assert "no longer in this project" in page_of(client, project)


def test_forms_keep_links_between_businesses(client, project, cast, link):
    client.force_login(cast.rok_poc)
    new = reverse("projects:business-link-new", args=[project.reference])
    sent = link | {"export_control": "licence-needed", "key": str(uuid.uuid4())}
    assert set(client.post(new, sent).context["form"].errors) == {"export_control_on"}
    sent |= {"export_control_on": "2026-04-01", "event": "Matching day"}
    for _time in range(2):
        assert client.post(new, sent).status_code == 302
    made = BusinessLink.objects.get()
    page = page_of(client, project)
    assert "Manila Shipyard" in page and "Licence needed" in page and "in no edition of the report" in page
    edit = reverse("projects:business-link-edit", args=[project.reference, made.pk])
    other = Organisation.objects.latest("pk")
    assert client.post(edit, sent | {"organisation": other.pk, "seen": 1}).status_code == 302
    stale = client.post(edit, sent | {"seen": 1})
    assert stale.status_code == 409 and other.name_en in unescape(stale.content.decode())


def test_the_page_costs_the_same_however_much_there_is_to_show(client, project, cast, link):
    client.force_login(cast.us_poc)
    partners = reverse("projects:partners", args=[project.reference])
    first = statements(client, partners)
    assert first <= 10
    for code in ("PH", "FJ"):
        actions.add_voice(project, VOICE | {"country": code}, by=cast.us_poc)
        actions.add_business_link(project, link, by=cast.us_poc)
    assert statements(client, partners) == first


# --- the annual report ---


def told_by(project) -> dict:
    """What the snapshot of the report says, its line of this project, and its sheet."""
    cycle = Cycle.objects.get(year=2026)
    with acting_as(Audience.JOINT):
        snapshot = snapshot_of(Edition(cycle=cycle, number=1), revision=1, day=days.today(), compiled_by=words("x"))
    render.validate(snapshot)
    return snapshot


def test_a_country_that_refuses_is_not_named_for_this_project_and_counts_as_before(make_project, cast):
    project, other = make_project(stage="active"), make_project(stage="active")
    for one in (project, other):
        present(Cycle.objects.get(year=2026), one)
    before = told_by(project)
    voice = actions.add_voice(project, VOICE, by=cast.us_poc)
    assert told_by(project)["projects"] == before["projects"]
    refused = {"consent": "refused", "consent_on": date(2026, 4, 1)}
    actions.revise_voice(voice, refused, by=cast.us_poc, seen_revision=1)
    after = told_by(project)
    for key in ("projects", "presented"):
        of = {record["reference"]: record["countries"] for record in after[key]}
        assert of[project.reference] == [{"iso": None, "share": 60}, {"iso": "FJ", "share": 40}]
        assert of[other.reference] == [{"iso": "PH", "share": 60}, {"iso": "FJ", "share": 40}]
    for figure in ("figures", "countries", "matrix", "areas", "stages"):
        assert after[figure] == before[figure]


@pytest.mark.parametrize("page", ["detail", "partners"])
def test_pages_say_whose_name_must_not_stand_in_the_report(client, project, cast, page):
    client.force_login(cast.us_poc)
    address = reverse(f"projects:{page}", args=[project.reference])
    assert "Not to be named" not in client.get(address).content.decode()
    actions.add_voice(project, VOICE | {"consent": "refused", "consent_on": date(2026, 4, 1)}, by=cast.us_poc)
    assert "Not to be named in the annual report: Philippines." in client.get(address).content.decode()


def test_the_share_page_says_whose_name_must_not_stand_in_the_report(client, make_project, cast):
    private = make_project(audience=Audience.US)
    actions.add_voice(private, VOICE | {"consent": "refused", "consent_on": date(2026, 4, 1)}, by=cast.us_poc)
    client.force_login(cast.us_poc)
    page = client.get(reverse("projects:share", args=[private.reference])).content.decode()
    assert "Not to be named in the annual report: Philippines." in page


def test_a_link_between_businesses_stands_in_no_edition(make_project, cast):
    project = make_project(stage="active")
    present(Cycle.objects.get(year=2026), project)
    make_results(project, "canary", by=cast.us_poc)
    told = json.dumps(told_by(project), ensure_ascii=False)
    for text in ("canary other", "canary event", "canary note"):
        assert text not in told
