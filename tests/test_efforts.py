"""The registry of others' efforts: loaded from public text, kept by both sides, read by everybody."""

import uuid
from datetime import date, timedelta
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from core import days
from core.audience import Audience, acting_as
from core.errors import Malformed, NotAllowed
from core.models import Entry
from projects import actions
from projects.actions.keeping import StalePart
from projects.models import Effort, EffortCountry, EffortReach
from tests.statements import statements

pytestmark = pytest.mark.django_db
TODAY = days.today()
VALUES = {
    "name_en": "Coast guard training",
    "name_ko": "",
    "lead_country": "NZ",
    "areas": ["maritime-security"],
    "countries": [{"country": "FJ", "starts_on": None, "ends_on": None}],
    "starts_on": date(2025, 1, 1),
    "source": "A ministry, 2025",
}


def enter(cast, **changes) -> Effort:
    with acting_as(Audience.ROK):
        return actions.register_effort({**VALUES, **changes}, by=cast.rok_lead)


def page_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def reach_of(effort: Effort) -> set[tuple[str, str, date, date]]:
    return set(effort.reach.values_list("country", "area", "starts_on", "ends_on"))


def test_public_facts_are_loaded_in_both_languages_each_with_its_source():
    assert Effort.objects.count() == 8
    assert not Effort.objects.filter(name_ko="").exists() and not Effort.objects.filter(source="").exists()
    osa = Effort.objects.get(slug="official-security-assistance")
    assert (osa.name_ko, osa.lead_country_id, osa.amount, osa.currency) == (
        "공적안보지원(OSA)",
        "JP",
        18_100_000_000,
        "JPY",
    )
    years = dict(osa.effortcountry_set.values_list("country", "starts_on__year"))
    assert years == dict.fromkeys(["PH", "MY", "FJ", "BD"], 2023) | dict.fromkeys(["ID", "MN", "DJ"], 2024) | (
        dict.fromkeys(["TH", "LK", "TO", "TL", "PG"], 2025)
    )
    boats = Effort.objects.get(slug="pacific-maritime-security-program")
    assert boats.effortcountry_set.count() == 13


def test_a_second_load_changes_nothing_that_people_made_of_it(cast):
    osa = Effort.objects.get(slug="official-security-assistance")
    with acting_as(Audience.US):
        rows = [{"country": "PH", "starts_on": None, "ends_on": None}]
        actions.revise_effort(osa, {"name_en": "OSA", "countries": rows}, by=cast.us_staff, seen_revision=1)
        before = Entry.objects.joint().count()
        call_command("load_framework", stdout=StringIO())
        assert Entry.objects.joint().count() == before
    osa.refresh_from_db()
    assert (osa.name_en, osa.effortcountry_set.count()) == ("OSA", 1)


