"""Documents: who uploads and sees them, what is kept and given out, and what happens when a disk or a body is full."""

import hashlib
import os
import unicodedata
import uuid
from html import unescape
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from knox.models import AuthToken

from core.audience import Audience, AudienceQuerySet, acting_as
from core.errors import Malformed, NotAllowed
from core.models import Entry
from core.sides import Side
from projects import actions
from projects.actions.keeping import StalePart
from projects.enums import Stage
from projects.models import Document, Project
from tests.asking import open_to_all
from tests.samples import ALLOWED, PDF
from tests.statements import statements
from tests.test_archive import kept, room_for

pytestmark = pytest.mark.django_db
NAMED = {"title_en": "Concept note", "title_ko": "", "category": "concept", "language": "en"}
KOREAN = "연안 레이더 회의록.pdf"


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def keep(project, by, *, audience=None, name="note.pdf", content=PDF, **changes) -> Document:
    audience = audience or Audience.of(by.side)
    with acting_as(Audience.of(by.side)):
        values = NAMED | changes
        return actions.upload_document(project, values, name=name, content=content, audience=audience, by=by)


def send(client, project, *, name="note.pdf", content=PDF, **changes):
    sent = {**NAMED, "document_audience": "JOINT", "key": str(uuid.uuid4()), **changes}
    file = SimpleUploadedFile(name, content, content_type="text/html")
    return client.post(reverse("projects:documents", args=[project.reference]), sent | {"file": file})


def stored(root) -> list[str]:
    """The files of documents; the notes that one awaits its row stay, because no test commits."""
    return [path for path in kept(root) if path.startswith("documents/")]


def download(client, document):
    return client.get(reverse("projects:file", args=[document.pk]))


# --- uploading ---


def test_a_document_is_uploaded_listed_and_given_out(client, cast, make_project, root):
    project = make_project()
    client.force_login(cast.us_poc)
    assert send(client, project, name=unicodedata.normalize("NFD", KOREAN)).status_code == 302
    client.force_login(cast.rok_leader)
    page = unescape(client.get(reverse("projects:documents", args=[project.reference])).content.decode())
    assert KOREAN in page and "Concept note" in page and "US POC, Maritime Security" in page
    assert hashlib.sha256(PDF).hexdigest()[:12] in page
    with acting_as(Audience.ROK):
        document = Document.objects.get()
    assert stored(root) == [document.path]
    answer = download(client, document)
    assert answer.content == PDF
    assert unquote(answer["Content-Disposition"].partition("filename*=utf-8''")[2]) == KOREAN
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_no_page_of_the_product_serves_a_file():
    assert reverse("projects:file", args=[uuid.uuid4()]).startswith("/files/")


def test_a_form_sent_twice_keeps_one_document(client, cast, make_project, root):
    project, key = make_project(), str(uuid.uuid4())
    client.force_login(cast.us_poc)
    assert [send(client, project, key=key).status_code for _time in range(2)] == [302, 302]
    assert len(stored(root)) == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("page.pdf", b"<html><script>alert(1)</script></html>", "its content is something else"),
        ("run.exe", b"MZ" + bytes(60), "Upload one of these"),
        ("note.docx", ALLOWED["pdf"], "its content is something else"),
        ("note.pdf", b"", "The file is empty."),
    ],
)
def test_a_file_that_is_not_taken_is_refused_at_its_field_and_nothing_is_kept(
    client, cast, make_project, root, name, content, sentence
):
    client.force_login(cast.us_poc)
    answer = send(client, make_project(), name=name, content=content)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"file"}
    page = unescape(answer.content.decode())
    assert sentence in page
    assert 'value="Concept note"' in page  # what was typed stays
    assert kept(root) == []


def test_without_a_title_the_file_goes_with_the_row(client, cast, make_project, root):
    client.force_login(cast.us_poc)
    answer = send(client, make_project(), title_en="")
    assert answer.status_code == 400
    assert "Give a title in at least one language." in unescape(answer.content.decode())
    assert kept(root) == []


