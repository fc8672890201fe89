"""Prepared queries find what the same query finds when it is built anew."""

from datetime import date
from threading import Thread

import pytest
from django.db import connection

from contacts.models import Organisation, Post, Tenure
from contacts.reading import posts_matching
from core.audience import Audience, acting_as
from core.queries import Prepared

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
