"""The API: the same rows, actions, refusals and sentences as the pages."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from contacts.models import Post
from core import tokens
from core.audience import Audience, acting_as
from projects.enums import Stage
from projects.models import Milestone, Project
from tests.factories import document

JSON = {"content_type": "application/json"}


pytestmark = pytest.mark.usefixtures("no_limit_reached_before")


def detail(project, part: str = "") -> str:
    return f"/api/v1/projects/{project.reference}/{part}"


def change(client, project, body, version=None):
    return client.patch(detail(project), body, **JSON, headers={"If-Match": f'"{version or project.version}"'})


# --- who is asked for ---


@pytest.mark.parametrize("path", ["projects/", "areas/", "posts/", "schema/", "projects/RCF-2026-001/", "nowhere/"])
def test_an_unauthenticated_call_is_refused_in_json(client, db, path):
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == (404 if path == "nowhere/" else 401)
    if answer.status_code == 401:
        assert "Authentication credentials were not provided." in answer.content.decode()
        assert answer["WWW-Authenticate"] == "Token"


def test_a_token_acts_for_its_owner_and_side(client, make_project, cast):
    private = make_project(audience=Audience.ROK)
    for person, status in ((cast.rok_poc, 200), (cast.us_poc, 404)):
        _row, text = AuthToken.objects.create(person)
        answer = client.get(detail(private), headers={"Authorization": f"Token {text}"})
        assert answer.status_code == status


def test_a_token_that_is_revoked_expired_or_of_a_closed_account_opens_nothing(client, cast):
    _row, expired = AuthToken.objects.create(cast.us_poc, expiry=timedelta(seconds=-1))
    _row, revoked = AuthToken.objects.create(cast.us_poc)
    headers = {"Authorization": f"Token {revoked}"}
    assert client.delete("/api/v1/tokens/current/", headers=headers).status_code == 204
    _row, closed = AuthToken.objects.create(cast.rok_poc)
    with acting_as(Audience.JOINT):
        type(cast.rok_poc).objects.filter(pk=cast.rok_poc.pk).update(is_active=False)
    for text in (expired, revoked, closed, "nonsense", "\u00ff"):
        assert client.get("/api/v1/areas/", headers={"Authorization": f"Token {text}"}).status_code == 401


def test_many_bad_tokens_from_one_address_have_to_wait(client, db):
    headers = {"Authorization": "Token guessed"}
    for _try in range(tokens.FAILURES):
        assert client.get("/api/v1/areas/", headers=headers).status_code == 401
    answer = client.get("/api/v1/areas/", headers=headers)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_session_writes_only_with_its_csrf_token(cast, make_project):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.us_poc)
    assert strict.post("/api/v1/projects/", document(), **JSON).status_code == 403
    _row, text = AuthToken.objects.create(cast.us_poc)
    answer = strict.post("/api/v1/projects/", document(), **JSON, headers={"Authorization": f"Token {text}"})
    assert answer.status_code == 201


# --- what is private does not exist ---


@pytest.mark.parametrize("outsider", ["rok_poc", "rok_staff", "admin"])
@pytest.mark.parametrize("part", ["", "milestones/", "updates/", "remarks/", "history/"])
def test_a_private_project_and_one_that_does_not_exist_answer_the_same(api, make_project, outsider, part):
    private = make_project(audience=Audience.US)
    missing = Project(reference="US-2026-999")
    answers = [api(outsider).get(detail(one, part)) for one in (private, missing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("outsider", ["rok_lead", "admin"])
def test_nobody_writes_to_a_private_project_of_the_other_side(api, make_project, outsider):
    private = make_project(audience=Audience.US)
    with acting_as(Audience.US):
        milestone = private.milestone_set.create(audience=Audience.US, name_en="hidden", planned_on="2026-12-01")
    client, headers = api(outsider), {"If-Match": f'"{private.version}"'}
    for path in ("", f"milestones/{milestone.pk}/"):
        assert client.patch(detail(private, path), {}, **JSON, headers=headers).status_code == 404
    for path in ("share/", "steps/develop/", "confirm/", "milestones/", "updates/", "remarks/"):
        assert client.post(detail(private, path), {}, **JSON, headers=headers).status_code == 404
    with acting_as(Audience.US):
        assert Project.objects.get(pk=private.pk).version == private.version


QUESTIONS = [
    "", "?q=CANARY", "?area=maritime-security", "?country=PH", "?group=asean", "?stage=opportunity", "?side=US",
    "?year=2026", "?ordering=reference", "?ordering=-updated_at", "?page_size=200", "?q=US-2026", "?stale=true",
]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_filter_order_or_search_of_the_list_tells_of_a_private_project(api, make_project, question):
    private = make_project(audience=Audience.US, title_en="CANARY")
    make_project()
    assert private.reference in api("us_poc").get("/api/v1/projects/").content.decode()
    answer = api("rok_lead").get(f"/api/v1/projects/{question}")
    assert answer.status_code == 200
    assert "CANARY" not in answer.content.decode()
    assert private.reference not in answer.content.decode()


def test_a_page_is_as_long_as_if_the_other_sides_projects_were_not_there(api, make_project):
    for n in range(6):
        make_project(audience=Audience.US if n % 2 else Audience.JOINT)
    client, address, lengths = api("rok_poc"), "/api/v1/projects/?page_size=2", []
    while address:
        page = client.get(address).json()
        lengths.append(len(page["results"]))
        address = page["next"]
    assert lengths == [2, 1]


def test_a_remark_of_the_own_side_is_not_in_the_other_sides_list_or_history(api, make_project):
    project = make_project()
    body = {"audience": "US", "text": "CANARY remark"}
    assert api("us_poc").post(detail(project, "remarks/"), body, **JSON).status_code == 201
    assert "CANARY" in api("us_poc").get(detail(project, "remarks/")).content.decode()
    for part in ("remarks/", "remarks/?audience=US", "history/"):
        assert "CANARY" not in api("rok_poc").get(detail(project, part)).content.decode()


def test_a_remark_for_the_other_side_alone_is_refused(api, make_project):
    project = make_project()
    answer = api("us_poc").post(detail(project, "remarks/"), {"audience": "ROK", "text": "x"}, **JSON)
    assert answer.status_code == 400
    assert list(answer.json()) == ["audience"]


def test_a_post_of_the_wrong_side_and_one_that_does_not_exist_get_the_same_sentence(api, make_project):
    project = make_project()
    theirs = Post.objects.filter(side="ROK").first().pk
    answers = [change(api("us_poc"), project, {"us_post": pk}) for pk in (theirs, 2**31 - 1)]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].json() == answers[1].json()


# --- changes ---


def test_an_opportunity_is_logged_shared_and_taken_to_completion(api, make_project):
    client = api("us_lead")
    made = client.post("/api/v1/projects/", {"title_ko": "연안 감시", "area": "maritime-security"}, **JSON)
    assert made.status_code == 201
    body, etag = made.json(), made["ETag"]
    assert (body["audience"], body["stage"], body["title_ko"]) == ("US", "opportunity", "연안 감시")
    us, both = ["us_lead"], ["us_lead", "rok_lead"]
    walked = {"develop": us, "share": us, "propose": us, "decide": both, "start": us, "complete": both}
    for verb, signers in walked.items():
        address = f"/api/v1/projects/{body['reference']}/{verb if verb == 'share' else f'steps/{verb}'}/"
        for signer in signers:
            why = {"reason": {"en": "As agreed."}}
            answer = api(signer).post(address, why, **JSON, headers={"If-Match": etag})
            assert answer.status_code == 200, answer.content
            body, etag = answer.json(), answer["ETag"]
    assert (body["audience"], body["stage"]) == ("JOINT", "completed")
    assert body["reference"].startswith("RCF-")


def test_the_same_request_with_the_same_key_creates_once(api, make_project):
    client, headers = api("us_poc"), {"Idempotency-Key": str(uuid.uuid4())}
    answers = [client.post("/api/v1/projects/", document(), **JSON, headers=headers) for _twice in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    project = Project(reference=answers[0].json()["reference"])
    for _twice in range(2):
        body = {"name_en": "First course", "planned_on": "2026-12-01"}
        assert client.post(detail(project, "milestones/"), body, **JSON, headers=headers).status_code == 201
    assert len(client.get(detail(project, "milestones/")).json()["results"]) == 1


def test_a_key_that_is_no_uuid_is_refused(api):
    answer = api("us_poc").post("/api/v1/projects/", document(), **JSON, headers={"Idempotency-Key": "1"})
    assert answer.status_code == 400
    assert list(answer.json()) == ["Idempotency-Key"]


@pytest.mark.parametrize("header", [{}, {"If-Match": "*"}, {"If-Match": '""'}])
def test_a_change_without_the_version_it_was_made_from_is_refused(api, make_project, header):
    project, client = make_project(), api("us_poc")
    assert client.patch(detail(project), {"title_en": "x"}, **JSON, headers=header).status_code == 428
    assert client.post(detail(project, "steps/develop/"), **JSON, headers=header).status_code == 428
    assert client.get(detail(project)).json()["title_en"] == project.title_en


def test_a_fresh_change_is_saved_and_carries_its_new_version(api, make_project):
    project = make_project()
    client = api("rok_poc")
    answer = change(client, project, {"title_en": "Renamed"})
    assert answer.status_code == 200
    assert answer.json()["title_en"] == "Renamed"
    assert answer["ETag"] == client.get(detail(project))["ETag"] == f'"{project.reference}.2"'
    assert answer.json()["summary_en"] == project.summary_en


def test_the_second_of_two_writers_gets_both_versions(api, make_project):
    project = make_project()
    change(api("us_poc"), project, {"title_en": "Saved first", "summary_en": "Saved too"})
    answer = change(api("rok_poc"), project, {"title_en": "Sent second"})
    body = answer.json()
    assert answer.status_code == 409
    assert (body["base"]["title_en"], body["saved"]["title_en"]) == (project.title_en, "Saved first")
    assert body["mine"]["title_en"] == "Sent second"
    assert body["conflicts"] == ["title_en"]
    assert change(api("rok_poc"), project, {"title_en": "Both"}, body["version"]).status_code == 200


def test_the_same_text_in_another_spelling_is_no_change(api, make_project):
    project = make_project()
    shares = [{"country": "FJ", "share": 40}, {"country": "PH", "share": "60.0"}]
    answer = change(api("us_poc"), project, {"countries": shares, "title_en": f" {project.title_en} "})
    assert answer.status_code == 200
    assert answer["ETag"] == f'"{project.version}"'


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"countries": [{"country": "PH", "share": "99"}]}, "countries"),
        ({"countries": [{"country": "PH", "share": "NaN"}]}, "countries"),
        ({"countries": [{"country": "PH"}]}, "countries"),
        ({"planned_start": "2026-05-01", "planned_end": "2026-04-01"}, "planned_end"),
        ({"planned_end": "soon"}, "planned_end"),
        ({"title_en": "x" * 10_000}, "title_en"),
        ({"title_en": "", "title_ko": ""}, "title_en"),
        ({"title_en": "\U0001f680"}, "title_en"),
        ({"area": "atlantis"}, "area"),
        ({"kind": "war"}, "kind"),
        ({"us_post": 10**30}, "us_post"),
        ({"organisations": [{"organisation": 2**31 - 1, "role": "funding"}]}, "organisations"),
        ({"themes": ["none-such"]}, "themes"),
        ({"title_en": ["list"]}, "title_en"),
    ],
)
def test_malformed_input_is_refused_field_by_field_and_changes_nothing(api, make_project, sent, field):
    project = make_project()
    answer = change(api("us_poc"), project, sent)
    assert answer.status_code == 400
    assert field in answer.json()
    assert api("us_poc").get(detail(project))["ETag"] == f'"{project.version}"'


def test_a_body_that_is_no_json_is_refused(api):
    client = api("us_poc")
    assert client.post("/api/v1/projects/", "{", **JSON).status_code == 400
    assert client.post("/api/v1/projects/", [1], **JSON).status_code == 400
    assert client.post("/api/v1/projects/", {"title_en": "x"}).status_code == 415


@pytest.mark.parametrize("path", ["projects/", "themes/", "tenures/", "projects/{}/history/"])
@pytest.mark.parametrize(
    "cursor", ["nonsense", "cD0yMDI2", "cj0xJnA9MjAyNi0wMS0wMSUwMA==", "%00", "99999999999999999999"]
)
def test_a_cursor_that_names_no_place_leads_nowhere(api, make_project, path, cursor):
    address = f"/api/v1/{path.format(make_project().reference)}?cursor={cursor}"
    assert api("us_poc").get(address).status_code in (200, 404)


def test_half_a_character_is_refused(api, make_project):
    client, project = api("us_poc"), make_project()
    for verb, address in (("post", "/api/v1/projects/"), ("patch", detail(project))):
        headers = {"If-Match": f'"{project.version}"'}
        answer = getattr(client, verb)(address, '{"title_en": "\\ud800", "kind": "\\ud800"}', **JSON, headers=headers)
        assert answer.status_code == 400


def test_an_address_with_a_nul_does_not_exist(api):
    for door in ("/api/v1", ""):
        for part in ("", "history/", "milestones/"):
            assert api("us_poc").get(f"{door}/projects/%00/{part}").status_code == 404


@pytest.mark.parametrize(
    ("reader", "call"),
    [
        ("us_leader", lambda c, p, h: c.patch(detail(p), {"title_en": "x"}, **JSON, headers=h)),
        ("us_leader", lambda c, p, h: c.post(detail(p, "steps/develop/"), **JSON, headers=h)),
        ("us_lead", lambda c, p, h: c.post(detail(p, "steps/complete/"), **JSON, headers=h)),
        ("us_lead", lambda c, p, h: c.post(detail(p, "steps/none-such/"), **JSON, headers=h)),
        ("us_poc", lambda c, p, h: c.post(detail(p, "share/"), headers=h)),
        ("us_leader", lambda c, p, h: c.post(detail(p, "milestones/"), {"planned_on": "2026-12-01"}, **JSON)),
        ("admin", lambda c, p, h: c.post(detail(p, "remarks/"), {"audience": "JOINT", "text": "x"}, **JSON)),
    ],
)
def test_what_is_visible_but_refused_gets_403_and_a_sentence(api, make_project, reader, call):
    project = make_project()
    answer = call(api(reader), project, {"If-Match": f'"{project.version}"'})
    assert answer.status_code == 403
    assert answer.json()["detail"].endswith(".")


def test_a_refusal_says_the_same_on_the_page_and_in_the_api(api, make_project, cast):
    project = make_project(stage=Stage.COMPLETED)
    sentence = "The project is at the stage “Completed”; its text no longer changes. Add a remark instead."
    answer = change(api("us_poc"), project, {"title_en": "x"})
    assert (answer.status_code, answer.json()["detail"]) == (403, sentence)
    page = api("us_poc").get(reverse("projects:edit", args=[project.reference]))
    assert page.status_code == 403
    assert sentence in page.content.decode()


# --- parts ---


def test_milestones_are_added_and_changed_with_their_revision(api, make_project):
    project, client = make_project(), api("us_poc")
    made = client.post(detail(project, "milestones/"), {"name_en": "Course", "planned_on": "2026-12-01"}, **JSON)
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    address = detail(project, f"milestones/{made.json()['id']}/")
    assert client.patch(address, {"actual_on": "2026-11-01"}, **JSON).status_code == 428
    first = client.patch(address, {"actual_on": "2026-11-01"}, **JSON, headers={"If-Match": made["ETag"]})
    assert (first.status_code, first["ETag"]) == (200, '"2"')
    for stale in (made["ETag"], '"seven"'):
        assert client.patch(address, {"name_en": "x"}, **JSON, headers={"If-Match": stale}).status_code == 409


def test_progress_is_reported_once_a_month_and_corrected(api, make_project):
    project, client = make_project(stage=Stage.ACTIVE), api("rok_poc")
    body = {"period": "2026-09-17", "health": "at-risk", "percent": 40, "narrative_ko": "지연되었습니다."}
    made = client.post(detail(project, "updates/"), body, **JSON)
    assert made.status_code == 201
    assert (made.json()["period"], made.json()["reported_side"]) == ("2026-09-01", "ROK")
    assert client.post(detail(project, "updates/"), body, **JSON).status_code == 400
    address = detail(project, f"updates/{made.json()['id']}/")
    answer = client.patch(address, {"percent": 101}, **JSON, headers={"If-Match": '"1"'})
    assert list(answer.json()) == ["percent"]
    answer = client.patch(address, {"health": "on-track"}, **JSON, headers={"If-Match": '"1"'})
    assert answer.status_code == 200
    assert client.get(detail(project)).json()["health"] == "on-track"


def test_a_part_is_found_only_under_its_own_project(api, make_project):
    one, other = make_project(), make_project()
    with acting_as(Audience.JOINT):
        part = Milestone.objects.create(project=one, audience="JOINT", name_en="x", planned_on="2026-12-01")
    answer = api("us_poc").patch(
        detail(other, f"milestones/{part.pk}/"), {"name_en": "y"}, **JSON, headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 404


def test_the_history_tells_who_for_which_side_from_what_to_what(api, make_project):
    project = make_project()
    change(api("rok_poc"), project, {"title_en": "Renamed"})
    newest = api("us_poc").get(detail(project, "history/")).json()["results"]
    entry = next(one for one in newest if "title_en" in one["changes"] and one["action"] == "revise")
    assert entry["side"] == "ROK"
    assert entry["changes"]["title_en"] == [project.title_en, "Renamed"]
    assert entry["post"]["en"] == "ROK POC, Maritime Security"
