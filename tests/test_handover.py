"""Somebody leaves: the posts go to successors in one step, and history still names who was there before."""

import re
from datetime import timedelta
from html import unescape
from threading import Barrier, Thread
from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from contacts import actions
from contacts.models import PointOfContact, Post, Tenure, User
from core.audience import Audience, acting_as
from core.errors import Conflict, Malformed, NotAllowed
from core.models import Entry
from projects import actions as projects
from projects import reading
from tests.statements import statements

TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=10)


def make_desk(name: str = "Maritime desk, successor") -> PointOfContact:
    """Somebody of the US side with an account and without a post."""
    with acting_as(Audience.JOINT):
        user = User.objects.create(username=name.split()[-1], email=f"{name.split()[-1]}@example.org", side="US")
        body = Post.objects.filter(side="US").first().organisation
        return PointOfContact.objects.create(side="US", organisation=body, name=name, user=user)


def leaving_person(cast) -> SimpleNamespace:
    """The US POC, who holds a second post, too."""
    with acting_as(Audience.JOINT):
        first = cast.us_poc.contact.tenures.get().post
        second = Post.objects.create(
            side="US", organisation=first.organisation, title_en="US POC, Exercises", title_ko="미국 측 훈련 담당"
        )
        Tenure.objects.create(post=second, holder=cast.us_poc.contact, since=TODAY - timedelta(days=90))
    return SimpleNamespace(contact=cast.us_poc.contact, first=first, second=second)


@pytest.fixture
def leaving(cast) -> SimpleNamespace:
    return leaving_person(cast)


@pytest.fixture
def desk(cast) -> PointOfContact:
    return make_desk()


def hand_over(leaving: PointOfContact, to: dict, by: User, **changes) -> list[Tenure]:
    values = {"on": TODAY, "seen": actions.tenures_version(leaving), **changes}
    with acting_as(Audience.of(by.side)):
        return actions.hand_over(leaving, to={post.pk: person.pk for post, person in to.items()}, by=by, **values)


def holder_of(post: Post, day=TODAY) -> str:
    return Post.objects.with_holder(day=day).get(pk=post.pk).holder["name"]


def test_all_posts_go_to_one_successor_in_one_step(cast, leaving, desk):
    hand_over(leaving.contact, {leaving.first: desk, leaving.second: desk}, cast.us_lead)
    assert holder_of(leaving.first) == holder_of(leaving.second) == desk.name
    assert User.objects.get(pk=desk.user_id).posts_acted_for != []
    assert User.objects.get(pk=cast.us_poc.pk).posts_acted_for == []


def test_each_post_may_have_a_successor_of_its_own_and_one_may_stay(cast, leaving, desk):
    hand_over(leaving.contact, {leaving.first: cast.us_staff.contact}, cast.us_staff)
    assert (holder_of(leaving.first), holder_of(leaving.second)) == ("us.staff", "us.poc")


def test_a_hand_over_may_be_planned_for_a_later_day(cast, leaving, desk):
    hand_over(leaving.contact, {leaving.first: desk}, cast.us_lead, on=LATER)
    assert (holder_of(leaving.first), holder_of(leaving.first, LATER)) == ("us.poc", desk.name)


def test_where_one_post_is_taken_nothing_is_handed_over(cast, leaving, desk):
    with acting_as(Audience.US):
        actions.end_tenure(leaving.contact.tenures.get(post=leaving.second), until=LATER, by=cast.us_staff)
        actions.start_tenure(leaving.second, holder=cast.us_leader.contact.pk, since=LATER, by=cast.us_staff)
    with pytest.raises(Malformed, match="Somebody else holds this post at that time"):
        hand_over(leaving.contact, {leaving.first: desk, leaving.second: desk}, cast.us_lead)
    assert holder_of(leaving.first) == "us.poc"


def test_an_ending_tenure_is_followed_by_the_successor_on_its_last_day(cast, leaving, desk):
    with acting_as(Audience.US):
        actions.end_tenure(leaving.contact.tenures.get(post=leaving.first), until=LATER, by=cast.us_staff)
    hand_over(leaving.contact, {leaving.first: desk}, cast.us_lead, on=LATER)
    assert holder_of(leaving.first, LATER) == desk.name


