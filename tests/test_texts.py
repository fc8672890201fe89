"""The one door through which the text of a project's part is confirmed, on pages and in the API."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from core.audience import Audience, acting_as
from core.bilingual import TextState
from core.errors import Malformed, NotAllowed
from projects import actions
from projects.enums import Stage
from projects.models import Risk
from projects.texts import KINDS

pytestmark = pytest.mark.django_db
RISK = {
    "text_en": "The ship may not be free in May.",
    "text_ko": "5월에 함정을 쓰지 못할 수 있습니다.",
    "probability": 3,
    "impact": 4,
    "answer": "reduce",
}


@pytest.fixture
def risk(make_project, cast):
    with acting_as(Audience.US):
        return actions.add_risk(make_project(), RISK, by=cast.us_poc)


def door(risk, kind="risk", name="projects:text-confirm"):
    return reverse(name, args=[risk.project.reference, kind, risk.pk])


def test_a_parts_text_is_confirmed_by_a_post_and_history_says_so(client, cast, risk):
    client.force_login(cast.rok_poc)
    history = reverse("projects:history", args=[risk.project.reference])
    assert client.post(door(risk), {"text": "text.ko", "seen": risk.revision}).status_code == 302
    with acting_as(Audience.ROK):
        risk.refresh_from_db()
    state = risk.text_state("text", "ko")
    assert (state["state"], state["side"], state["post"]["en"]) == ("confirmed", "ROK", "ROK POC, Maritime Security")
    assert risk.text_state("text", "en")["state"] == TextState.DRAFT
    page = client.get(history).content.decode()
    assert "confirmed a translation" in page
    assert "What may happen, Korean: The ship may not be free in May" in page


def test_the_api_confirms_through_the_same_action(client, cast, risk):
    client.force_login(cast.rok_poc)
    text = {"name": "text", "language": "en"}
    sent = {"content_type": "application/json", "headers": {"If-Match": f'"{risk.revision}"'}}
    answer = client.post(door(risk, name="api:text-confirm"), text, **sent)
    assert answer.status_code == 200, answer.content
    assert answer.json()["text_states"]["text_en"]["state"] == "confirmed"
    assert answer.headers["ETag"] == f'"{risk.revision}"'
    assert client.post(door(risk, name="api:text-confirm"), text, content_type="application/json").status_code == 428


@pytest.mark.parametrize("name", ["projects:text-confirm", "api:text-confirm"])
def test_what_is_no_kind_or_no_such_row_is_not_found(client, cast, risk, name):
    client.force_login(cast.rok_poc)
    headers = {"If-Match": '"1"'}
    assert client.post(door(risk, "no-such-kind", name), {"text": "text.ko"}, headers=headers).status_code == 404
    assert client.post(door(risk, "issue", name), {"text": "text.ko"}, headers=headers).status_code == 404
    risk.pk = uuid.uuid4()
    assert client.post(door(risk, "risk", name), {"text": "text.ko"}, headers=headers).status_code == 404


def test_a_text_that_changed_after_it_was_read_is_not_confirmed(client, cast, risk):
    with acting_as(Audience.US):
        actions.revise_risk(risk, {"text_en": "No ship in May."}, by=cast.us_poc, seen_revision=1)
    client.force_login(cast.rok_poc)
    assert client.post(door(risk), {"text": "text.ko", "seen": "1"}).status_code == 409
    with acting_as(Audience.US):
        risk.refresh_from_db()
    assert risk.text_state("text", "ko")["state"] == TextState.OUT_OF_DATE


def test_an_edit_of_one_language_puts_the_confirmed_other_out_of_date(cast, risk):
    with acting_as(Audience.US):
        actions.confirm_part_text(risk.project, risk, "text", "ko", by=cast.us_lead, seen_revision=1)
        risk = actions.revise_risk(risk, {"text_en": "No ship in May."}, by=cast.us_poc, seen_revision=1)
    assert risk.text_state("text", "ko")["state"] == TextState.OUT_OF_DATE
    assert risk.text_state("text", "en")["state"] == TextState.DRAFT


@pytest.mark.parametrize("text", [("response", "en"), ("text", "fr"), ("closed_because", "en")])
def test_only_a_text_that_is_written_in_both_languages_is_confirmed(cast, risk, text):
    with acting_as(Audience.US), pytest.raises(Malformed):
        actions.confirm_part_text(risk.project, risk, *text, by=cast.us_poc, seen_revision=1)


def test_who_only_reads_and_who_comes_after_the_end_is_refused(cast, make_project, risk):
    ended = make_project(stage=Stage.COMPLETED)
    with acting_as(Audience.US):
        with pytest.raises(NotAllowed):
            actions.confirm_part_text(risk.project, risk, "text", "en", by=cast.us_leader, seen_revision=1)
        late = Risk.objects.create(project=ended, audience=ended.audience, closed_on=date(2026, 1, 1), **LATE)
        with pytest.raises(NotAllowed):
            actions.confirm_part_text(ended, late, "text", "en", by=cast.us_lead, seen_revision=1)


LATE = RISK | {"state": "closed", "closed_because": "Past."}


def test_a_private_part_is_not_there_for_the_other_side(client, cast, make_project):
    project = make_project(audience=Audience.US)
    with acting_as(Audience.US):
        hidden = actions.add_risk(project, RISK, by=cast.us_poc)
    client.force_login(cast.rok_lead)
    assert client.post(door(hidden), {"text": "text.ko", "seen": "1"}).status_code == 404


def test_every_kind_has_texts_and_a_revision():
    for kind in KINDS.values():
        columns = {field.name for field in kind.model._meta.fields}
        assert kind.model.TEXTS and "revision" in columns
        assert {f"{name}_{language}" for name in kind.model.TEXTS for language in ("en", "ko")} <= columns
