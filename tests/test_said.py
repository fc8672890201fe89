"""What a side said when it asked, answered or moved a project: it stays, and the side adds the other language."""

import pytest
from django.urls import reverse

from core.audience import Audience, acting_as
from core.bilingual import TextState
from core.errors import Conflict, Malformed, NotAllowed
from core.models import Answer, Concern, Concurrence, Question
from projects import actions
from projects.models import Project, StageChange
from projects.texts import SAID

pytestmark = pytest.mark.django_db
KOREAN = "5월에는 함정이 없습니다."


@pytest.fixture
def project(make_project):
    return make_project(stage="review")


@pytest.fixture
def concern(project, cast):
    return answered(project, cast.us_lead, answer=Answer.CONCERNS, concerns=[{"en": "No ship in May."}])[1]


def answered(project, lead, **given):
    """The lead's answer to whether to carry it out, and its concern if it has one."""
    with acting_as(Audience.of(lead.side)):
        project = Project.objects.joint().get(pk=project.pk)
        actions.take_step(project, "decide", by=lead, seen=project.version, **given)
        return Concurrence.objects.standing().get(side=lead.side), Concern.objects.filter(side=lead.side).first()


def translate(row, kind="concern", name="text", language="ko", text=KOREAN, *, by, seen=""):
    with acting_as(Audience.of(by.side)):
        seen = seen or row.texts_version
        return actions.translate_said(SAID[kind], row, name, language, text, by=by, seen=seen)


def states(row, name="text"):
    return {language: row.text_state(name, language)["state"] for language in ("en", "ko")}


def door(project, row, kind="concern", name="text"):
    return reverse("projects:said", args=[project.reference, kind, row.pk, name])


def test_a_translation_waits_for_its_confirmation_and_may_be_corrected_until_then(cast, concern):
    row = translate(concern, by=cast.us_poc)
    assert states(row) == {"en": TextState.CONFIRMED, "ko": TextState.DRAFT}
    row = translate(row, text="5월에는 함정을 쓸 수 없습니다.", by=cast.us_staff)
    with acting_as(Audience.US):
        row = actions.confirm_said(SAID["concern"], row, "text", by=cast.us_lead, seen=row.texts_version)
    assert set(states(row).values()) == {TextState.CONFIRMED}
    with pytest.raises(NotAllowed, match="What was said is not changed"):
        translate(row, by=cast.us_poc)


def test_what_was_said_is_never_changed(cast, concern):
    for _time in range(2):
        with pytest.raises(NotAllowed):
            translate(concern, language="en", text="A ship in May.", by=cast.us_lead)
        concern = translate(concern, by=cast.us_lead)


def test_what_was_said_in_both_languages_is_confirmed_in_one_act(cast, project):
    said = answered(project, cast.us_lead, answer=Answer.NON_CONCUR, reason={"en": "Not now.", "ko": "아직 아닙니다."})[
        0
    ]
    with pytest.raises(NotAllowed):
        translate(said, "answer", "reason", by=cast.us_lead)
    with acting_as(Audience.US):
        said = actions.confirm_said(SAID["answer"], said, "reason", by=cast.us_poc, seen=said.texts_version)
    assert set(states(said, "reason").values()) == {TextState.CONFIRMED}


def test_the_other_side_and_who_only_looks_are_refused(cast, concern):
    for person in (cast.rok_lead, cast.rok_poc, cast.us_leader):
        with pytest.raises(NotAllowed):
            translate(concern, by=person)


def test_nothing_is_confirmed_that_lacks_a_language_and_nothing_stale_is_written(cast, concern):
    with acting_as(Audience.US), pytest.raises(Malformed):
        actions.confirm_said(SAID["concern"], concern, "text", by=cast.us_lead, seen=concern.texts_version)
    with pytest.raises(Malformed):
        translate(concern, text="  ", by=cast.us_lead)
    translate(concern, by=cast.us_lead)
    with pytest.raises(Conflict):
        translate(concern, by=cast.us_poc, seen=concern.texts_version)


