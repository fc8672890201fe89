"""Somebody leaves: the posts go to successors in one step, and history still names who was there before."""

from datetime import timedelta
from threading import Barrier, Thread
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from contacts import actions
from contacts.models import PointOfContact, Post, Tenure, User
from core.audience import Audience, acting_as
from core.errors import Conflict, Malformed, NotAllowed
from core.models import Entry

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
        ({"on": TODAY - timedelta(days=1)}, "on", "today or a later day"),
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