@pytest.mark.parametrize("files", [1, 3])
def test_too_large_a_body_is_read_to_its_end_dropped_and_answered(client, cast, make_project, root, monkeypatch, files):
    monkeypatch.setattr(settings, "UPLOAD_MOST", 2_000_000)
    project = make_project()
    client.force_login(cast.us_poc)
    more = {f"more{n}": SimpleUploadedFile("x.pdf", PDF + bytes(1_500_000)) for n in range(files - 1)}
    answer = send(client, project, content=PDF + bytes(1_500_000 if files > 1 else 5_000_000), **more)
    assert answer.status_code == 413
    page = unescape(answer.content.decode())
    assert "A file has at most 2 MB." in page and 'value="Concept note"' in page
    assert list(answer.context["form"].errors) == ["file"]
    address = f"/api/v1/projects/{project.reference}/documents/"
    sent = NAMED | {"audience": "JOINT", "file": SimpleUploadedFile("note.pdf", PDF + bytes(5_000_000))}
    refused = client.post(address, sent)
    assert (refused.status_code, "at most 2 MB" in refused.json()["file"]) == (413, True)
    assert kept(root) == []


def test_a_full_disk_is_said_and_leaves_no_row_and_no_file(client, cast, make_project, root):
    project = make_project()
    client.force_login(cast.us_poc)
    with room_for(60_000):
        answer = send(client, project, content=PDF + bytes(100_000))
    assert answer.status_code == 503
    assert "The archive takes no file at the moment. Nothing was saved." in unescape(answer.content.decode())
    assert kept(root) == []
    with acting_as(Audience.US):
        assert not Document.objects.exists()
        assert not Entry.objects.filter(action="upload-document").exists()


def test_who_is_not_signed_in_uploads_nothing(client, make_project, root):
    assert send(client, make_project()).status_code == 302
    assert kept(root) == []


def test_final_reports_are_still_uploaded_after_the_end_and_leaders_only_read(cast, make_project):
    project = make_project(stage=Stage.COMPLETED)
    assert keep(project, cast.rok_poc).pk
    with pytest.raises(NotAllowed):
        keep(project, cast.us_leader)


# --- who sees what ---


def test_a_private_document_of_a_joint_project_does_not_exist_for_the_other_side(client, cast, make_project):
    project = make_project()
    document = keep(project, cast.us_poc, title_en="Our reading", name="secret.pdf")
    client.force_login(cast.rok_lead)
    hidden = download(client, document)
    missing = client.get(reverse("projects:file", args=[uuid.uuid4()]))
    assert hidden.status_code == missing.status_code == 404
    for name in ("documents", "history", "detail"):
        page = client.get(reverse(f"projects:{name}", args=[project.reference])).content.decode()
        assert "Our reading" not in page and "secret.pdf" not in page
    with acting_as(Audience.ROK):
        fresh = Project.objects.get(pk=project.pk)
        assert (fresh.updated_at, fresh.updated_by) == (project.updated_at, project.updated_by)
        assert not Entry.objects.filter(action="upload-document").exists()
    client.force_login(cast.us_leader)
    assert download(client, document).status_code == 200


@pytest.mark.parametrize("layer", ["policies of the database", "querysets"])
def test_each_of_the_two_layers_alone_hides_it(client, cast, make_project, monkeypatch, layer):
    document = keep(make_project(), cast.us_poc)
    client.force_login(cast.rok_lead)
    if layer == "querysets":
        monkeypatch.setattr(AudienceQuerySet, "readable_by", lambda rows, side: rows)
    else:
        monkeypatch.setattr("core.http.acting_as", open_to_all)
    assert download(client, document).status_code == 404


def test_a_document_of_a_private_project_is_for_its_side_alone(cast, make_project):
    project = make_project(audience=Audience.US)
    with pytest.raises(Malformed) as refused:
        keep(project, cast.us_poc, audience=Audience.JOINT)
    assert set(refused.value.errors) == {"audience"}
    with pytest.raises(Malformed):
        keep(make_project(), cast.us_poc, audience=Audience.ROK)


