"""Sealed scores as the pages and the API show them, and take them."""

import pytest
from django.urls import reverse

from core.audience import Audience, acting_as
from projects import actions
from projects.models import Project
from tests.scoring import CANARY, FIRST, WHOLE, YEAR, given, page, submit


@pytest.fixture
def project(make_project):
    return make_project(stage="review")


@pytest.fixture
def opened(project, cast):
    submit(project, given(5, 4, 4, 3, 4), by=cast.us_lead)
    submit(project, given(5, 2, 4, 4, 4), by=cast.rok_lead)
    return project


def test_open_scores_stand_side_by_side_with_their_differences(client, cast, opened):
    told = page(client, cast.rok_poc, opened).content.decode()
    assert "Discuss" in told and "1 differs by two points or more" in told
    assert "rank 1 of 1" in told
    assert told.index(">US</h2>") < told.index(">ROK</h2>")


ASK = "Ask both sides to decide"


def test_open_scores_lead_on_to_the_decision_for_who_may_ask_and_then_say_whose_turn_it_is(client, cast, opened):
    assert ASK in page(client, cast.us_poc, opened).content.decode()
    assert ASK not in page(client, cast.us_leader, opened).content.decode()
    with acting_as(Audience.US):
        asked = Project.objects.joint().get(pk=opened.pk)
        actions.take_step(asked, "decide", by=cast.us_lead, seen=asked.version)
    waiting = page(client, cast.us_poc, opened).content.decode()
    assert ASK not in waiting and "Waiting for ROK" in waiting
    assert "Answer the decision" in page(client, cast.rok_lead, opened).content.decode()


def test_who_decides_before_the_scores_are_open_is_told_so_and_not_stopped(client, cast, project):
    step, hint = reverse("projects:step", args=[project.reference, "decide"]), "The scores of both sides are not open"
    client.force_login(cast.us_lead)
    submit(project, WHOLE, by=cast.us_lead)
    told = client.get(step).content.decode()
    assert hint in told and "Answer for US" in told
    submit(project, WHOLE, by=cast.rok_lead)
    assert hint not in client.get(step).content.decode()


def test_a_korean_page_puts_korea_first(client, cast, opened):
    client.cookies["django_language"] = "ko"
    told = page(client, cast.us_poc, opened).content.decode()
    assert told.index("rcf-duo__side--rok") < told.index("rcf-duo__side--us")


def test_a_project_that_is_not_in_review_says_when_it_is_scored(client, cast, make_project):
    told = page(client, cast.us_lead, make_project(stage="concept")).content.decode()
    assert "This project is not scored yet" in told and "Fit with a priority area" in told


def test_the_scores_of_another_year_have_their_own_address(client, cast, opened):
    assert page(client, cast.us_lead, opened, year=YEAR).status_code == 200
    for year in (YEAR - 1, "x"):
        assert page(client, cast.us_lead, opened, year=year).status_code == 404


def test_history_tells_each_side_what_is_its_own(client, cast, project):
    with acting_as(Audience.US):
        actions.save_scores(project, given(5, reason=CANARY), by=cast.us_lead, seen=FIRST)
    address = reverse("projects:history", args=[project.reference])
    client.force_login(cast.us_poc)
    assert "saved a draft of the score" in client.get(address).content.decode()
    client.force_login(cast.rok_poc)
    assert "score" not in client.get(address).content.decode().split("<main")[1]


def test_history_names_the_side_of_each_open_score(client, cast, opened):
    client.force_login(cast.rok_leader)
    told = client.get(reverse("projects:history", args=[opened.reference])).content.decode()
    assert "US, 2. <b>4</b>" in told and "ROK, 2. <b>2</b>" in told


# --- the API ---


def door(project, more=""):
    return reverse(f"api:scores{more}", args=[project.reference])


def body(scores):
    return {"scores": [{"number": n, "value": one.value, "reason": one.reason} for n, one in scores.items()]}


def send(client, method, address, what, seen=FIRST):
    return getattr(client, method)(address, what, content_type="application/json", headers={"If-Match": f'"{seen}"'})


def test_the_api_keeps_a_draft_submits_it_and_opens_both(client, cast, project):
    client.force_login(cast.us_lead)
    kept = send(client, "put", door(project), body(given(5, 4)))
    assert (kept.status_code, kept.headers["ETag"]) == (200, f'"{YEAR}.1.1"')
    assert send(client, "put", door(project), body(given(1))).status_code == 409
    refused = send(client, "post", door(project, "-submit"), body(given(5, 4)), seen=f"{YEAR}.1.1")
    assert refused.status_code == 400 and "score_3" in refused.json()
    assert send(client, "post", door(project, "-submit"), body(WHOLE), seen=f"{YEAR}.1.1").status_code == 200
    client.force_login(cast.rok_lead)
    sealed = client.get(door(project)).json()
    assert [one["scores"] for one in sealed["sides"]] == [None, None] and sealed["sides"][0]["submitted_at"]
    opened = send(client, "post", door(project, "-submit"), body(given(5, 2, 4, 4, 4))).json()
    assert [len(one["scores"]) for one in opened["sides"]] == [5, 5]
    assert (opened["standing"]["mean"], opened["standing"]["rank"]) == ("19.50", 1)


def test_the_api_refuses_as_the_page_does(client, cast, project):
    client.force_login(cast.us_poc)
    answer = send(client, "put", door(project), body(WHOLE))
    assert answer.status_code == 403 and "lead point of contact" in answer.json()["detail"]


def test_staff_change_the_criteria_through_the_api(client, cast):
    address = reverse("api:ranking-criteria", args=[YEAR])
    client.force_login(cast.rok_staff)
    read = client.get(address)
    rows = [{**one, "weight": "2"} for one in read.json()["criteria"][:3]]
    saved = send(client, "put", address, {"criteria": rows}, seen=1)
    assert saved.status_code == 200 and saved.headers["ETag"] == '"2"'
    assert [one["weight"] for one in client.get(reverse("api:criterion-list"), {"year": YEAR}).json()["results"]] == [
        "2.00"
    ] * 3
    assert send(client, "put", address, {"criteria": rows}, seen=1).status_code == 409
    wrong = send(client, "put", address, {"criteria": [{"name_en": "", "name_ko": "하나", "weight": "x"}]}, seen=2)
    assert wrong.status_code == 400 and set(wrong.json()) == {"name_en_1", "weight_1"}