@pytest.mark.parametrize("on", [TODAY, LATER])
def test_handing_over_back_undoes_it_also_on_the_same_day(cast, leaving, desk, on):
    hand_over(leaving.contact, {leaving.first: desk}, cast.us_lead, on=on)
    hand_over(desk, {leaving.first: leaving.contact}, cast.us_lead, on=on)
    assert holder_of(leaving.first, on) == "us.poc"
    assert holder_of(leaving.first, on + timedelta(days=400)) == "us.poc"


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"on": TODAY - timedelta(days=2)}, "on", "today or a later day"),
        ({"to": {}}, "__all__", "at least one post"),
        ({"to": lambda cast, leaving: {leaving.first: cast.rok_poc.contact}}, "successor", "of your side"),
        ({"to": lambda cast, leaving: {leaving.first: leaving.contact}}, "successor", "another point of contact"),
        (
            {"to": lambda cast, leaving: {cast.us_lead.contact.tenures.get().post: cast.us_staff.contact}},
            "on",
            "does not hold all of these posts",
        ),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused_at_its_field(cast, leaving, desk, change, field, sentence):
    to = change.get("to", {leaving.first: desk})
    to = to(cast, leaving) if callable(to) else to
    with pytest.raises(Malformed) as refusal:
        hand_over(leaving.contact, to, cast.us_lead, **{name: value for name, value in change.items() if name != "to"})
    assert sentence.lower() in refusal.value.errors[field].lower()


@pytest.mark.parametrize("stranger", ["us_poc", "us_leader", "rok_lead", "rok_staff", "admin"])
def test_only_a_lead_or_the_secretariat_of_the_side_hands_over(cast, leaving, desk, stranger):
    with pytest.raises(NotAllowed):
        hand_over(leaving.contact, {leaving.first: desk}, getattr(cast, stranger))
    assert holder_of(leaving.first) == "us.poc"


def test_who_leaves_deputises_for_nobody_any_more_when_so_chosen_and_a_successor_not_for_the_own_post(
    cast, leaving, desk
):
    lead = cast.us_lead.contact.tenures.get().post
    with acting_as(Audience.US):
        left = actions.name_deputy(lead, deputy=leaving.contact.pk, since=TODAY, until=None, by=cast.us_lead)
        own = actions.name_deputy(leaving.first, deputy=desk.pk, since=TODAY, until=None, by=cast.us_lead)
    hand_over(leaving.contact, {leaving.first: desk}, cast.us_lead, on=LATER, end_deputyships=True)
    for row in (left, own):
        row.refresh_from_db()
        assert row.until == LATER


def test_history_names_both_and_who_handed_over(cast, leaving, desk):
    hand_over(leaving.contact, {leaving.first: desk}, cast.us_lead)
    with acting_as(Audience.ROK):
        ended, begun = Entry.objects.visible_to(cast.rok_poc).filter(action="hand-over").order_by("seq")
    assert ended.post["en"] == begun.post["en"] == "US lead, Maritime Security"
    assert ended.changes["until"] == [None, TODAY.isoformat()]
    assert begun.changes["holder_id"] == [None, desk.pk]


def test_of_two_leads_who_hand_the_same_person_over_at_once_one_wins_and_the_other_learns_it(committed):
    leaving, desks = leaving_person(committed), [make_desk("Desk one"), make_desk("Desk two")]
    seen, both, told = actions.tenures_version(leaving.contact), Barrier(2), []

    def act(by: User, desk: PointOfContact) -> None:
        both.wait(5)
        try:
            hand_over(leaving.contact, {leaving.first: desk, leaving.second: desk}, by, seen=seen)
            told.append(desk.name)
        except Conflict as conflict:
            told.append(str(conflict))
        finally:
            connection.close()

    threads = [
        Thread(target=act, args=args) for args in zip((committed.us_lead, committed.us_staff), desks, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sentence, winner = sorted(told, key=lambda one: one.startswith("Desk"))
    assert sentence == "Who holds these posts changed after you opened this page. Read again what moves."
    assert holder_of(leaving.first) == holder_of(leaving.second) == winner


# --- the page ---


def page_of(leaving: PointOfContact) -> str:
    return reverse("reporting:hand-over", args=[leaving.pk])


def form_of(client, leaving: PointOfContact, **chosen) -> dict:
    """What the preview sends when its button is pressed."""
    page = client.get(page_of(leaving), {"on": TODAY.isoformat(), **chosen})
    assert page.status_code == 200
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.content.decode()))


