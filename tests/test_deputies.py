"""Deputies act for a post while they are marked so, sign as its deputies, and then no more."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts import actions
from contacts.backends import Backend
from contacts.enums import Role
from contacts.models import Deputy, Post, Tenure, User
from core.audience import Audience, acting_as
from core.errors import Conflict, Malformed, NotAllowed
from core.models import Concurrence, Entry
from projects import actions as projects
from projects import reading
from projects.actions.scoring import Given
from projects.models import Sealed

TODAY = timezone.localdate()
AS_DEPUTY = {"en": "Deputy for US lead, Maritime Security", "ko": "미국 측 해양안보 책임관 대리"}


@pytest.fixture
def post(cast):
    return Post.objects.get(title_en="US lead, Maritime Security")


def name_deputy(post, person, by, **changes) -> Deputy:
    values = {"deputy": person.contact.pk, "since": TODAY, "until": None, **changes}
    with acting_as(Audience.of(by.side)):
        return actions.name_deputy(post, **values, by=by)


def again(person: User) -> User:
    """The account as the next request reads it."""
    return User.objects.get(pk=person.pk)


def test_a_deputy_of_a_lead_post_is_a_lead_while_marked_so(cast, post):
    assert not again(cast.us_poc).has_role(Role.LEAD)
    row = name_deputy(post, cast.us_poc, cast.us_lead, reason="on leave")
    assert again(cast.us_poc).has_role(Role.LEAD)
    with acting_as(Audience.US):
        actions.end_deputy(row, by=cast.us_lead)
    assert not again(cast.us_poc).has_role(Role.LEAD)


def test_a_deputy_of_another_post_is_a_point_of_contact(cast):
    post = Post.objects.get(title_en="ROK POC, Maritime Security")
    assert not again(cast.rok_staff).has_role(Role.POC)
    name_deputy(post, cast.rok_staff, cast.rok_poc)
    person = again(cast.rok_staff)
    assert (person.has_role(Role.POC), person.has_role(Role.LEAD)) == (True, False)


def test_a_deputyship_counts_from_its_first_day_and_no_longer_on_its_last(cast, post):
    row = name_deputy(
        post, cast.us_poc, cast.us_staff, since=TODAY + timedelta(days=2), until=TODAY + timedelta(days=9)
    )
    days = {offset: User.objects.with_posts(day=TODAY + timedelta(days=offset)) for offset in (1, 2, 8, 9)}
    acts = {offset: bool(people.get(pk=cast.us_poc.pk).deputised_posts) for offset, people in days.items()}
    assert acts == {1: False, 2: True, 8: True, 9: False}
    assert not row.runs


def test_who_holds_a_post_signs_as_its_holder_but_as_deputy_what_only_a_lead_may(cast, post):
    name_deputy(post, cast.us_poc, cast.us_lead)
    person = again(cast.us_poc)
    assert person.signs_as["en"] == "US POC, Maritime Security"
    assert person.signing_as(Role.POC, Role.LEAD, Role.STAFF)["en"] == "US POC, Maritime Security"
    assert person.signing_as(Role.LEAD) == AS_DEPUTY


def test_who_holds_no_post_signs_everything_as_deputy(cast, post):
    with acting_as(Audience.US):
        actions.end_tenure(cast.us_staff.contact.tenures.get(), until=TODAY, by=cast.us_staff)
    name_deputy(post, cast.us_staff, cast.us_lead)
    assert again(cast.us_staff).signs_as == AS_DEPUTY


def test_a_lead_who_deputises_signs_by_the_own_lead_post(cast, post):
    with acting_as(Audience.JOINT):
        other = Post.objects.create(
            side="US", organisation=post.organisation, title_en="US lead, Exercises", title_ko="훈련", is_lead=True
        )
    name_deputy(other, cast.us_lead, cast.us_staff)
    assert again(cast.us_lead).signing_as(Role.LEAD)["en"] == "US lead, Maritime Security"


def test_the_holder_of_a_lead_post_is_a_lead_whatever_the_account_says(cast, post):
    with acting_as(Audience.US):
        actions.start_tenure(post, holder=cast.us_poc.contact.pk, since=TODAY, hand_over=True, by=cast.us_staff)
    person = again(cast.us_poc)
    assert person.has_role(Role.LEAD)
    assert person.signs_as["en"] == "US POC, Maritime Security"
    assert person.signing_as(Role.LEAD)["en"] == "US lead, Maritime Security"


@pytest.mark.parametrize("stranger", ["us_poc", "us_leader", "rok_lead", "rok_staff", "admin"])
def test_only_the_holder_a_lead_or_the_secretariat_of_the_side_names_a_deputy(cast, post, stranger):
    with pytest.raises(NotAllowed):
        name_deputy(post, cast.us_poc, getattr(cast, stranger))


def test_a_point_of_contact_names_a_deputy_for_the_own_post_alone(cast, post):
    own = Post.objects.get(title_en="US POC, Maritime Security")
    name_deputy(own, cast.us_staff, cast.us_poc)
    with pytest.raises(NotAllowed, match="The holder of a post"):
        name_deputy(post, cast.us_staff, cast.us_poc)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"deputy": lambda cast: cast.rok_poc.contact.pk}, "deputy", "of your side"),
        ({"deputy": lambda cast: 10**9}, "deputy", "of your side"),
        ({"deputy": lambda cast: cast.us_lead.contact.pk}, "deputy", "holds the post"),
        ({"since": lambda cast: TODAY - timedelta(days=2)}, "since", "today or a later day"),
        ({"until": lambda cast: TODAY}, "until", "a day after the first"),
    ],
)
def test_a_deputy_that_cannot_be_is_refused_at_its_field(cast, post, change, field, sentence):
    values = {name: value(cast) for name, value in change.items()}
    with pytest.raises(Malformed) as refusal:
        name_deputy(post, cast.us_poc, cast.us_lead, **values)
    assert sentence in refusal.value.errors[field]


def test_who_has_no_open_account_cannot_deputise(cast, post):
    with acting_as(Audience.JOINT):
        actions.close_account(cast.us_poc, by=cast.admin)
    with pytest.raises(Malformed, match="no open account"):
        name_deputy(post, cast.us_poc, cast.us_lead)


def test_nobody_deputises_twice_for_a_post_at_a_time_but_two_people_may(cast, post):
    name_deputy(post, cast.us_poc, cast.us_lead)
    with pytest.raises(Malformed, match="deputises for the post at that time already"):
        name_deputy(post, cast.us_poc, cast.us_lead, since=TODAY + timedelta(days=3))
    name_deputy(post, cast.us_staff, cast.us_lead)


def test_a_planned_deputy_is_taken_back_and_an_ended_one_not_ended_again(cast, post):
    row = name_deputy(post, cast.us_poc, cast.us_lead, since=TODAY + timedelta(days=5))
    with acting_as(Audience.US):
        row = actions.end_deputy(row, by=cast.us_lead)
        assert row.until == row.since
        with pytest.raises(Conflict):
            actions.end_deputy(row, by=cast.us_lead)
    name_deputy(post, cast.us_poc, cast.us_lead, since=TODAY + timedelta(days=5))


def test_who_becomes_the_holder_deputises_no_longer(cast, post):
    row = name_deputy(post, cast.us_poc, cast.us_lead)
    day = TODAY + timedelta(days=4)
    with acting_as(Audience.US):
        actions.start_tenure(post, holder=cast.us_poc.contact.pk, since=day, hand_over=True, by=cast.us_staff)
    row.refresh_from_db()
    assert row.until == day


def test_history_tells_both_sides_who_deputised_for_which_post(cast, post):
    name_deputy(post, cast.us_poc, cast.us_lead, reason="on leave")
    with acting_as(Audience.ROK):
        entry = Entry.objects.visible_to(cast.rok_poc).get(table="contacts_deputy")
    assert (entry.action, entry.subject_id, entry.side) == ("name-deputy", str(post.pk), "US")


def test_history_says_that_a_planned_deputy_was_taken_back(client, cast, post):
    row = name_deputy(post, cast.us_poc, cast.us_lead, since=TODAY + timedelta(days=5))
    with acting_as(Audience.US):
        actions.end_deputy(row, by=cast.us_lead)
    client.force_login(cast.us_lead)
    page = client.get(reverse("contacts:post", args=[post.pk])).content.decode()
    assert f"took back that {cast.us_poc.contact.name} deputises for {post.title_en}" in page


# --- on the post's card ---


def test_the_holder_names_a_deputy_on_the_posts_card_once_and_ends_it(client, cast):
    post = Post.objects.get(title_en="US POC, Maritime Security")
    client.force_login(cast.us_poc)
    card = reverse("contacts:post", args=[post.pk])
    assert "Name a deputy" in client.get(card).content.decode()
    form = {"key": uuid.uuid4(), "deputy": cast.us_staff.contact.pk, "since": TODAY, "until": "", "reason": "Leave"}
    for _twice in range(2):
        assert client.post(reverse("contacts:name-deputy", args=[post.pk]), form).url == card
    page = client.get(card).content.decode()
    assert "acts now" in page
    assert "named us.staff deputy for US POC, Maritime Security" in page
    assert "Deputises for" in client.get(reverse("contacts:detail", args=[cast.us_staff.contact.pk])).content.decode()
    (row,) = Deputy.objects.all()
    assert client.post(reverse("contacts:end-deputy", args=[row.pk])).url == card
    assert "Nobody deputises for this post." in client.get(card).content.decode()


def test_a_refused_deputy_is_told_at_its_field_and_what_was_typed_stays(client, cast, post):
    client.force_login(cast.us_lead)
    form = {"key": uuid.uuid4(), "deputy": cast.us_poc.contact.pk, "since": "2020-01-01", "reason": "Typed"}
    answer = client.post(reverse("contacts:name-deputy", args=[post.pk]), form)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Choose today or a later day." in page
    assert "Typed" in page


@pytest.mark.parametrize("stranger", ["us_poc", "us_leader", "rok_lead", "admin"])
def test_the_card_offers_deputies_to_nobody_else(client, cast, post, stranger):
    row = name_deputy(post, cast.us_staff, cast.us_lead)
    client.force_login(getattr(cast, stranger))
    card = client.get(reverse("contacts:post", args=[post.pk])).content.decode()
    assert "us.staff" in card
    assert "Name a deputy" not in card
    assert client.post(reverse("contacts:name-deputy", args=[post.pk]), {}).status_code == 403
    assert client.post(reverse("contacts:end-deputy", args=[row.pk])).status_code == 403


def test_a_deputy_signs_for_the_side_only_while_marked_so_and_as_deputy(cast, post, make_project):
    project = make_project(stage="review")
    with acting_as(Audience.US), pytest.raises(NotAllowed):
        projects.take_step(project, "decide", by=again(cast.us_poc), seen=project.version)
    row = name_deputy(post, cast.us_poc, cast.us_lead)
    with acting_as(Audience.US):
        projects.take_step(project, "decide", by=again(cast.us_poc), seen=project.version)
        signature = Concurrence.objects.get()
        entry = Entry.objects.visible_to(cast.us_poc).get(table="core_concurrence")
        actions.end_deputy(row, by=cast.us_lead)
    assert signature.post == entry.post == AS_DEPUTY
    with acting_as(Audience.US), pytest.raises(NotAllowed):
        projects.withdraw(project, "decide", by=again(cast.us_poc), seen=project.version)


def test_what_a_deputy_signed_counts_and_the_holder_does_not_sign_again(cast, post, make_project):
    project = make_project(stage="review")
    name_deputy(post, cast.us_poc, cast.us_lead)
    with acting_as(Audience.US):
        projects.take_step(project, "decide", by=again(cast.us_poc), seen=project.version)
        with pytest.raises(NotAllowed, match="Your side has signed"):
            projects.take_step(project, "decide", by=cast.us_lead, seen=project.version)


def test_who_only_looks_and_deputises_signs_all_of_it_as_deputy(cast, post):
    name_deputy(post, cast.us_leader, cast.us_lead)
    assert again(cast.us_leader).signs_as == AS_DEPUTY


def test_projects_of_the_post_are_the_deputys_work_while_it_lasts(client, cast, make_project):
    post = Post.objects.get(title_en="US POC, Maritime Security")
    project = make_project(us_post=post.pk)
    client.force_login(cast.us_staff)
    assert project.reference not in client.get("/projects/?mine=1").content.decode()
    name_deputy(post, cast.us_staff, cast.us_poc)
    assert project.reference in client.get("/projects/?mine=1").content.decode()
    assert "deputy for US POC, Maritime Security" in client.get("/projects/").content.decode()


def test_reading_the_signed_in_person_with_posts_and_deputyships_takes_one_statement(client, cast, post):
    name_deputy(post, cast.us_poc, cast.us_lead)
    with CaptureQueriesContext(connection) as captured:
        user = Backend().get_user(cast.us_poc.pk)
        assert user.has_role(Role.LEAD)
        assert user.signing_as(Role.LEAD) == AS_DEPUTY
        assert user.post_label
    assert len(captured) == 1


def test_what_a_deputy_without_a_post_wrote_names_the_deputyship_of_then(cast, make_project):
    post = Post.objects.get(title_en="US POC, Maritime Security")
    project = make_project(us_post=post.pk)
    with acting_as(Audience.US):
        actions.end_tenure(cast.us_staff.contact.tenures.get(), until=TODAY, by=cast.us_staff)
        Tenure.objects.filter(holder=cast.us_staff.contact).update(until=TODAY - timedelta(days=1))
    row = name_deputy(post, cast.us_staff, cast.us_poc)
    with acting_as(Audience.US):
        projects.remark(project, "As a deputy", audience=Audience.JOINT, by=again(cast.us_staff))
        actions.end_deputy(row, by=cast.us_poc)
        (remark,) = reading.newest_remarks("US").instances(project=project.pk)
    assert remark.post == {"en": "Deputy for US POC, Maritime Security", "ko": "미국 측 해양안보 담당 대리"}


def test_a_deputy_scores_for_the_side_as_deputy(cast, post, make_project):
    project = make_project(stage="review")
    name_deputy(post, cast.us_poc, cast.us_lead)
    scores = {number: Given(4, "It was asked for.") for number in range(1, 6)}
    with acting_as(Audience.US):
        projects.submit_scores(project, scores, by=again(cast.us_poc), seen="2026.0.1")
        assert Sealed.objects.get(project=project).post == AS_DEPUTY
