"""What was agreed at an SCM: entered, revised, its state, its evidence, its figure, and what is carried over."""

import uuid
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from core.audience import Audience, acting_as
from core.errors import Malformed, NotAllowed
from core.models import Entry
from projects.actions import upload_document
from projects.actions.keeping import StalePart
from reporting import actions
from reporting.enums import CommitmentState
from reporting.figures import Joint, commitments
from reporting.models import Commitment, Cycle, Evidence
from tests.factories import present
from tests.samples import png
from tests.statements import statements

pytestmark = pytest.mark.django_db
TEXT = {"text_en": "The two sides will widen the sharing of data.", "agreed_on": date(2026, 10, 29)}
LIST = "/cycles/2026/commitments/"


@pytest.fixture
def cycle(cast) -> Cycle:
    return Cycle.objects.get(year=2026)


@pytest.fixture
def commitment(cast, cycle) -> Commitment:
    with acting_as(Audience.US):
        return actions.add_commitment(cycle, TEXT, by=cast.us_staff)


def said(answer) -> str:
    return unescape(answer.content.decode()).replace("\xa0", " ")


def add(cycle: Cycle, by, **more) -> Commitment:
    return actions.add_commitment(cycle, {**TEXT, **more}, by=by)


def test_staff_enter_a_sentence_and_it_gets_the_next_number(client, cast, cycle, commitment):
    client.force_login(cast.rok_staff)
    form = {
        "text_ko": "양측은 정보 공유를 넓힌다.",
        "body": "kidd",
        "agreed_on": "2026-09-22",
        "key": str(uuid.uuid4()),
    }
    for _press in range(2):
        assert client.post(f"{LIST}new/", form).status_code == 302
    assert list(Commitment.objects.values_list("number", "body")) == [(1, "scm"), (2, "kidd")]
    page = said(client.get(LIST))
    assert "The two sides will widen the sharing of data." in page and "양측은 정보 공유를 넓힌다." in page


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"text_en": "", "text_ko": ""}, "text_en", "Write the sentence in at least one language."),
        ({"due_on": date(2026, 1, 1)}, "due_on", "It is due before it was agreed."),
        ({"us_post": 0 - 1}, "us_post", "Choose a post of that side."),
        ({"text_en": "x" * 2001}, "text_en", "At most 2000 characters"),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field(cast, cycle, values, field, sentence):
    with acting_as(Audience.US), pytest.raises(Malformed) as refused:
        add(cycle, cast.us_staff, **values)
    assert sentence in str(refused.value.errors[field])


def test_a_post_of_the_other_side_does_not_answer_for_a_side(cast, cycle):
    with acting_as(Audience.US), pytest.raises(Malformed, match="Choose a post of that side"):
        add(cycle, cast.us_staff, us_post=cast.rok_poc.current_post["id"])


@pytest.mark.parametrize("name", ["us_poc", "us_lead", "rok_leader", "admin"])
def test_nobody_but_the_secretariats_keeps_commitments(client, cast, make_project, cycle, commitment, name):
    user = getattr(cast, name)
    with acting_as(Audience.JOINT):
        project = make_project(stage="active")
        evidence = actions.add_evidence(commitment, make_project(stage="active"), by=cast.us_staff)
        for work in (
            lambda: add(cycle, user),
            lambda: actions.revise_commitment(commitment, TEXT, by=user, seen_revision=1),
            lambda: actions.set_commitment_state(commitment, "kept", by=user, seen_revision=1),
            lambda: actions.add_evidence(commitment, project, by=user),
            lambda: actions.remove_evidence(evidence, by=user),
        ):
            with pytest.raises(NotAllowed):
                work()
    client.force_login(user)
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}new/").status_code == 403


def test_two_who_change_the_same_commitment_see_both_versions(client, cast, commitment):
    client.force_login(cast.us_staff)
    form = {"text_en": "One version.", "body": "scm", "agreed_on": "2026-10-29", "seen": "1"}
    assert client.post(f"{LIST}1/edit/", form).status_code == 302
    second = client.post(f"{LIST}1/edit/", form | {"text_en": "Another version."})
    assert second.status_code == 409
    assert "One version." in said(second) and "Another" in said(second)
    with acting_as(Audience.JOINT), pytest.raises(StalePart):
        actions.revise_commitment(commitment, TEXT, by=cast.us_staff, seen_revision=1)


def test_the_state_has_its_day_and_what_is_dropped_says_why(client, cast, commitment):
    client.force_login(cast.rok_staff)
    assert client.post(f"{LIST}1/state/", {"state": "dropped", "seen": "1"}).status_code == 400
    assert client.post(f"{LIST}1/state/", {"state": "kept", "note_en": "Done.", "seen": "1"}).status_code == 302
    page = said(client.get(f"{LIST}1/"))
    assert "Implemented" in page and "Done." in page
    with acting_as(Audience.JOINT):
        told = [entry.action for entry in Entry.objects.joint().about(commitment.cycle)]
    assert told[0] == "set-commitment-state"