def test_an_effort_reaches_its_countries_in_their_own_years_and_group_members_while_they_are_members(cast):
    own = {"country": "FJ", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    effort = enter(cast, groups=["asean", "pif"], countries=[own], starts_on=date(2024, 1, 1))
    reach = reach_of(effort)
    assert ("FJ", "maritime-security", date(2026, 1, 1), date(2026, 12, 31)) in reach
    assert ("TL", "maritime-security", date(2025, 10, 26), date.max) in reach
    assert ("PH", "maritime-security", date(2024, 1, 1), date.max) in reach
    assert len(reach) == 29
    with acting_as(Audience.US):
        actions.revise_effort(effort, {"groups": [], "ends_on": date(2024, 6, 30)}, by=cast.us_lead, seen_revision=1)
    assert reach_of(effort) == {("FJ", "maritime-security", date(2026, 1, 1), date(2026, 12, 31))}


@pytest.mark.parametrize("person", ["us_lead", "us_staff", "rok_lead", "rok_staff"])
def test_leads_and_staff_of_either_side_keep_it(cast, person):
    user = getattr(cast, person)
    with acting_as(user.audience):
        effort = actions.register_effort(VALUES, by=user)
        actions.revise_effort(effort, {"ends_on": TODAY}, by=user, seen_revision=1)
    entry = Entry.objects
    with acting_as(Audience.JOINT):
        entry = Entry.objects.joint().about(effort).first()
    assert (entry.action, entry.side) == ("revise-effort", user.side)


@pytest.mark.parametrize("person", ["us_poc", "rok_leader", "admin"])
def test_others_read_it_and_are_refused_with_the_reason(client, cast, person):
    user, effort = getattr(cast, person), Effort.objects.joint().first()
    for act in (
        lambda: actions.register_effort(VALUES, by=user),
        lambda: actions.revise_effort(effort, VALUES, by=user, seen_revision=effort.revision),
        lambda: actions.confirm_effort_text(effort, "name", "en", by=user, seen_revision=effort.revision),
    ):
        with acting_as(Audience.of(user.side)), pytest.raises(NotAllowed, match="Leads and staff of either side"):
            act()
    client.force_login(user)
    assert "Official Security Assistance" in page_of(client, reverse("projects:efforts"))
    assert client.get(reverse("projects:effort-new")).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"areas": []}, "areas"),
        ({"areas": ["nowhere"]}, "areas"),
        ({"lead_country": "ZZ"}, "lead_country"),
        ({"lead_country": ""}, "__all__"),
        ({"name_en": ""}, "__all__"),
        ({"source": " "}, "source"),
        ({"amount": 5, "currency": "QQQ"}, "currency"),
        ({"amount": 5}, "__all__"),
        ({"ends_on": date(2024, 1, 1)}, "__all__"),
        ({"groups": ["elsewhere"]}, "groups"),
        ({"countries": [{"country": "FJ"}, {"country": "FJ"}]}, "countries"),
        (
            {"countries": [{"country": "FJ", "starts_on": date(2026, 2, 1), "ends_on": TODAY.replace(2025)}]},
            "countries",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(cast, changes, field):
    before = Effort.objects.count(), EffortReach.objects.count()
    with pytest.raises(Malformed) as refused:
        enter(cast, **changes)
    assert set(refused.value.errors) == {field}
    assert (Effort.objects.count(), EffortReach.objects.count()) == before


def test_two_efforts_of_one_name_have_different_addresses_and_no_page_is_hidden_by_one(cast):
    assert [enter(cast).slug, enter(cast).slug] == ["coast-guard-training", "coast-guard-training-2"]
    assert enter(cast, name_en="Gaps").slug == "gaps-2"
    assert enter(cast, name_en="", name_ko="해양 교육").slug == "effort"


def test_who_changed_it_first_is_not_overwritten(client, cast):
    effort = enter(cast)
    client.force_login(cast.us_lead)
    address = reverse("projects:effort-edit", args=[effort.slug])
    shown = client.get(address)
    sent = form_of(shown) | {"source": "Another ministry", "countries-country": ["FJ", "TO"]}
    sent |= {"countries-starts_on": ["", "2026-01-01"], "countries-ends_on": ["", ""]}
    with acting_as(Audience.ROK):
        actions.revise_effort(effort, {"source": "The first"}, by=cast.rok_staff, seen_revision=1)
    answer = client.post(address, sent)
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "The first" in page and "Another" in page and "Tonga: since" in page.replace("\xa0", " ")
    assert client.post(address, sent | {"seen": "2"}).status_code == 302
    effort.refresh_from_db()
    assert (effort.source, effort.revision) == ("Another ministry", 3)
    assert set(effort.effortcountry_set.values_list("country", flat=True)) == {"FJ", "TO"}


def form_of(answer) -> dict[str, object]:
    """What a browser would send back of a form."""
    form = answer.context["form"]
    sent = {name: form[name].value() for name in form.fields if name != "countries"}
    sent = {name: value.isoformat() if isinstance(value, date) else value for name, value in sent.items()}
    return {name: value for name, value in sent.items() if value is not None} | {"seen": answer.context["seen"]}


def test_it_is_entered_once_for_each_form_also_without_script(client, cast):
    client.force_login(cast.rok_staff)
    address = reverse("projects:effort-new")
    sent = {"name_en": "Radar help", "lead_en": "A group", "areas": ["maritime-security"], "source": "Said so"}
    sent |= {"countries-country": "PW", "countries-starts_on": "", "countries-ends_on": "", "key": str(uuid.uuid4())}
    more = client.post(address, sent | {"add-country": "1"})
    assert more.status_code == 200 and more.content.decode().count('name="countries-country"') == 2
    assert client.post(address, sent).headers["Location"] == client.post(address, sent).headers["Location"]
    assert Effort.objects.filter(name_en="Radar help").count() == 1
    wrong = client.post(address, sent | {"countries-starts_on": "soon", "key": str(uuid.uuid4())})
    assert wrong.status_code == 400 and "Give a date as year-month-day" in wrong.content.decode()


def test_a_translation_is_confirmed_by_name(client, cast):
    effort = enter(cast, name_ko="해경 교육")
    client.force_login(cast.us_staff)
    sent = {"text": "name.ko", "seen": effort.revision}
    assert client.post(reverse("projects:effort-confirm", args=[effort.slug]), sent).status_code == 302
    page = page_of(client, effort.get_absolute_url() + "?texts=both")
    assert "Confirmed by US secretariat" in page and "confirmed a translation" in page
    with acting_as(Audience.US):
        actions.revise_effort(effort, {"name_en": "Coast guard courses"}, by=cast.us_lead, seen_revision=1)
        effort.refresh_from_db()
        assert effort.text_state("name", "ko")["state"] == "out-of-date"
        with pytest.raises(StalePart):
            actions.confirm_effort_text(effort, "name", "ko", by=cast.us_staff, seen_revision=1)


def test_its_status_follows_from_its_dates(cast):
    tomorrow, yesterday = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    planned = enter(cast, starts_on=tomorrow)
    ended = enter(cast, starts_on=date(2020, 1, 1), ends_on=yesterday)
    running = enter(cast, starts_on=TODAY, ends_on=TODAY)
    for status, effort in (("planned", planned), ("ended", ended), ("running", running)):
        assert effort.status == status
        assert effort in Effort.objects.with_status(status)
        assert sum(effort in Effort.objects.with_status(one) for one in ("planned", "ended", "running")) == 1


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("?lead=JP", {"official-security-assistance"}),
        ("?country=NU&area=maritime-security&q=FFA", {"regional-fisheries-surveillance-centre"}),
        ("?q=quad+awareness", {"indo-pacific-partnership-for-maritime-domain-awareness"}),
        ("?q=공적안보", {"official-security-assistance"}),
        ("?status=ended", set()),
        ("?area=capacity-building&country=PG", {"official-security-assistance", "pacific-maritime-security-program"}),
    ],
)
def test_the_list_is_filtered_by_its_address(client, cast, question, found):
    client.force_login(cast.rok_leader)
    answer = client.get(reverse("projects:efforts") + question)
    assert {row["effort"].slug for row in answer.context["rows"]} == found
    api = client.get("/api/v1/efforts/" + question).json()["results"]
    assert {row["slug"] for row in api} == found


