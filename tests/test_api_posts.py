"""The API hands posts over, names deputies and warns, by the same actions and with the same sentences as the pages."""

import uuid

import pytest
from django.utils import timezone

from contacts.models import Post
from core.audience import Audience
from tests.statements import statements

JSON = {"content_type": "application/json"}
TODAY = timezone.localdate().isoformat()


@pytest.fixture
def post(cast):
    return Post.objects.get(title_en="US POC, Maritime Security")


def address(person) -> str:
    return f"/api/v1/contacts/{person.contact.pk}/hand-over/"


def test_posts_are_handed_over_at_the_version_that_was_read(api, cast, post, make_project):
    joint = make_project(us_post=post.pk)
    make_project(audience=Audience.ROK, us_post=post.pk, title_en="CANARY")
    client = api("us_lead")
    told = client.get(address(cast.us_poc))
    (moving,) = told.json()
    assert (moving["post"], moving["count"], moving["projects"]) == (post.pk, 1, [joint.reference])
    assert {one["why"] for one in moving["owed"]} == {
        "Not confirmed in English: title, summary",
        "It overlaps with efforts of others, and nobody has said how they relate.",
    }
    body = {"on": TODAY, "to": [{"post": post.pk, "successor": cast.us_staff.contact.pk}]}
    assert client.post(address(cast.us_poc), body, **JSON).status_code == 428
    headers = {"If-Match": told["ETag"], "Idempotency-Key": str(uuid.uuid4())}
    for _twice in range(2):
        done = client.post(address(cast.us_poc), body, **JSON, headers=headers)
        assert [(one["post"], one["holder"]) for one in done.json()] == [(post.pk, cast.us_staff.contact.pk)]
    late = client.post(address(cast.us_poc), body, **JSON, headers={"If-Match": told["ETag"]})
    assert late.status_code == 409
    assert "changed after you opened" in late.json()["detail"]


@pytest.mark.parametrize("stranger", ["us_poc", "us_leader", "rok_lead", "rok_staff", "admin"])
def test_nobody_else_reads_what_moves_or_hands_over(api, cast, post, stranger):
    version = api("us_lead").get(address(cast.us_poc))["ETag"]
    body = {"on": TODAY, "to": [{"post": post.pk, "successor": cast.us_staff.contact.pk}]}
    client = api(stranger)
    answers = (
        client.get(address(cast.us_poc)),
        client.post(address(cast.us_poc), body, **JSON, headers={"If-Match": version}),
    )
    for answer in answers:
        assert answer.status_code == 403
        assert answer.json()["detail"]
    assert client.get("/api/v1/contacts/999999999/hand-over/").status_code == 404


def test_a_hand_over_that_cannot_be_is_refused_at_its_field(api, cast, post):
    client = api("us_lead")
    version = client.get(address(cast.us_poc))["ETag"]
    body = {"on": TODAY, "to": [{"post": post.pk, "successor": cast.rok_poc.contact.pk}]}
    answer = client.post(address(cast.us_poc), body, **JSON, headers={"If-Match": version})
    assert (answer.status_code, list(answer.json())) == (400, ["successor"])


def test_deputies_are_named_listed_and_ended(api, cast, post):
    client = api("us_poc")
    body = {"post": post.pk, "deputy": cast.us_staff.contact.pk, "since": TODAY}
    made = client.post("/api/v1/deputies/", body, **JSON)
    assert (made.status_code, made.json()["until"]) == (201, None)
    assert [one["id"] for one in client.get(f"/api/v1/deputies/?post={post.pk}").json()["results"]] == [
        made.json()["id"]
    ]
    end = f"/api/v1/deputies/{made.json()['id']}/end/"
    assert api("rok_lead").post(end).status_code == 403
    assert api("us_lead").post(end).json()["until"] == TODAY
    assert api("us_lead").post(end).status_code == 409
    unknown = api("us_lead").post("/api/v1/deputies/", body | {"post": 999999999}, **JSON)
    assert unknown.status_code == 404


def test_the_own_sides_posts_that_need_a_holder_are_told_in_few_statements(api, cast, post, make_project):
    make_project(us_post=post.pk)
    client = api("us_staff")
    client.post(f"/api/v1/tenures/{post.tenures.get().pk}/end/", {"until": TODAY}, **JSON)
    path = "/api/v1/posts/needing-a-holder/"
    (one,) = client.get(path).json()
    assert (one["post"], one["kind"], one["holder"]) == (post.pk, "vacant", None)
    assert statements(client, path) <= 5
    assert api("rok_staff").get(path).json() == []


def test_the_secretariat_keeps_posts_and_tenures_by_the_api_too(api, cast):
    client = api("us_staff")
    body = {"title_en": "US seat", "title_ko": "미국 측 자리", "organisation": Post.objects.get(
        title_en="US secretariat").organisation_id}  # fmt: skip
    made = client.post("/api/v1/posts/", body, **JSON)
    assert made.status_code == 201
    address = f"/api/v1/posts/{made.json()['id']}/"
    assert client.patch(address, {"is_lead": True}, **JSON).status_code == 428
    saved = client.patch(address, {"is_lead": True}, **JSON, headers={"If-Match": made["ETag"]})
    assert saved.json()["is_lead"] is True
    stale = client.patch(address, {"title_en": "x"}, **JSON, headers={"If-Match": made["ETag"]})
    assert stale.status_code == 409
    tenure = {"post": made.json()["id"], "holder": cast.us_poc.contact.pk, "since": "2026-01-01"}
    first = client.post("/api/v1/tenures/", tenure, **JSON)
    assert first.status_code == 201
    second = client.post("/api/v1/tenures/", tenure | {"holder": cast.us_lead.contact.pk}, **JSON)
    assert second.json() == {"since": "Somebody else holds this post at that time."}
    ended = client.post(f"/api/v1/tenures/{first.json()['id']}/end/", {"until": "2026-02-01"}, **JSON)
    assert ended.json()["until"] == "2026-02-01"
    refused = api("rok_staff").patch(address, {"title_en": "x"}, **JSON, headers={"If-Match": saved["ETag"]})
    assert refused.status_code == 403