def test_evidence_is_a_joint_project_or_a_joint_document_of_it(client, cast, make_project, commitment):
    project = make_project(stage="active", title_en="Shown by this")
    private = make_project(audience=Audience.US, stage="concept")
    with acting_as(Audience.US):
        keep = {"title_en": "Minutes", "category": "other", "language": "en"}
        shared, own = (
            upload_document(project, keep, name="a.png", content=png(), audience=audience, by=cast.us_poc)
            for audience in (Audience.JOINT, Audience.US)
        )
        for bad in ((private, None), (project, own)):
            with pytest.raises(Malformed):
                actions.add_evidence(commitment, bad[0], document=bad[1], by=cast.us_staff)
    client.force_login(cast.us_staff)
    page = said(client.get(f"{LIST}1/evidence/?project={project.reference}"))
    assert str(shared.pk) in page and str(own.pk) not in page
    assert client.get(f"{LIST}1/evidence/?project={private.reference}").status_code == 302
    for _press in range(2):
        added = client.post(f"{LIST}1/evidence/", {"project": project.reference, "document": str(shared.pk)})
        assert added.status_code == 302
    evidence = Evidence.objects.get()
    assert "Shown by this" in said(client.get(f"{LIST}1/"))
    assert client.post(f"{LIST}1/evidence/{evidence.pk}/remove/").status_code == 302
    assert not Evidence.objects.exists()


def test_the_rate_of_implementation_counts_all_that_are_pursued(cast, cycle):
    states = ["kept", "kept", "under-way", "not-begun", "dropped"]
    with acting_as(Audience.US):
        assert commitments(Joint(date(2026, 11, 25)))["rate"] is None
        for number, state in enumerate(states):
            one = add(cycle, cast.us_staff, due_on=date(2026, 11, 1) if number in (0, 2) else None)
            note = {"en": "No longer needed."}
            actions.set_commitment_state(one, state, note=note, by=cast.us_staff, seen_revision=1)
        told = commitments(Joint(date(2026, 11, 25)))
    assert told == {"rate": 50, "of": 4, "implemented": 2, "due": 2, "due_implemented": 1}


def test_the_figure_is_the_same_on_every_page_and_in_the_api(client, cast, cycle, commitment):
    client.force_login(cast.us_staff)
    rate = "Rate of implementation: 0% (0 of 1 of all years)."
    for address in ("/dashboard/", "/cycles/2026/", LIST):
        assert rate in said(client.get(address)), address
    assert client.get("/api/v1/figures/").json()["commitments"]["rate"] == 0


def test_the_api_enters_revises_and_proves(client, cast, make_project, cycle):
    project = make_project(stage="active")
    client.force_login(cast.us_staff)
    json = {"content_type": "application/json"}
    body = {"cycle": 2026, "text_en": "A sentence.", "body": "scm", "agreed_on": "2026-10-29"}
    made = client.post("/api/v1/commitments/", body, **json)
    assert made.status_code == 201, made.content
    address = f"/api/v1/commitments/{made.json()['id']}/"
    assert client.patch(address, {"due_on": "2027-01-01"}, **json).status_code == 428
    etag = {"If-Match": made["ETag"]}
    changed = client.patch(address, {"due_on": "2027-01-01"}, headers=etag, **json)
    assert changed.json()["due_on"] == "2027-01-01"
    assert client.patch(address, {"due_on": "2027-01-02"}, headers=etag, **json).status_code == 409
    kept = client.post(f"{address}state/", {"state": "kept"}, headers={"If-Match": changed["ETag"]}, **json)
    assert kept.json()["state"] == CommitmentState.KEPT
    shown = client.post(f"{address}evidence/", {"project": project.reference}, **json)
    assert shown.status_code == 201
    assert client.get(address).json()["evidence"][0]["project"] == project.reference
    assert client.delete(f"{address}evidence/{shown.json()['id']}/").status_code == 204


def test_the_next_year_lists_what_earlier_years_left(client, cast, make_project, cycle, commitment):
    unfinished, finished = make_project(stage="active", title_en="Unfinished"), make_project(stage="completed")
    for project in (unfinished, finished):
        present(cycle, project)
    with acting_as(Audience.JOINT):
        actions.open_cycle(2027, {"ordinal": 59}, by=cast.us_staff)
    client.force_login(cast.us_staff)
    page = said(client.get("/cycles/2027/"))
    carried = page[page.index('id="carried"') :]
    assert "Unfinished" in carried and finished.title not in carried
    assert "The two sides will widen the sharing of data." in carried
    with acting_as(Audience.JOINT):
        actions.set_commitment_state(commitment, "kept", by=cast.us_staff, seen_revision=1)
    assert "widen the sharing" not in said(client.get("/cycles/2027/"))


def test_the_list_takes_as_many_statements_for_many_rows_as_for_one(client, cast, make_project, cycle):
    client.force_login(cast.us_staff)
    counts = []
    for _round in range(2):
        for _one in range(3):
            project = make_project(stage="active")
            with acting_as(Audience.US):
                actions.add_evidence(add(cycle, cast.us_staff), project, by=cast.us_staff)
        counts.append([statements(client, address) for address in (LIST, "/api/v1/commitments/")])
    assert counts[0] == counts[1]
    assert reverse("reporting:commitments", args=[2026]) == LIST
