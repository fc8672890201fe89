"""The directory: both sides read all of it, each secretariat keeps its own, and posts outlive their holders."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts import actions
from contacts.models import Organisation, PointOfContact, Post, Tenure
from core.audience import Audience, acting_as
from core.errors import Malformed, NotAllowed
from core.models import Entry
from tests.statements import statements


@pytest.fixture
def post(cast):
    return Post.objects.get(title_en="US lead, Maritime Security")


@pytest.fixture
def successor(cast, post):
    with acting_as(Audience.JOINT):
        return PointOfContact.objects.create(side="US", organisation=post.organisation, name="Maritime desk, successor")


def fields(row, **changes) -> dict:
    form = {"title_en": row.title_en, "title_ko": row.title_ko, "organisation": row.organisation_id}
    return {**form, "seen": actions.version_of(row), **changes}


@pytest.mark.parametrize("reader", ["us_poc", "rok_poc", "admin"])
def test_everybody_reads_the_posts_of_both_sides(client, cast, reader):
    client.force_login(getattr(cast, reader))
    page = client.get("/contacts/").content.decode()
    assert "US lead, Maritime Security" in page
    assert "ROK lead, Maritime Security" in page
    assert "us.lead" in page


def test_each_language_puts_its_own_side_first(client, cast):
    client.force_login(cast.us_poc)
    english = client.get("/contacts/").content.decode()
    korean = client.get("/contacts/", headers={"Accept-Language": "ko"}).content.decode()
    assert english.index('id="side-US"') < english.index('id="side-ROK"')
    assert korean.index('id="side-ROK"') < korean.index('id="side-US"')


def test_each_language_asks_for_its_own_name_first(client, cast):
    client.force_login(cast.us_staff)
    english = client.get("/contacts/posts/new/").content.decode()
    korean = client.get("/contacts/posts/new/", headers={"Accept-Language": "ko"}).content.decode()
    assert english.index("id_title_en") < english.index("id_title_ko")
    assert korean.index("id_title_ko") < korean.index("id_title_en")


@pytest.mark.parametrize(
    ("question", "found", "not_found"),
    [
        ("q=us.lead", "US lead, Maritime", "US POC, Maritime"),
        ("q=사무국", "US secretariat", "US POC, Maritime"),
        ("side=ROK", "ROK secretariat", "US secretariat"),
        ("lead=1", "ROK lead", "ROK secretariat"),
    ],
)
def test_the_directory_finds_posts_by_holder_title_side_and_lead(client, cast, question, found, not_found):
    client.force_login(cast.rok_poc)
    page = client.get(f"/contacts/?{question}").content.decode()
    assert found in page
    assert not_found not in page


def test_no_match_says_so_and_offers_all_posts(client, cast):
    client.force_login(cast.us_poc)
    assert "No post matches" in client.get("/contacts/?q=nothing+of+the+kind").content.decode()


def test_a_post_shows_the_projects_it_holds_but_none_that_the_reader_may_not_see(client, make_project, cast, post):
    joint = make_project(us_post=post.pk)
    private = make_project(audience=Audience.US, us_post=post.pk, title_en="CANARY")
    address = reverse("contacts:post", args=[post.pk])
    client.force_login(cast.us_poc)
    assert private.reference in client.get(address).content.decode()
    for outsider in (cast.rok_poc, cast.admin):
        client.force_login(outsider)
        page = client.get(address).content.decode()
        assert joint.reference in page
        assert private.reference not in page
        assert "CANARY" not in page


def test_what_a_post_holds_survives_its_holder(client, make_project, cast, post, successor):
    project = make_project(us_post=post.pk)
    today = timezone.localdate()
    with acting_as(Audience.US):
        actions.start_tenure(post, holder=successor.pk, since=today, hand_over=True, by=cast.us_staff)
    client.force_login(cast.us_poc)
    page = client.get(reverse("contacts:post", args=[post.pk])).content.decode()
    assert "Held by Maritime desk, successor" in page
    assert "us.lead" in page
    assert project.reference in page


def test_no_two_hold_a_post_at_once(client, cast, post, successor):
    client.force_login(cast.us_staff)
    form = {"key": uuid.uuid4(), "holder": successor.pk, "since": timezone.localdate()}
    answer = client.post(reverse("contacts:start-tenure", args=[post.pk]), form)
    assert answer.status_code == 400
    assert "Somebody else holds this post at that time." in answer.content.decode()
    assert post.tenures.count() == 1


def test_handing_over_ends_one_tenure_and_starts_the_next_on_the_same_day(client, cast, post, successor):
    client.force_login(cast.us_staff)
    day = timezone.localdate() + timedelta(days=3)
    form = {"key": uuid.uuid4(), "holder": successor.pk, "since": day, "hand_over": "on"}
    for _twice in range(2):
        assert client.post(reverse("contacts:start-tenure", args=[post.pk]), form).status_code == 302
    before, after = post.tenures.order_by("since")
    assert before.until == after.since == day


def test_a_tenure_ends_no_earlier_than_it_starts(client, cast, post):
    client.force_login(cast.us_staff)
    tenure = post.tenures.get()
    answer = client.post(reverse("contacts:end-tenure", args=[tenure.pk]), {"until": "2020-01-01"})
    assert answer.status_code == 400
    assert "A tenure ends no earlier than it starts." in answer.content.decode()


def test_an_ended_tenure_is_not_ended_again(client, cast, post):
    client.force_login(cast.us_staff)
    address = reverse("contacts:end-tenure", args=[post.tenures.get().pk])
    assert client.post(address, {"until": timezone.localdate()}).status_code == 302
    answer = client.post(address, {"until": timezone.localdate()})
    assert answer.status_code == 409
    assert "This tenure has ended already." in answer.content.decode()


@pytest.mark.parametrize("stranger", ["rok_staff", "us_poc", "us_leader", "admin"])
def test_only_the_secretariat_of_its_own_side_keeps_an_entry(client, cast, post, stranger):
    client.force_login(getattr(cast, stranger))
    for address in (
        reverse("contacts:edit-post", args=[post.pk]),
        reverse("contacts:edit", args=[post.tenures.get().holder_id]),
        reverse("contacts:edit-organisation", args=[post.organisation_id]),
    ):
        assert client.get(address).status_code == 403
        assert "Edit" not in client.get(reverse("contacts:post", args=[post.pk])).content.decode()
    answer = client.post(reverse("contacts:edit-post", args=[post.pk]), fields(post, title_en="Forged"))
    assert answer.status_code in (400, 403)
    assert Post.objects.get(pk=post.pk).title_en == "US lead, Maritime Security"


@pytest.mark.parametrize("stranger", ["rok_staff", "us_poc"])
def test_each_action_on_the_directory_asks_for_the_right_itself(cast, post, successor, stranger):
    by, tenure, today = getattr(cast, stranger), post.tenures.get(), timezone.localdate()
    values = {"title_en": "Forged", "title_ko": "", "organisation": post.organisation_id}
    for act in (
        lambda: actions.revise_post(post, values, seen=actions.version_of(post), by=by),
        lambda: actions.start_tenure(post, holder=successor.pk, since=today, hand_over=True, by=by),
        lambda: actions.end_tenure(tenure, until=today, by=by),
    ):
        with acting_as(Audience.of(by.side)), pytest.raises(NotAllowed, match="secretariat"):
            act()


def test_a_refusal_says_why(client, cast, post):
    client.force_login(cast.rok_staff)
    page = client.get(reverse("contacts:edit-post", args=[post.pk])).content.decode()
    assert "Each side’s secretariat keeps its own entries. Ask theirs." in page


def test_staff_add_an_organisation_a_point_of_contact_and_a_post_once_each(client, cast):
    client.force_login(cast.rok_staff)
    key = {"key": uuid.uuid4()}
    office = {"name_en": "ROK test office", "name_ko": "시험실", "kind": "agency", "side": "ROK", "country": ""}
    for _twice in range(2):
        assert client.post(reverse("contacts:new-organisation"), office | key).status_code == 302
    body = Organisation.objects.get(name_en="ROK test office")
    person = {"name": "Test desk", "organisation": body.pk, "email": "desk@example.org", "phone": "", "user": ""}
    client.post(reverse("contacts:new"), person | {"key": uuid.uuid4()})
    seat = {"title_en": "ROK test post", "title_ko": "시험 직위", "organisation": body.pk}
    answer = client.post(reverse("contacts:new-post"), seat | {"key": uuid.uuid4()})
    assert PointOfContact.objects.get(name="Test desk").side == "ROK"
    assert answer.url == reverse("contacts:post", args=[Post.objects.get(title_en="ROK test post", side="ROK").pk])


def test_an_organisation_of_the_other_side_and_one_that_does_not_exist_get_the_same_sentence(cast):
    theirs = Organisation.objects.get(name_en="ROK policy office").pk
    sentences = []
    for pk in (theirs, 10**9):
        with acting_as(Audience.US), pytest.raises(Malformed) as refusal:
            values = {"title_en": "x", "title_ko": "x", "organisation_id": pk}
            actions.add_post(values, by=cast.us_staff)
        sentences.append(refusal.value.errors["organisation"])
    assert sentences[0] == sentences[1]


def test_nobody_adds_an_organisation_for_the_other_side(cast):
    with acting_as(Audience.US), pytest.raises(NotAllowed):
        actions.add_organisation({"name_en": "x", "kind": "agency", "side": "ROK"}, by=cast.us_staff)


def test_nobody_takes_an_organisation_of_the_other_side_over(cast):
    theirs = cast.rok_poc.contact.organisation
    with acting_as(Audience.US), pytest.raises(NotAllowed, match="keeps its own entries"):
        actions.revise_organisation(theirs, {"side": "US"}, by=cast.us_staff, seen=actions.version_of(theirs))


def test_the_second_of_two_editors_sees_both_versions_and_loses_neither(client, cast, post):
    client.force_login(cast.us_staff)
    address = reverse("contacts:edit-post", args=[post.pk])
    opened = fields(post)
    assert client.post(address, opened | {"title_ko": "먼저 저장한 이름"}).status_code == 302
    answer = client.post(address, opened | {"title_en": "Typed second"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "먼저 저장한 이름" in page
    assert "Typed second" in page
    shown = answer.context["form"]
    again = fields(post, title_en="Typed second", title_ko="먼저 저장한 이름", seen=shown["seen"].value())
    assert client.post(address, again).status_code == 302
    post.refresh_from_db()
    assert (post.title_en, post.title_ko) == ("Typed second", "먼저 저장한 이름")


def test_a_double_click_on_save_is_no_conflict(client, cast, post):
    client.force_login(cast.us_staff)
    form = fields(post, title_en="Saved twice")
    for _twice in range(2):
        assert client.post(reverse("contacts:edit-post", args=[post.pk]), form).status_code == 302


def test_the_directory_remembers_who_changed_what(client, cast, post):
    client.force_login(cast.us_staff)
    client.post(reverse("contacts:edit-post", args=[post.pk]), fields(post, title_en="US lead, at sea"))
    with acting_as(Audience.ROK):
        entry = Entry.objects.visible_to(cast.rok_poc).about(post).filter(table="contacts_post").first()
    assert (entry.action, entry.side, entry.actor_id) == ("revise-post", "US", cast.us_staff.pk)
    assert entry.changes["title_en"] == ["US lead, Maritime Security", "US lead, at sea"]
    assert "US lead, at sea" in client.get(reverse("contacts:post", args=[post.pk])).content.decode()


def test_a_decomposed_name_is_stored_composed(cast, post):
    with acting_as(Audience.US):
        row = actions.revise_post(
            post, {"title_ko": "\u1112\u1161\u11ab 담당"}, by=cast.us_staff, seen=actions.version_of(post)
        )
    assert row.title_ko == "한 담당"


def test_the_directory_takes_the_same_statements_for_one_post_and_for_a_hundred(client, cast, post):
    client.force_login(cast.us_poc)
    few = statements(client, "/contacts/")
    with acting_as(Audience.JOINT):
        Post.objects.bulk_create(
            Post(side="US", organisation=post.organisation, title_en=f"Seat {n}", title_ko=f"자리 {n}")
            for n in range(100)
        )
        people = PointOfContact.objects.bulk_create(
            PointOfContact(side="US", organisation=post.organisation, name=f"Desk {n}") for n in range(100)
        )
        seats = Post.objects.filter(title_en__startswith="Seat").order_by("pk")
        Tenure.objects.bulk_create(
            Tenure(post=seat, holder=person, since=date(2025, 1, 1)) for seat, person in zip(seats, people, strict=True)
        )
    assert statements(client, "/contacts/") == few <= 8
    assert statements(client, reverse("contacts:post", args=[post.pk])) <= 8
    assert statements(client, reverse("contacts:detail", args=[people[0].pk])) <= 8
    assert statements(client, reverse("contacts:organisation", args=[post.organisation_id])) <= 8
    assert statements(client, reverse("contacts:organisations")) <= 8
