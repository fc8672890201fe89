"""Figures, cycles, presentations, editions and their files through the API."""

import pytest
from django.urls import reverse

from core import archive, days, jobs
from core.audience import Audience, acting_as
from projects.enums import Stage
from reporting import actions
from reporting.enums import Paper, ReportLanguage
from reporting.figures import counted
from reporting.models import Artifact, Cycle, Edition, Snapshot
from tests.statements import statements

JSON = {"content_type": "application/json"}
YEAR = "/api/v1/cycles/2026/"


@pytest.fixture
def artifact(cast, settings, tmp_path):
    """A file of the first revision of the 2026 edition, in an archive of its own."""
    settings.MEDIA_ROOT = tmp_path
    with acting_as(Audience.JOINT):
        edition = Edition.objects.create(cycle=Cycle.objects.get(year=2026), number=1)
        content = {"edition": {"revision": 1}}
        taken = {"content": content, "sha256": "0" * 64, "taken_at": "2026-09-01T00:00Z"}
        snapshot = Snapshot.objects.create(edition=edition, revision=1, **taken)
        stored = archive.store(tmp_path, "2026/report.pdf", b"%PDF-1.7 of a test")
        return Artifact.objects.create(
            snapshot=snapshot,
            language=ReportLanguage.BOTH,
            paper=Paper.A4,
            path=stored.path,
            sha256=stored.sha256,
            size=stored.size,
        )


def test_both_sides_and_administrators_get_the_same_figures_as_the_dashboard(api, make_project):
    make_project(stage=Stage.ACTIVE)
    make_project(audience=Audience.US)
    make_project(audience=Audience.ROK)
    told = [api(name).get("/api/v1/figures/").json() for name in ("us_leader", "rok_poc", "admin")]
    with acting_as(Audience.JOINT):
        assert told[0] == counted()
    assert told[0] == told[1] == told[2]
    assert (told[0]["projects"], told[0]["active"]) == (1, 1)


def test_the_dates_of_a_cycle_change_with_their_revision(api):
    client = api("us_staff")
    etag = client.get(YEAR)["ETag"]
    assert client.patch(YEAR, {"source": "agreed"}, **JSON).status_code == 428
    first = client.patch(YEAR, {"source": "agreed"}, **JSON, headers={"If-Match": etag})
    assert (first.status_code, first.json()["source"]) == (200, "agreed")
    assert client.patch(YEAR, {"source": "again"}, **JSON, headers={"If-Match": etag}).status_code == 409
    assert api("us_poc").patch(YEAR, {"source": "x"}, **JSON, headers={"If-Match": first["ETag"]}).status_code == 403


def test_the_secretariat_opens_a_cycle_once(api):
    client = api("rok_staff")
    body = {"year": 2040, "ordinal": 72}
    assert client.post("/api/v1/cycles/", body, **JSON).status_code == 201
    assert list(client.post("/api/v1/cycles/", body, **JSON).json()) == ["year"]


def test_both_leads_present_a_joint_project_and_hold_it_back(api, make_project):
    project = make_project(stage=Stage.CONCEPT)
    seen = {"If-Match": f'"{project.version}"'}
    for step, standing in (("present", [project.reference]), ("hold-back", [])):
        address, why = f"{YEAR}{step}/{project.reference}/", {"reason": {"en": "As agreed."}}
        assert api("us_lead").post(f"{address}ask/", why, **JSON, headers=seen).json()["state"] == "open"
        for lead, state in (("rok_lead", "open"), ("us_lead", "carried")):
            assert api(lead).post(f"{address}answer/", {}, **JSON, headers=seen).json()["state"] == state
        listed = api("rok_poc").get("/api/v1/presentations/?cycle=2026").json()["results"]
        assert [row["project"] for row in listed] == standing


def test_the_general_door_to_steps_does_not_present(api, make_project):
    project = make_project(stage=Stage.CONCEPT)
    address = f"/api/v1/projects/{project.reference}/steps/present/"
    answer = api("us_lead").post(address, {}, **JSON, headers={"If-Match": f'"{project.version}"'})
    assert (answer.status_code, "page of its year" in answer.json()["detail"]) == (403, True)


def test_a_private_project_of_the_other_side_is_presented_no_more_than_one_that_does_not_exist(api, make_project):
    private = make_project(audience=Audience.US)
    answers = [
        api("rok_lead").post(f"{YEAR}present/{name}/answer/", {}, **JSON) for name in (private.reference, "US-2026-999")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_compiling_is_one_job_at_a_time_that_both_sides_can_follow(api):
    first = api("rok_staff").post(f"{YEAR}compile/")
    second = api("us_staff").post(f"{YEAR}compile/")
    assert first.status_code == 202
    assert second.json()["id"] == first.json()["id"]
    job = api("us_poc").get(f"/api/v1/jobs/{first.json()['id']}/").json()
    assert (job["state"], job["progress"]) == ("queued", 0)
    refused = api("rok_poc").post(f"{YEAR}compile/")
    assert refused.json() == {"detail": "The secretariats compile the report. Ask that of your side."}


def test_a_job_of_the_other_side_does_not_exist(api, cast):
    with acting_as(Audience.US):
        job = jobs.enqueue("reporting.tasks.compile_edition", audience=Audience.US, by=cast.us_staff, year="2026")
    assert api("us_poc").get(f"/api/v1/jobs/{job.pk}/").status_code == 200
    for outsider in ("rok_staff", "admin"):
        assert api(outsider).get(f"/api/v1/jobs/{job.pk}/").status_code == 404


def test_a_file_is_given_out_whatever_the_client_accepts(api, artifact):
    client = api("us_leader")
    row = client.get("/api/v1/artifacts/?cycle=2026&language=both").json()["results"][0]
    assert (row["revision"], row["sha256"]) == (1, artifact.sha256)
    for accept in ("*/*", "application/pdf", "application/json"):
        answer = client.get(row["file"], headers={"Accept": accept})
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content == b"%PDF-1.7 of a test"


def test_a_file_that_was_tampered_with_is_not_given_out(api, artifact, settings):
    (settings.MEDIA_ROOT / artifact.path).write_bytes(b"another report")
    answer = api("us_leader").get(reverse("api:artifact-file", args=[artifact.pk]))
    assert answer.status_code == 409
    assert "was changed after it was stored" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["figures/", "cycles/", "presentations/", "editions/", "artifacts/"])
def test_the_year_answers_in_few_statements(api, artifact, path):
    with acting_as(Audience.JOINT):
        actions.keep_figures(days.today())
    assert statements(api("us_poc"), f"/api/v1/{path}") <= 8
