"""Law 8: anybody can check, years later, that an edition, its files and the chain of seals are what was sealed."""

import json
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connections
from django.urls import reverse

from core import archive, jobs
from core.audience import Audience, acting_as
from core.canonical import fingerprint
from core.models import Job, JobState
from rcf_tracker import roles
from reporting import actions, compiling
from reporting.enums import FORMS
from reporting.models import Artifact, Seal, Snapshot
from tests.compiling import full_disk, quiet, work_off
from tests.test_editions import climb_to, compiled, edition_now

VERIFY, EXPORT = "/editions/verify/", "/editions/export/"


@pytest.fixture
def people(committed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "archive"
    return committed


@pytest.fixture
def sealed(people):
    """A sealed edition with its files made by jobs, as a worker makes them."""
    compiled(people.us_staff)
    edition = climb_to(people, "sealed")
    with acting_as(Audience.JOINT):
        job = Job.objects.get(kind="reporting.tasks.render_sealed")
    assert work_off(job).state == JobState.DONE
    return edition


def tamper(*statements: str) -> None:
    """What the owner of the tables can do with every trigger off, which is more than the application can do."""
    tables = ("reporting_seal", "reporting_snapshot")
    with roles.connect(connections["owner"].settings_dict) as owner:
        for change in ("DISABLE", "ENABLE"):
            for table in tables:
                owner.execute(f"ALTER TABLE {table} {change} TRIGGER USER")
            for statement in statements if change == "DISABLE" else ():
                owner.execute(statement)


def verified() -> str:
    out = StringIO()
    call_command("verify_editions", stdout=out)
    return out.getvalue()


def file_of(**form) -> Artifact:
    with acting_as(Audience.JOINT):
        return Artifact.objects.select_related("snapshot__edition").get(**{"paper": "", "is_sealed": True, **form})


def test_an_edition_is_sealed_once_with_all_its_files_and_they_verify(sealed, settings):
    with acting_as(Audience.JOINT):
        made = Seal.objects.get()
        drafts = list(Artifact.objects.filter(is_sealed=False))
    assert len(made.files) == len(FORMS) and len(drafts) == len(FORMS)
    told = verified()
    assert "1 snapshots, 26 files, 1 seals: all as compiled and sealed." in told
    for file in made.files:
        archive.open_verified(settings.MEDIA_ROOT, file["name"], file["sha256"])
    assert {file["sha256"] for file in made.files if file["name"].endswith(".json")} == {edition_now().sha256}


def test_the_same_seal_makes_the_same_bytes_again(sealed):
    with acting_as(Audience.JOINT):
        made = Seal.objects.select_related("edition", "snapshot__edition").get()
        kept = {one.form: one.sha256 for one in Artifact.objects.filter(is_sealed=True)}
    for form in FORMS:
        content = compiling.rendered(made.snapshot, form, beat=quiet, seal=compiling.told(made))
        assert compiling.archive._stored("x.y", content).sha256 == kept[form], form


@pytest.mark.parametrize(
    "form", [{"format": "pdf", "language": "ko", "paper": "us-letter"}, {"format": "xlsx", "language": "en"}]
)
def test_one_changed_byte_is_named_with_its_file(sealed, settings, form):
    path = Path(settings.MEDIA_ROOT) / (changed := file_of(**form)).path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(CommandError, match="Of 1 snapshots, 26 files") as told:
        verified()
    assert changed.path in str(told.value) and str(told.value).count("\n") == 1


def test_a_lost_file_changed_records_and_a_changed_seal_are_named(sealed, settings):
    (Path(settings.MEDIA_ROOT) / file_of(format="json", language="both").path).unlink()
    tamper(
        "UPDATE reporting_seal SET sealed_at = sealed_at + interval '1 day'",
        "UPDATE reporting_snapshot SET content = jsonb_set(content, '{figures,0,value}', '999')",
    )
    with pytest.raises(CommandError) as told:
        verified()
    sentences = str(told.value)
    assert "does not hold" in sentences and "the records are not those that were compiled" in sentences
    assert "The seal of edition 2026-1 was changed." in sentences


def test_a_broken_chain_is_named(sealed, people):
    with acting_as(Audience.US):
        actions.open_correction(sealed, by=people.us_staff)
    compiled(people.us_staff)
    edition = climb_to(people, "sealed")
    compiling.seal_files(edition.pk, tell=quiet)
    assert "2 seals: all as compiled" in verified()
    tamper(
        "UPDATE reporting_seal SET previous_sha256 = repeat('0', 64) WHERE number = 2",
    )
    with pytest.raises(CommandError, match="edition 2026-2 does not chain to the seal before it"):
        verified()


def test_the_making_of_sealed_files_that_failed_is_tried_again_and_goes_on_from_what_is_there(
    people, client, monkeypatch
):
    compiled(people.us_staff)
    edition = climb_to(people, "sealed")
    with acting_as(Audience.JOINT):
        job = Job.objects.get(kind="reporting.tasks.render_sealed")
    work_off(job, most=5)
    with monkeypatch.context() as broken:
        broken.setattr(archive, "write_whole", full_disk)
        assert work_off(job).state == JobState.FAILED
    assert "its files are still being made" in verified()
    client.force_login(people.rok_poc)
    again = reverse("reporting:make-sealed-files", args=[2026, 1])
    assert client.post(again).status_code == 403
    client.force_login(people.rok_staff)
    assert "Make the files" in client.get(edition.get_absolute_url()).content.decode()
    assert client.post(again).status_code == 302
    with acting_as(Audience.JOINT):
        second = Job.objects.filter(kind="reporting.tasks.render_sealed", state__in=jobs.OPEN).get()
        assert Artifact.objects.filter(is_sealed=True).count() == 4
    assert work_off(second).state == JobState.DONE
    assert "1 seals: all as compiled and sealed" in verified()
    assert client.post(again).status_code == 403


def test_every_form_is_given_out_by_page_and_api_to_whoever_is_signed_in(sealed, people, client):
    names = []
    for kind, language, paper in FORMS:
        stem = f"{language}-us-letter" if paper == "us-letter" else language
        address = reverse("reporting:download-form", args=[2026, 1, stem, kind])
        client.logout()
        assert client.get(address).status_code == 302
        client.force_login(people.rok_leader)
        answer = client.get(address)
        artifact = file_of(format=kind, language=language, paper=paper)
        assert answer.status_code == 200 and len(answer.content) == artifact.size
        assert "no-store" in answer["Cache-Control"] and answer["X-Content-Type-Options"] == "nosniff"
        names.append(unquote(answer["Content-Disposition"].split("''")[1]))
        file = client.get(reverse("api:artifact-file", args=[artifact.pk]))
        assert (file.content, file["Content-Type"]) == (answer.content, answer["Content-Type"])
    assert len(set(names)) == len(FORMS)
    assert [name for name in names if "연례 보고서" in name and name.endswith("US Letter).pdf")]
    for wrong in ("en.exe", "en-us-letter.docx", "en-us-letterx.pdf", "fr.pdf"):
        assert client.get(f"/cycles/2026/editions/1/{wrong}").status_code == 404


def upload(client, content: bytes, name="보고서.pdf"):
    return client.post(VERIFY, {"file": SimpleUploadedFile(name, content)})


def test_a_file_that_somebody_holds_is_told_to_be_sealed_a_draft_or_none(sealed, people, client, settings):
    root = Path(settings.MEDIA_ROOT)
    client.force_login(people.us_poc)
    held = (root / file_of(format="docx", language="ko").path).read_bytes()
    before = sorted(root.rglob("*"))
    page = upload(client, held).content.decode()
    assert "This is a file of a sealed edition" in page and "edition 1, revision 1" in page and "DOCX, Korean" in page
    draft = (root / file_of(format="docx", language="ko", is_sealed=False).path).read_bytes()
    assert "This is a draft, not a sealed edition" in upload(client, draft).content.decode()
    assert "This file belongs to no edition" in upload(client, held[:-1] + b"x").content.decode()
    assert sorted(root.rglob("*")) == before
    found = client.get("/api/v1/artifacts/", {"sha256": file_of(format="docx", language="ko").sha256}).json()
    assert [one["is_sealed"] for one in found["results"]] == [True]


def test_the_page_refuses_no_file_and_too_large_a_one_with_a_sentence(people, client, settings):
    client.force_login(people.us_poc)
    assert client.post(VERIFY).status_code == 400
    settings.UPLOAD_MOST = 1_000_000
    answer = upload(client, b"x" * 1_000_001)
    assert answer.status_code == 413 and "at most 1 MB" in answer.content.decode()
    client.logout()
    assert client.get(VERIFY).status_code == 302


def test_the_archive_is_exported_whole_with_a_manifest_that_names_what_was_changed(sealed, people, client, settings):
    changed = file_of(format="pdf", language="en", paper="a4")
    (Path(settings.MEDIA_ROOT) / changed.path).write_bytes(b"%PDF forged")
    client.force_login(people.rok_staff)
    answer = client.get(EXPORT)
    assert answer.streaming and "no-store" in answer["Cache-Control"]
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as packed:
        assert packed.testzip() is None
        manifest = json.loads(packed.read("manifest.json"))
        states = {file["name"]: file["state"] for file in manifest["files"]}
        assert {name for name, state in states.items() if state != "whole"} == {changed.path}
        assert set(packed.namelist()) == {*states, "manifest.json"} - {changed.path}
    (told,) = manifest["seals"]
    assert fingerprint(told["seal"]) == told["sha256"] and fingerprint(told["manifest"]) == told["closed_sha256"]
    with acting_as(Audience.JOINT):
        assert told["seal"]["snapshot_sha256"] == Snapshot.objects.get().sha256
    for name in ("us_poc", "rok_lead", "us_leader", "admin"):
        client.force_login(getattr(people, name))
        assert client.get(EXPORT).status_code == 403
