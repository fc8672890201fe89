"""Prepared queries find what the same query finds when it is built anew."""

from datetime import date
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from contacts.models import Organisation, Post, Tenure
from contacts.reading import posts_matching
from core.audience import Audience, acting_as
from core.queries import Prepared
from projects import actions
from projects.enums import Stage
from projects.models import Ranking
from projects.scoring import running
from tests.factories import make_project
from tests.statements import statements

pytestmark = pytest.mark.django_db


def test_a_named_value_goes_where_its_example_stood(cast):
    held = Prepared(lambda day, side: Tenure.objects.held_on(day).filter(post__side=side), day=date.min, side="?")
    for day in (date(2024, 1, 1), date(2026, 1, 1)):
        for side in ("US", "ROK"):
            assert held.instances(day=day, side=side) == list(Tenure.objects.held_on(day).filter(post__side=side))


def test_instances_carry_what_was_selected_and_annotated(cast, django_assert_num_queries):
    prepared = Prepared(lambda: Post.objects.for_directory())
    with django_assert_num_queries(1):
        told = [(post.organisation.name_en, post.holder["name"]) for post in prepared.instances()]
    assert told == [(post.organisation.name_en, post.holder["name"]) for post in Post.objects.for_directory()]


@pytest.mark.parametrize("words", ["100%", "a_b", "\\", "100", "%"])
def test_signs_of_a_pattern_are_looked_for_as_they_stand(cast, words):
    with acting_as(Audience.JOINT):
        office = Organisation.objects.create(name_en=f"Office {words}", kind="agency", side="US")
        post = Post.objects.create(side="US", organisation=office, title_en="One", title_ko="하나")
    assert posts_matching(words, by=cast.us_poc) == [post]


def test_another_thread_asks_over_its_own_connection(cast):
    prepared = Prepared(lambda: Organisation.objects.order_by("pk"))
    assert prepared.instances()
    connections = []

    def ask():
        prepared.instances()
        connections.append(connection.connection)
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert connections and connections[0] is not connection.connection


def test_a_kept_plan_belongs_to_the_sql_it_was_made_for(cast):
    """Else a layer that is taken away would still stand in what was asked before."""
    asked = {"side": "US"}
    prepared = Prepared(lambda: Post.objects.filter(**asked).order_by("pk"), planned_once=True)
    assert {post.side for post in prepared.instances()} == {"US"}
    asked["side"] = "ROK"
    prepared.forget()
    assert {post.side for post in prepared.instances()} == {"ROK"}


def test_a_named_value_without_a_place_is_refused(cast):
    """Else every reader would get what was found for the example."""
    with pytest.raises(LookupError, match="no place for side"):
        Prepared(lambda day, side: Tenure.objects.held_on(day), day=date.min, side="?").rows(day=date.min, side="US")


@pytest.mark.parametrize("names", [("us_lead",), ("us_lead", "rok_lead")], ids=["the first", "the one that decides"])
def test_a_signature_takes_as_many_statements_whatever_was_answered_before(client, cast, names):
    *before, last = (getattr(cast, name) for name in names)
    counts = []
    for earlier in (0, 3):
        project = make_project(stage=Stage.REVIEW)
        form = {"answer": "concur", "seen": project.version}
        with acting_as(Audience.JOINT):
            for _time in range(earlier):
                actions.take_step(project, "decide", by=cast.us_lead, seen=project.version)
                actions.withdraw(project, "decide", by=cast.us_lead, seen=project.version)
            for one in before:
                actions.take_step(project, "decide", by=one, seen=project.version)
            if not earlier and not before:
                actions.ask(project, "decide", by=cast.us_lead, seen=project.version)
        client.force_login(last)
        address = reverse("projects:step", args=[project.reference, "decide"])
        counts.append(statements(client, address, form | {"key": str(uuid4())}))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("day", "year"), [("2041-03-01", 2041), ("2041-06-01", 2042), ("2043-01-01", 2043), ("2044-01-01", 2043)]
)
def test_the_year_that_is_scored_for_is_the_first_that_is_not_over_else_the_last(cast, day, year):
    with acting_as(Audience.JOINT):
        for one, closes_on in ((2040, "2040-05-01"), (2041, "2041-05-01"), (2042, "2042-05-01"), (2043, None)):
            Ranking.objects.create(year=one, closes_on=closes_on)
        assert running(date.fromisoformat(day)).year == year