def test_sharing_a_project_keeps_its_documents_and_says_how_many(client, cast, make_project):
    project = make_project(audience=Audience.US)
    documents = [keep(project, cast.us_poc) for _one in range(2)]
    client.force_login(cast.us_poc)
    share = reverse("projects:share", args=[project.reference])
    assert "2 documents, until you share each of them" in client.get(share).content.decode()
    client.post(share, {"seen": project.version})
    client.force_login(cast.rok_poc)
    assert download(client, documents[0]).status_code == 404


def test_a_document_is_shared_after_its_project(cast, make_project):
    document = keep(make_project(audience=Audience.US), cast.us_poc)
    with acting_as(Audience.US), pytest.raises(NotAllowed, match="Share the project first"):
        actions.share_document(document, by=cast.us_poc, seen_revision=document.revision)


def test_a_document_is_shared_one_way_and_tells_nothing_of_the_time_before(client, cast, make_project):
    project = make_project()
    document = keep(project, cast.us_poc, title_en="First thoughts")
    with acting_as(Audience.US):
        changes = {"title_en": "Concept note"}
        actions.describe_document(document, changes, by=cast.us_poc, seen_revision=1)
    client.force_login(cast.us_poc)
    address = reverse("projects:document-share", args=[project.reference, document.pk])
    assert client.post(address, {"seen": "1"}).status_code == 409
    assert client.post(address, {"seen": "2"}).status_code == 302
    client.force_login(cast.rok_poc)
    assert download(client, document).status_code == 200
    history = unescape(client.get(reverse("projects:history", args=[project.reference])).content.decode())
    assert "shared a document with both sides" in history and "Concept note" in history
    assert "First thoughts" not in history
    with acting_as(Audience.ROK):
        assert Document.objects.get().revision == 1
    with acting_as(Audience.US), pytest.raises(NotAllowed):
        actions.share_document(document, by=cast.us_poc, seen_revision=1)


def test_a_document_is_withdrawn_by_its_side_with_a_reason_and_its_file_stays(client, cast, make_project):
    project = make_project()
    document = keep(project, cast.us_poc, audience=Audience.JOINT)
    address = reverse("projects:document-withdraw", args=[project.reference, document.pk])
    client.force_login(cast.rok_lead)
    assert client.post(address, {"seen": "1", "reason": "x"}).status_code == 403
    client.force_login(cast.us_lead)
    assert client.post(address, {"seen": "1", "reason": " "}).status_code == 400
    assert client.post(address, {"seen": "1", "reason": "Replaced by version 2."}).status_code == 302
    client.force_login(cast.rok_leader)
    page = unescape(client.get(reverse("projects:documents", args=[project.reference])).content.decode())
    assert "Withdrawn by US" in page and "Replaced by version 2." in page
    assert download(client, document).status_code == 200
    with acting_as(Audience.US), pytest.raises(NotAllowed):
        actions.describe_document(document, {"title_en": "x"}, by=cast.us_poc, seen_revision=2)


def test_the_other_side_translates_a_title_and_two_who_do_see_both_versions(client, cast, make_project):
    project = make_project()
    document = keep(project, cast.us_poc, audience=Audience.JOINT)
    address = reverse("projects:document-edit", args=[project.reference, document.pk])
    sent = NAMED | {"title_ko": "개념서", "seen": "1"}
    client.force_login(cast.rok_poc)
    assert client.post(address, sent).status_code == 302
    client.force_login(cast.rok_lead)
    answer = client.post(address, sent | {"title_ko": "기본 개념서"})
    assert answer.status_code == 409
    assert "기본" in answer.content.decode()
    with acting_as(Audience.ROK), pytest.raises(StalePart):
        actions.describe_document(document, {"title_ko": "x"}, by=cast.rok_poc, seen_revision=1)


