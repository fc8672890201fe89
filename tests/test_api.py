"""The API: the same rows, actions, refusals and sentences as the pages."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken
from rest_framework.mixins import ListModelMixin
from rest_framework.relations import RelatedField
from rest_framework.serializers import ModelSerializer, Serializer

from contacts.models import Post
from core import tokens
from core.api import Door, Undeclared
from core.audience import Audience, acting_as
from projects.enums import Stage
from projects.models import Milestone, Project, Theme
from tests.factories import document
from tests.statements import statements

JSON = {"content_type": "application/json"}


@pytest.fixture(autouse=True)
def no_limit_reached_before(db):
    cache.clear()


@pytest.fixture
def api(client, cast):
    """The API as one of the cast uses it: api("us_poc").get(...)."""

    def signed_in(name: str):
        client.force_login(getattr(cast, name))
        return client

    return signed_in


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


# --- the directory ---


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


# --- shape ---


@pytest.mark.parametrize("path", ["areas/", "themes/", "groups/", "countries/", "organisations/", "contacts/", "posts/",
                                  "tenures/", "deputies/", "projects/", "cycles/", "presentations/",
                                  "editions/"])  # fmt: skip
def test_every_list_answers_in_few_statements_and_in_pages(api, path):
    client = api("us_poc")
    assert set(client.get(f"/api/v1/{path}").json()) == {"next", "previous", "results"}
    assert statements(client, f"/api/v1/{path}") <= 8


def test_the_list_takes_the_same_statements_for_one_project_and_for_fifty(api, make_project):
    client = api("us_poc")
    make_project()
    few = statements(client, "/api/v1/projects/")
    for _more in range(49):
        make_project()
    assert statements(client, "/api/v1/projects/") == few <= 8
    assert len(client.get("/api/v1/projects/").json()["results"]) == 50
    assert statements(client, detail(Project.objects.visible_to(client_user(client)).first() or make_project())) <= 8


def client_user(client):
    return client.get("/api/v1/areas/").wsgi_request.user


def test_pages_follow_each_other_without_gap_or_repetition(api, make_project):
    made = {make_project().reference for _ in range(7)}
    client = api("us_poc")
    for order in ("", "&ordering=reference", "&ordering=-reference", "&ordering=updated_at"):
        address, seen = f"/api/v1/projects/?page_size=3{order}", []
        while address:
            page = client.get(address).json()
            seen += [row["reference"] for row in page["results"]]
            address = page["next"]
        assert len(seen) == len(set(seen))
        assert set(seen) == made


@pytest.mark.parametrize(("asked", "got"), [("0", 50), ("-1", 50), ("abc", 50), ("1", 1), ("9999", 60)])
def test_the_size_of_a_page_has_limits(api, make_project, asked, got):
    with acting_as(Audience.JOINT):
        Theme.objects.bulk_create(Theme(slug=f"t-{n}", name_en=f"T {n}", name_ko=f"주제 {n}") for n in range(60))
    rows = api("us_poc").get(f"/api/v1/themes/?page_size={asked}").json()["results"]
    assert len(rows) == (got if got == 1 else Theme.objects.count())


def test_each_row_of_the_list_says_what_its_project_says(api, make_project):
    project = make_project(stage=Stage.ACTIVE)
    client = api("rok_poc")
    row = client.get("/api/v1/projects/").json()["results"][0]
    whole = client.get(detail(project)).json()
    whole["countries"] = [{"country": one["country"], "share": one["share"]} for one in whole["countries"]]
    assert row == {name: whole[name] for name in row}


@pytest.mark.parametrize("question", ["stage=none", "health=none", "year=x", "side=ATLANTIS", "country=%00"])
def test_a_question_that_means_nothing_is_refused_at_its_field(api, question):
    answer = api("us_poc").get(f"/api/v1/projects/?{question}")
    assert answer.status_code == 400
    assert question.split("=")[0] in answer.json()


def test_an_order_that_was_not_declared_is_not_followed(api, make_project):
    make_project()
    client = api("us_poc")
    plain = client.get("/api/v1/projects/").json()
    for secret in ("updated_by__password", "audience", "us_post__tenures__holder__user__password"):
        assert client.get(f"/api/v1/projects/?ordering={secret}").json() == plain


@pytest.mark.parametrize(
    "missing", ["ordering_fields", "search_fields", "filterset_fields", "ordering", "serializer_class"]
)
def test_a_list_that_does_not_declare_what_it_answers_about_cannot_be_made(missing):
    class Shape(Serializer):
        pass

    declared = {
        "serializer_class": Shape,
        "ordering": ("pk",),
        "ordering_fields": (),
        "search_fields": (),
        "filterset_fields": (),
    }
    type("Complete", (ListModelMixin, Door), declared)
    with pytest.raises(Undeclared, match=missing):
        type("Incomplete", (ListModelMixin, Door), {k: v for k, v in declared.items() if k != missing})


def test_a_serializer_of_all_fields_cannot_be_shown():
    class Everything(ModelSerializer):
        class Meta:
            model = Project
            fields = "__all__"

    body = dict.fromkeys(("ordering", "ordering_fields", "search_fields", "filterset_fields"), ())
    with pytest.raises(Undeclared):
        type("Open", (ListModelMixin, Door), {"serializer_class": Everything, **body})


def _every(kind: type):
    for one in kind.__subclasses__():
        yield one
        yield from _every(one)


def test_no_serializer_looks_up_related_rows_by_itself():
    """A related field with a queryset tells whether a hidden row exists."""
    ours = [
        one
        for one in _every(Serializer)
        if one.__module__.split(".")[0] in ("core", "contacts", "projects", "reporting")
    ]
    assert len(ours) > 20
    for shape in ours:
        if issubclass(shape, ModelSerializer) and not hasattr(shape, "Meta"):
            continue
        for name, field in shape().fields.items():
            assert not (isinstance(field, RelatedField) and field.queryset is not None), (shape, name)


# --- its description ---


def test_the_schema_is_valid_and_without_warnings(db, tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_the_schema_and_its_page_are_for_those_who_are_signed_in(client, api):
    assert client.get("/api/v1/docs/").status_code == 302
    signed_in = api("us_poc")
    assert "/api/v1/projects/{reference}/" in signed_in.get("/api/v1/schema/").content.decode()
    page = signed_in.get("/api/v1/docs/").content.decode()
    for path in (
        "/api/v1/projects/{reference}/",
        "/api/v1/projects/{reference}/milestones/",
        "/api/v1/tokens/current/",
    ):
        assert path in page
    assert "<script>" not in page
    assert " style=" not in page