def test_a_point_of_contact_leaves_and_everything_is_with_the_successor(client, cast, make_project, leaving, desk):
    """The journey of the issue's fifth point."""
    both = leaving.contact, desk
    joint = make_project(stage="active", us_post=leaving.first.pk, title_en="Radar training")
    private = make_project(audience=Audience.US, us_post=leaving.second.pk, title_en="Kept for now")
    with acting_as(Audience.US):
        plan = {"name_en": "Second course", "name_ko": "", "owner": "US", "planned_on": TODAY - timedelta(days=3)}
        projects.add_milestone(joint, plan, by=cast.us_poc)
        projects.remark(joint, "From before", audience=Audience.JOINT, by=cast.us_poc)
    client.force_login(cast.us_lead)
    assert "US POC, Exercises" in client.get(page_of(leaving.contact)).content.decode()
    chosen = {"successor": desk.pk, "on": TODAY.isoformat()}
    page = unescape(client.get(page_of(leaving.contact), chosen).content.decode())
    for told in ("Radar training", "Milestone: Second course", "3 days late", "Kept for now", "Hand over 2 posts"):
        assert told in page
    form = form_of(client, leaving.contact, **chosen)
    for _twice in range(2):
        answer = client.post(page_of(leaving.contact), form, follow=True)
        assert "2 posts are with Maritime desk, successor" in answer.content.decode()
    assert holder_of(leaving.first) == holder_of(leaving.second) == desk.name
    client.force_login(User.objects.get(pk=desk.user_id))
    mine = unescape(client.get("/projects/?mine=1").content.decode())
    assert joint.reference in mine
    assert private.reference in mine
    detail = unescape(client.get(f"/projects/{joint.reference}/").content.decode())
    assert "From before" in detail
    assert "US POC, Maritime Security" in detail
    told = "handed US POC, Maritime Security over from us.poc to Maritime desk, successor"
    for card in (reverse("contacts:post", args=[leaving.first.pk]), *(f"/contacts/{one.pk}/" for one in both)):
        assert told in unescape(client.get(card).content.decode())


def test_what_was_done_on_the_day_of_the_hand_over_names_the_post_of_then(client, cast, make_project, leaving, desk):
    project = make_project(us_post=leaving.first.pk)
    with acting_as(Audience.US):
        projects.remark(project, "On the last day", audience=Audience.JOINT, by=cast.us_poc)
    hand_over(leaving.contact, {leaving.first: desk, leaving.second: desk}, cast.us_lead)
    with acting_as(Audience.US):
        (remark,) = reading.newest_remarks("US").instances(project=project.pk)
    assert remark.post["en"] == "US POC, Maritime Security"


def test_what_the_post_and_for_a_lead_the_side_still_has_to_sign_and_close_is_told_before(
    client, cast, make_project, leaving, desk
):
    """The lead owes what the side owes; a point of contact, what stands on the post's own projects."""
    named, other = make_project(stage="review", us_post=leaving.first.pk), make_project(stage="review")
    for project in (named, other):
        with acting_as(Audience.ROK):
            projects.take_step(project, "decide", by=cast.rok_lead, seen=project.version)
    raised = make_project(stage="review", us_post=leaving.first.pk)
    with acting_as(Audience.US):
        concerns = [{"en": "Spare parts are late"}]
        projects.take_step(raised, "decide", by=cast.us_lead, seen=raised.version, answer="concerns", concerns=concerns)
    client.force_login(cast.us_staff)
    told = {}
    for person in (leaving.contact, cast.us_lead.contact):
        page = client.get(page_of(person), {"successor": desk.pk, "on": TODAY.isoformat()}).content.decode()
        sentences = ("ROK signed on", "A concern of your side is open: “Spare parts are late”", "scored it yet")
        told[person.pk] = [page.count(sentence) for sentence in sentences]
    assert told == {leaving.contact.pk: [1, 1, 2], cast.us_lead.contact.pk: [2, 1, 3]}