# --- what is given out ---


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_file_that_is_not_what_was_stored_is_refused(client, cast, make_project, root, harm):
    document = keep(make_project(), cast.us_poc)
    path = root / document.path
    path.unlink() if harm == "gone" else path.write_bytes(PDF.replace(b"1.7", b"1.6"))
    client.force_login(cast.us_poc)
    answer = download(client, document)
    assert answer.status_code == 409
    assert "This file is not what was stored" in unescape(answer.content.decode())


def test_what_a_killed_process_left_is_swept_and_what_has_a_row_of_either_side_stays(cast, make_project, root):
    project = make_project()
    own = [keep(project, getattr(cast, f"{side.lower()}_poc")) for side in Side]
    with acting_as(Audience.US):
        lost = keep(project, cast.us_poc)
        Document.objects.filter(pk=lost.pk).delete()
    for note in (root / "awaiting").iterdir():
        os.utime(note, (1, 1))
    assert actions.sweep_files() == 1
    assert kept(root) == sorted(document.path for document in own)


def test_the_page_takes_as_many_statements_for_many_documents_as_for_one(client, cast, make_project):
    project = make_project()
    client.force_login(cast.us_poc)
    address = reverse("projects:documents", args=[project.reference])
    keep(project, cast.us_poc)
    statements(client, address)
    few = statements(client, address)
    for _one in range(5):
        keep(project, cast.us_poc)
    assert statements(client, address) == few


# --- the API ---


def test_the_api_uploads_lists_shares_and_withdraws(client, cast, make_project):
    project = make_project()
    client.force_login(cast.us_poc)
    address = f"/api/v1/projects/{project.reference}/documents/"
    sent = NAMED | {"audience": "US", "file": SimpleUploadedFile(KOREAN, PDF)}
    key = {"Idempotency-Key": str(uuid.uuid4())}
    made = client.post(address, sent, headers=key)
    assert made.status_code == 201, made.content
    one = made.json()
    assert (one["name"], one["audience"], one["size"], one["content_type"]) == (
        KOREAN,
        "US",
        len(PDF),
        "application/pdf",
    )
    assert client.get(one["file"]).content == PDF
    own = f"{address}{one['id']}/"
    shared = client.post(f"{own}share/", headers={"If-Match": made["ETag"]})
    assert (shared.json()["audience"], shared["ETag"]) == ("JOINT", '"1"')
    client.force_login(cast.rok_poc)
    assert [row["id"] for row in client.get(address).json()["results"]] == [one["id"]]
    change = client.patch(
        own, {"title_ko": "개념서"}, content_type="application/json", headers={"If-Match": shared["ETag"]}
    )
    assert change.json()["title_ko"] == "개념서"
    body = {"reason": "Replaced."}
    withdraw = {"content_type": "application/json", "headers": {"If-Match": change["ETag"]}}
    assert client.post(f"{own}withdraw/", body, **withdraw).status_code == 403
    client.force_login(cast.us_poc)
    assert client.post(f"{own}withdraw/", body, **withdraw).json()["withdrawn_because"] == "Replaced."
    assert client.post(f"{own}share/").status_code == 428


def test_the_api_says_field_by_field_what_is_wrong(client, cast, make_project):
    client.force_login(cast.us_poc)
    address = f"/api/v1/projects/{make_project().reference}/documents/"
    sent = NAMED | {"audience": "JOINT", "file": SimpleUploadedFile("a.pdf", b"<html></html>")}
    assert set(client.post(address, sent).json()) == {"file"}
    assert set(client.post(address, {}, content_type="application/json").json()) >= {"file", "audience", "category"}


def test_a_token_gets_a_file_of_its_side_and_no_other(client, cast, make_project):
    document = keep(make_project(), cast.us_poc)
    for person, status in ((cast.us_leader, 200), (cast.rok_leader, 404)):
        with acting_as(Audience.of(person.side)):
            _row, token = AuthToken.objects.create(person)
        answer = client.get(reverse("projects:file", args=[document.pk]), headers={"Authorization": f"Token {token}"})
        assert answer.status_code == status
