"""Editions through the API: sections, comments, the climb and its record, with the refusals of the pages."""

import pytest

from core.audience import Audience, acting_as
from core.models import Concern
from core.sides import Side
from reporting.models import Comment, Consideration, Edition
from tests import editions

JSON = {"content_type": "application/json"}
WHY = {"en": "The figures of area 2 are not agreed."}


@pytest.fixture
def edition(cast) -> Edition:
    return editions.begun(cast.us_staff)


@pytest.fixture
def api(client, cast, edition):
    """`api("us_staff", "patch", "sections/foreword/", {…}, seen=1)` asks as somebody, below the edition's address."""

    def ask(name: str, method: str, path: str, body=None, *, seen=None):
        client.force_login(getattr(cast, name))
        headers = {"If-Match": f'"{seen}"'} if seen else {}
        sent = {} if method == "get" else {"data": body or {}, **JSON}
        return getattr(client, method)(f"/api/v1/editions/{edition.pk}/{path}", headers=headers, **sent)

    return ask


def test_an_edition_tells_its_narrative_and_what_is_asked(api, cast, edition):
    editions.sign(cast, edition, "close", Side.US)
    said = api("rok_poc", "get", "")
    told = said.json()
    assert said["ETag"] == f'"{told["version"]}"' == f'"{editions.newest(edition).version}"'
    assert [one["key"] for one in told["sections"]][::7] == ["foreword", "outlook"]
    assert [(one["step"], [a["side"] for a in one["answers"]]) for one in told["questions"]] == [("close", ["US"])]


def test_a_section_is_written_at_the_revision_that_was_read(api, cast):
    where = "sections/foreword/"
    assert api("us_staff", "patch", where, {"text_en": "One."}).status_code == 428
    first = api("us_staff", "patch", where, {"text_en": "One."}, seen=1)
    assert (first.status_code, first["ETag"], first.json()["text_en"]) == (200, '"2"', "One.")
    stale = api("rok_staff", "patch", where, {"text_en": "Second."}, seen=1)
    assert stale.status_code == 409 and stale.json()["saved"]["text_en"] == "One."
    assert stale.json()["before"] == {"text_en": "", "text_ko": ""}
    assert api("us_lead", "patch", where, {"text_en": "Mine."}, seen=2).status_code == 403
    assert "text_en" in api("us_staff", "patch", where, {"text_en": "x" * 20_001}, seen=2).json()


def test_a_language_is_confirmed_against_the_other(api, cast, edition):
    editions.write(edition, cast.us_staff, text_en="One.", text_ko="하나.")
    where = "sections/foreword/confirm/"
    assert api("rok_lead", "post", where, {"language": "ko"}, seen=2).status_code == 403
    assert api("rok_staff", "post", where, {"language": "fr"}, seen=2).status_code == 400
    said = api("rok_staff", "post", where, {"language": "ko"}, seen=2)
    assert said.json()["text_states"]["text_ko"]["state"] == "confirmed"


def test_comments_of_one_side_do_not_exist_for_the_other(api):
    made = api("us_poc", "post", "comments/", {"section": "foreword", "text": "Between us.", "audience": "US"})
    assert (made.status_code, made.json()["audience"]) == (201, "US")
    where = f"comments/{made.json()['id']}/"
    for name in ("rok_lead", "rok_staff", "rok_poc"):
        assert api(name, "get", "comments/").json()["results"] == []
        assert api(name, "get", where).status_code == 404
        assert api(name, "post", f"{where}answer/", {"text": "x"}).status_code == 404
        assert api(name, "post", f"{where}close/").status_code == 404
    assert len(api("us_lead", "get", "comments/?section__key=foreword").json()["results"]) == 1
    assert (
        api("us_poc", "post", "comments/", {"section": "foreword", "text": "x", "audience": "ROK"}).status_code == 400
    )
    assert api("us_poc", "post", "comments/", {"section": "annex", "text": "x"}).status_code == 404
    assert api("us_leader", "post", "comments/", {"section": "foreword", "text": "x"}).status_code == 403