@pytest.mark.parametrize("kind", ["question", "stage"])
def test_reasons_of_questions_and_of_steps_of_one_side_are_translated_too(client, cast, make_project, kind):
    project = make_project(stage="active" if kind == "question" else "review")
    with acting_as(Audience.US):
        seen, reason = {"by": cast.us_lead, "seen": project.version}, {"en": "Too early."}
        if kind == "question":
            actions.ask(project, "suspend", reason=reason, **seen)
            row = Question.objects.open().get()
        else:
            actions.take_step(project, "return", reason=reason, **seen)
            row = StageChange.objects.joint().get(step="return")
    assert translate(row, kind, "reason", by=cast.us_poc).reason_ko == KOREAN
    client.force_login(cast.rok_leader)
    page = client.get(reverse("projects:decisions", args=[project.reference]), {"texts": "both"}).content.decode()
    assert "Too early." in page and KOREAN in page and "/said/" not in page


def test_an_edit_asks_anew_with_the_reason_as_it_was_translated(cast, make_project):
    project = make_project(stage="active")
    with acting_as(Audience.US):
        asking = {"by": cast.us_lead, "seen": project.version}
        actions.take_step(project, "suspend", reason={"en": "Too early."}, **asking)
        row = translate(Question.objects.open().get(), "question", "reason", by=cast.us_poc)
        actions.confirm_said(SAID["question"], row, "reason", by=cast.us_poc, seen=row.texts_version)
        project.refresh_from_db()
        actions.revise(project, {"title_en": "Another"}, by=cast.us_poc, seen=project.version)
        anew = Question.objects.open().get()
    assert set(states(anew, "reason").values()) == {TextState.CONFIRMED}


def test_both_are_done_on_the_page_and_history_tells(client, cast, project, concern):
    client.force_login(cast.us_poc)
    address = door(project, concern)
    assert "No ship in May." in client.get(address).content.decode()
    body = {"seen": concern.texts_version, "language": "ko", "text": KOREAN}
    empty = client.post(address, {**body, "text": ""})
    assert empty.status_code == 400
    assert client.post(address, body).status_code == 302
    late = client.post(address, {**body, "text": "TYPED"})
    assert late.status_code == 409 and "TYPED" in late.content.decode()
    concern.refresh_from_db()
    assert client.post(address, {"seen": concern.texts_version, "confirm": "1"}).status_code == 302
    assert "Both languages are confirmed" in client.get(address).content.decode()
    told = client.get(reverse("projects:history", args=[project.reference])).content.decode()
    assert "gave what the side had said in the other language" in told and "confirmed a translation" in told
    client.force_login(cast.rok_poc)
    assert "The side that said it" in client.get(address).content.decode()
    assert client.post(address, {"seen": concern.texts_version, "confirm": "1"}).status_code == 403


def test_what_is_no_kind_no_row_or_no_text_is_not_found(client, cast, project, concern):
    client.force_login(cast.us_lead)
    for address in (
        door(project, concern, "answer"),
        door(project, concern, "shred"),
        door(project, concern, name="closing"),
        door(project, concern, name="number"),
    ):
        assert client.get(address).status_code == 404


def test_the_api_is_the_same_door(client, cast, project, concern):
    client.force_login(cast.us_poc)

    def send(act, body, seen):
        address = reverse(f"api:said-{act}", args=[project.reference, "concern", concern.pk])
        return client.post(address, body, content_type="application/json", headers={"If-Match": seen})

    read = client.get(reverse("api:said-detail", args=[project.reference, "concern", concern.pk]))
    assert read.json()["texts"]["text_en"] == "No ship in May."
    written = send("translate", {"name": "text", "language": "ko", "text": KOREAN}, read.headers["ETag"])
    assert written.status_code == 200, written.content
    assert send("confirm", {"name": "text"}, read.headers["ETag"]).status_code == 409
    done = send("confirm", {"name": "text"}, written.headers["ETag"])
    assert done.json()["text_states"]["text_ko"]["state"] == "confirmed"
    client.force_login(cast.rok_poc)
    assert send("confirm", {"name": "text"}, done.headers["ETag"]).status_code == 403
