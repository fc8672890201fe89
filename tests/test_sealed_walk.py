"""Sealed scores: the same walk. No address tells a side what the other gave before both have submitted."""

from collections import defaultdict

import pytest
from django.db import connections
from django.urls import reverse
from django.urls.exceptions import NoReverseMatch

from core import rls
from core.audience import Audience, AudienceQuerySet, acting_as
from core.sides import Side
from projects import actions
from projects.actions.scoring import Given
from projects.models import Criterion, Score, Scoresheet
from rcf_tracker import roles
from tests import test_walk
from tests.factories import make_project
from tests.test_scoring import FIRST
from tests.test_walk import CANARY, addresses, open_to_all, samples, walk

OUTSIDERS = {Side.US: ["rok_poc", "rok_lead", "admin"], Side.ROK: ["us_staff", "us_lead", "us_leader"]}
built_anew = test_walk.built_anew


@pytest.fixture
def sealed(cast):
    """By side, a joint project that this side alone has scored and submitted, and one of which it has a draft."""
    found = {}
    for side in Side:
        lead = getattr(cast, f"{side.lower()}_lead")
        submitted, begun = make_project(stage="review"), make_project(stage="review")
        with acting_as(Audience.of(side)):
            actions.submit_scores(submitted, scores(side), by=lead, seen=FIRST)
            actions.save_scores(begun, scores(side), by=lead, seen=FIRST)
            keys = [*Scoresheet.objects.values_list("pk", flat=True), *Score.objects.values_list("pk", flat=True)]
        job = type("Row", (), {"pk": keys[0]})
        of = {"project": submitted, "begun": begun, "job": job, "secrets": {CANARY[side], *map(str, keys)}}
        found[side] = defaultdict(Criterion.objects.first, of)
    return found


def scores(side):
    return {number: Given(number, f"{CANARY[side]} reason {number}") for number in range(1, 6)}


def ask(client, cast, of, side, outsiders):
    """Every address as each of these people, those of a project also of the one with a draft."""
    walk(client, cast, of, side, outsiders, secrets=of["secrets"])
    for name, parameters in addresses():
        if "reference" in parameters:
            known = samples({**of, "project": of["begun"]}, name)
            try:
                answer = client.get(reverse(name, kwargs={key: known[key] for key in parameters}))
            except NoReverseMatch:
                continue
            assert not [secret for secret in of["secrets"] if secret in test_walk.content(answer)], name


@pytest.mark.parametrize("side", Side)
def test_no_address_tells_the_other_side_of_a_sealed_score(client, cast, sealed, side):
    ask(client, cast, sealed[side], side, OUTSIDERS[side])


@pytest.mark.parametrize("side", Side)
def test_the_same_holds_when_row_level_security_is_taken_away(client, cast, sealed, side, monkeypatch, built_anew):
    monkeypatch.setattr("core.http.acting_as", open_to_all)
    ask(client, cast, sealed[side], side, OUTSIDERS[side][1:2])


@pytest.mark.parametrize("side", Side)
def test_the_same_holds_when_the_querysets_are_taken_away(client, cast, sealed, side, monkeypatch, built_anew):
    monkeypatch.setattr(AudienceQuerySet, "readable_by", lambda rows, side: rows)
    ask(client, cast, sealed[side], side, OUTSIDERS[side][1:2])


def test_the_querysets_alone_hide_a_sealed_score(committed):
    """With row-level security taken away, as if the policy had been dropped."""
    project = make_project(stage="review")
    with acting_as(Audience.US):
        actions.submit_scores(project, scores(Side.US), by=committed.us_lead, seen=FIRST)
    with roles.connect(connections["owner"].settings_dict, autocommit=True) as owner:
        for table in rls.protected_tables():
            owner.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        try:
            for model in (Scoresheet, Score):
                assert model.objects.filter(audience=Audience.US).exists()
                for outsider in (committed.rok_lead, committed.admin):
                    assert not model.objects.visible_to(outsider).exists()
        finally:
            for table in rls.protected_tables():
                owner.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