def test_a_comment_is_answered_by_both_and_closed_by_the_side_that_made_it(api):
    made = api("us_poc", "post", "comments/", {"section": "foreword", "text": "To both."}).json()
    where = f"comments/{made['id']}/"
    answered = api("rok_poc", "post", f"{where}answer/", {"text": "Noted."})
    assert (answered.status_code, answered.json()["answers"]) == (201, made["id"])
    assert api("rok_staff", "post", f"{where}close/").status_code == 403
    assert api("us_staff", "post", f"{where}close/").json()["closed_at"]
    with acting_as(Audience.JOINT):
        assert Comment.objects.count() == 2


def test_an_edition_is_asked_about_answered_taken_back_and_returned(api, cast, edition):
    version = editions.newest(edition).version
    assert api("us_staff", "post", "questions/close/ask/", {}, seen=version).status_code == 201
    assert api("us_lead", "post", "questions/close/answer/", {}, seen=version).status_code == 403
    assert api("us_staff", "post", "questions/close/answer/", {}).status_code == 428
    signed = api("us_staff", "post", "questions/close/answer/", {}, seen=version)
    assert [one["side"] for one in signed.json()["answers"]] == ["US"]
    back = api("us_staff", "post", "questions/close/withdraw/", seen=version)
    assert back.json()["answers"][0]["withdrawn_at"]
    assert api("us_staff", "post", "questions/close/call-off/", seen=version).json()["state"] == "withdrawn"
    editions.climb_to(cast, edition, "rcwg")
    assert api("us_staff", "post", "questions/close/answer/", {}, seen=version).status_code == 409
    version = editions.newest(edition).version
    assert api("rok_lead", "post", "return/", {}, seen=version).status_code == 400
    said = api("rok_lead", "post", "return/", {"reason": WHY}, seen=version)
    assert (said.status_code, said.json()["stage"]) == (200, "draft")
    considered = api("us_poc", "get", "considerations/").json()["results"]
    assert [(one["body"], one["outcome"], one["reason_en"]) for one in considered] == [("rcwg", "return", WHY["en"])]


def test_concerns_and_considerations_have_the_refusals_of_the_pages(api, cast, edition):
    editions.climb_to(cast, edition, "rcwg")
    editions.sign(cast, edition, "rcwg", Side.ROK, answer="concerns", concerns=[WHY])
    editions.sign(cast, edition, "rcwg", Side.US)
    with acting_as(Audience.JOINT):
        concern, considered = Concern.objects.get().pk, Consideration.objects.get().pk
    assert api("us_lead", "post", f"concerns/{concern}/close/", {"reason": WHY}).status_code == 403
    assert api("rok_lead", "post", f"concerns/{concern}/close/", {}).status_code == 400
    assert api("rok_lead", "post", f"concerns/{concern}/close/", {"reason": WHY}).json()["closed_at"]
    where, note = f"considerations/{considered}/", {"tasking_ko": "수치를 합의할 것"}
    assert api("us_lead", "patch", where, note, seen=1).status_code == 403
    assert api("us_staff", "patch", where, note, seen=1).json()["tasking_ko"] == note["tasking_ko"]
    assert api("us_staff", "patch", where, note, seen=1).status_code == 409


def test_a_sealed_edition_is_corrected_by_the_next(api, cast, edition):
    assert api("us_staff", "post", "correct/").status_code == 403
    editions.climb_to(cast, edition, "sealed")
    assert api("us_lead", "post", "correct/").status_code == 403
    first, again = (api(name, "post", "correct/") for name in ("us_staff", "rok_staff"))
    assert (first.status_code, first.json()["number"], first.json()["corrects"]) == (201, 2, str(edition.pk))
    assert first.json()["id"] == again.json()["id"]
    assert api("us_staff", "patch", "sections/foreword/", {"text_en": "x"}, seen=1).status_code == 403


def test_what_belongs_to_no_edition_is_not_found(client, cast):
    client.force_login(cast.us_staff)
    nothing = "/api/v1/editions/00000000-0000-0000-0000-000000000000/"
    for part in ("", "sections/", "comments/", "questions/", "concerns/", "considerations/"):
        assert client.get(nothing + part).status_code == 404