def test_the_other_sides_private_projects_are_not_counted(client, cast, make_project, leaving, desk):
    make_project(audience=Audience.ROK, us_post=leaving.first.pk, title_en="CANARY")
    make_project(us_post=leaving.first.pk)
    client.force_login(cast.us_staff)
    page = client.get(page_of(leaving.contact), {"successor": desk.pk, "on": TODAY.isoformat()}).content.decode()
    assert "1 project</h3>" in page
    assert "CANARY" not in page


@pytest.mark.parametrize("stranger", ["us_poc", "us_leader", "rok_lead", "rok_staff", "admin"])
def test_the_page_is_refused_to_who_may_not_hand_over(client, cast, leaving, desk, stranger):
    client.force_login(cast.us_lead)
    form = form_of(client, leaving.contact, successor=desk.pk)
    client.force_login(getattr(cast, stranger))
    for answer in (client.get(page_of(leaving.contact)), client.post(page_of(leaving.contact), form)):
        assert answer.status_code == 403
        assert "hand" in answer.content.decode()
    assert holder_of(leaving.first) == "us.poc"


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"successor": ""}, "Choose who takes the posts."),
        ({"successor": "999999"}, "Choose another point of contact of your side."),
        ({"on": "2020-01-01"}, "Choose today or a later day."),
        ({"on": "soon"}, "Enter a valid date."),
    ],
)
def test_a_choice_that_cannot_be_is_refused_before_the_preview(client, cast, leaving, desk, chosen, sentence):
    client.force_login(cast.us_lead)
    answer = client.get(page_of(leaving.contact), {"successor": desk.pk, "on": TODAY.isoformat(), **chosen})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_whoever_may_take_the_posts_is_named_with_what_they_hold(client, cast, leaving, desk):
    client.force_login(cast.us_lead)
    page = client.get(page_of(leaving.contact)).content.decode()
    assert f"{desk.name}: holds no post" in page
    assert "us.lead: US lead, Maritime Security" in page


def test_one_post_may_stay_and_another_go_to_somebody_else(client, cast, leaving, desk):
    client.force_login(cast.us_lead)
    choice = {f"to_{leaving.first.pk}": "stays", f"to_{leaving.second.pk}": cast.us_staff.contact.pk}
    client.post(page_of(leaving.contact), form_of(client, leaving.contact, **choice))
    assert (holder_of(leaving.first), holder_of(leaving.second)) == ("us.poc", "us.staff")


def test_who_confirms_too_late_sees_what_is_so_now_and_changes_nothing(client, cast, leaving, desk):
    client.force_login(cast.us_lead)
    form = form_of(client, leaving.contact, successor=desk.pk)
    hand_over(leaving.contact, {leaving.first: cast.us_staff.contact}, cast.us_staff)
    answer = client.post(page_of(leaving.contact), form)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Nothing was handed over" in page
    assert "Hand over 1 post<" in page
    assert holder_of(leaving.second) == "us.poc"


def test_the_preview_takes_the_same_statements_for_one_project_and_for_many(client, cast, make_project, leaving, desk):
    client.force_login(cast.us_lead)
    address = f"{page_of(leaving.contact)}?successor={desk.pk}&on={TODAY}"
    counts = []
    for _round in range(2):
        for _one in range(3):
            make_project(stage="active", us_post=leaving.first.pk)
        counts.append(statements(client, address))
    assert counts[0] == counts[1] <= 16