def test_a_filter_is_a_chip_that_removes_itself_and_no_match_says_which_to_remove(client, cast):
    client.force_login(cast.us_poc)
    page = page_of(client, reverse("projects:efforts") + "?lead=JP&status=ended")
    assert "Lead: Japan" in page and "No effort matches" in page
    assert "Without “Status: Ended” there are 1." in page


def test_pages_take_the_same_statements_however_many_efforts_there_are(client, cast, make_project):
    client.force_login(cast.us_lead)
    addresses = (reverse("projects:efforts"), reverse("projects:gaps"), "/search/?q=ministry")
    few = [statements(client, address) for address in addresses]
    for n in range(5):
        enter(cast, name_en=f"Ministry help {n}", groups=["pif"])
        make_project(planned_start="2026-01-01")
    assert [statements(client, address) for address in addresses] == few
    assert max(few) <= 12


def test_it_stands_on_the_pages_of_its_countries_and_areas_and_in_the_search(client, cast):
    client.force_login(cast.rok_poc)
    for address in ("/countries/FJ/", "/areas/maritime-security/", "/search/?q=pacific+maritime"):
        assert "Pacific Maritime Security Program" in page_of(client, address)
    assert "Pacific Maritime Security Program" not in page_of(client, "/countries/PH/")


def test_history_tells_what_changed_of_it(client, cast):
    effort = enter(cast)
    rows = [{"country": "FJ", "starts_on": date(2026, 1, 1), "ends_on": None}, {"country": "WS"}]
    with acting_as(Audience.US):
        changes = {"areas": ["maritime-security", "information-sharing"], "countries": rows}
        actions.revise_effort(effort, changes, by=cast.us_lead, seen_revision=1)
    client.force_login(cast.us_poc)
    page = page_of(client, effort.get_absolute_url())
    assert "ROK lead, Maritime Security entered it" in page
    assert "US lead, Maritime Security edited it" in page
    assert "<ins>Samoa</ins>" in page and "Fiji: Start: <ins>1\xa0Jan\xa02026</ins>" in page
    assert "Maritime Security, Information Sharing" in page


def test_the_api_keeps_it_by_the_same_rules(client, cast):
    client.force_login(cast.rok_staff)
    body = {"name_en": "Help", "lead_country": "AU", "areas": ["maritime-security"], "source": "Said so"}
    body["countries"] = [{"country": "TV", "starts_on": "2026-01-01"}]
    key = {"Idempotency-Key": str(uuid.uuid4())}
    made = client.post("/api/v1/efforts/", body, content_type="application/json", headers=key)
    again = client.post("/api/v1/efforts/", body, content_type="application/json", headers=key)
    assert made.status_code == 201 and made.json() == again.json()
    address = f"/api/v1/efforts/{made.json()['slug']}/"
    changed = {"currency": "aud", "amount": "1000", "countries": []}
    assert client.patch(address, changed, content_type="application/json").status_code == 428
    answer = client.patch(address, changed, content_type="application/json", headers={"If-Match": made["ETag"]})
    assert answer.status_code == 200
    assert (answer.json()["currency"], answer.json()["countries"], answer["ETag"]) == ("AUD", [], '"2"')
    stale = client.patch(address, changed, content_type="application/json", headers={"If-Match": made["ETag"]})
    assert stale.status_code == 409
    assert client.delete(address).status_code == 405
    client.force_login(cast.us_poc)
    assert client.post("/api/v1/efforts/", body, content_type="application/json").status_code == 403
    assert EffortCountry.objects.filter(country="TV", effort__slug=made.json()["slug"]).count() == 0
