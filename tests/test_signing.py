"""A PDF of a sealed edition is signed where a certificate is configured, and tells when somebody changed it."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core import checks
from django.core.management import CommandError
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from core import archive
from core.audience import Audience, acting_as
from core.models import Job, JobState
from reporting import compiling, signing
from reporting.enums import FORMS, FileFormat
from reporting.models import Artifact, Seal
from reporting.render import RenderFailed
from tests import pdf
from tests.compiling import quiet, work_off
from tests.data.report import snapshot
from tests.signing import DAY, PASSPHRASE, authority, configured, trust
from tests.test_editions import climb_to, compiled
from tests.test_render import rendered
from tests.test_report import seal_of
from tests.test_verifying import tamper, upload, verified

SEALED_AT = datetime.now(UTC).replace(microsecond=0)
OF_PDF = [form for form in FORMS if form[0] == FileFormat.PDF]


@pytest.fixture(scope="module")
def sealed_pdf(tmp_path_factory) -> bytes:
    content = snapshot(3)
    return rendered(content, tmp_path_factory.mktemp("s") / "sealed.pdf", "both", seal=seal_of(content)).read_bytes()


@pytest.fixture
def keys(tmp_path):
    return tmp_path / "keys"


def sign(content: bytes) -> bytes:
    return signing.signed(content, at=SEALED_AT)


def only(content: bytes) -> signing.Signature:
    (one,) = signing.signatures(content)
    return one


def changed(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_a_signed_file_still_conforms_to_both_standards_and_says_what_it_said(settings, keys, sealed_pdf, tmp_path):
    configured(settings, keys)
    plain, made = tmp_path / "plain.pdf", tmp_path / "signed.pdf"
    plain.write_bytes(sealed_pdf)
    made.write_bytes(content := sign(sealed_pdf))
    assert pdf.conformance(made) == {("signed.pdf", "3a"): "", ("signed.pdf", "ua1"): ""}
    assert content.startswith(sealed_pdf) and len(content) > len(sealed_pdf)
    assert (pdf.text(made), pdf.attachment(made)) == (pdf.text(plain), pdf.attachment(plain))
    sizes = {"File size"}
    said = [{key: value for key, value in pdf.properties(one).items() if key not in sizes} for one in (plain, made)]
    assert said[0] | {"Form": "AcroForm"} == said[1] | {"Form": "AcroForm"}


def test_the_signature_is_pades_over_the_whole_file_as_of_the_seal(settings, keys, sealed_pdf):
    configured(settings, keys)
    content = sign(sealed_pdf)
    assert only(content) == signing.Signature("O=RCF,CN=Secretariat", SEALED_AT, True, True, True)
    (embedded,) = PdfFileReader(BytesIO(content)).embedded_signatures
    assert embedded.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    nobody_trusted = ValidationContext(trust_roots=[], allow_fetching=False)
    with ThreadPoolExecutor(1) as apart:  # a browser of other tests may have this thread's event loop
        status = apart.submit(validate_pdf_signature, embedded, nobody_trusted).result()
    assert status.intact and status.valid and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert {one["type"].native for one in embedded.signer_info["signed_attrs"]} >= {"signing_certificate_v2"}
    assert embedded.signer_info["unsigned_attrs"].native is None, "no time stamp, so no network"


def test_the_same_file_seal_and_certificate_give_the_same_bytes(settings, keys, sealed_pdf):
    configured(settings, keys)
    assert sign(sealed_pdf) == sign(sealed_pdf)


def test_a_certificate_that_is_younger_than_the_seal_signs_as_of_its_first_moment(settings, keys, sealed_pdf):
    made = configured(settings, keys)
    content = signing.signed(sealed_pdf, at=SEALED_AT - 9 * DAY)
    assert only(content).at == made.not_valid_before_utc and only(content).is_trusted


def test_a_byte_that_was_changed_after_signing_is_seen_wherever_it_is(settings, keys, sealed_pdf):
    configured(settings, keys)
    content = sign(sealed_pdf)
    end_of_padding = content.index(b">", content.index(b"/Contents <", len(sealed_pdf))) - 1
    for place in (len(sealed_pdf) // 2, end_of_padding, content.index(b"(D\\072") + 7):
        (one,) = signing.signatures(changed(content, place))
        assert not one.is_intact, place
    assert (only(content + b"\n").is_intact, only(content + b"\n").is_whole) == (True, False)


def test_who_signed_is_trusted_by_name_or_through_those_who_issued_it(settings, keys, sealed_pdf):
    root = authority("Root")
    between = authority("Between", root)
    configured(settings, keys, issuer=between, between=[between.certificate])
    content = sign(sealed_pdf)
    assert only(content).is_trusted
    trust(settings, keys, root.certificate)
    assert only(content).is_trusted
    trust(settings, keys, authority("Root").certificate)
    assert (only(content).is_intact, only(content).is_trusted) == (True, False)
    settings.SIGNING_TRUSTED = ""
    assert not only(content).is_trusted


def test_without_a_certificate_nothing_is_signed_and_an_unsigned_file_has_no_signature(sealed_pdf):
    assert sign(sealed_pdf) is sealed_pdf
    assert signing.signatures(sealed_pdf) == signing.signatures(b"{}") == []
    signing.check()
    assert [one for one in checks.run_checks(include_deployment_checks=True) if one.id.startswith("reporting.")] == []


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda folder, *_: (folder / "passphrase").write_text("wrong-word"), "its passphrase is wrong"),
        (lambda folder, *_: (folder / "seal.p12").write_bytes(b"no such thing"), "it is no PKCS#12 file"),
        (lambda folder, *_: (folder / "seal.p12").unlink(), "SIGNING_CERTIFICATE cannot be read: No such file"),
        (lambda folder, *_: (folder / "passphrase").unlink(), "SIGNING_PASSPHRASE_FILE cannot be read: No such file"),
        (lambda folder, settings: setattr(settings, "SIGNING_PASSPHRASE_FILE", ""), "its passphrase is wrong"),
        (lambda folder, settings: configured(settings, folder, until=-DAY / 2), r"CN=Secretariat expired on 20\d\d-"),
        (lambda folder, settings: configured(settings, folder, since=DAY / 2), r"is valid from 20\d\d-\d\d-\d\d only"),
        (lambda folder, settings: configured(settings, folder, may_sign=False), "not fit for signing"),
        (
            lambda folder, settings: configured(settings, folder, key=rsa.generate_private_key(65537, 1024)),
            "not fit for signing",
        ),
        (
            lambda folder, settings: configured(settings, folder, key=ec.generate_private_key(ec.SECP256R1())),
            "not fit for signing",
        ),
    ],
    ids=["passphrase", "not-pkcs12", "no-file", "no-passphrase-file", "no-passphrase", "expired", "early", "usage",
         "short", "curve"],
)  # fmt: skip
def test_a_certificate_that_cannot_sign_is_told_with_its_reason_and_before_it_is_needed(
    settings, keys, sealed_pdf, spoil, sentence
):
    configured(settings, keys)
    spoil(keys, settings)
    for act in (signing.check, lambda: sign(sealed_pdf)):
        with pytest.raises(RenderFailed, match=sentence) as refused:
            act()
        assert not {"wrong-word", PASSPHRASE} & set(str(refused.value).split())
    (found,) = [one for one in checks.run_checks(include_deployment_checks=True) if one.id == "reporting.E001"]
    assert found.msg == str(refused.value)


def test_a_list_of_trusted_certificates_that_cannot_be_read_is_told_and_trusts_nobody(settings, keys, sealed_pdf):
    configured(settings, keys)
    content = sign(sealed_pdf)
    for spoil, sentence in (
        (keys.joinpath("trusted.pem").write_text, "no certificate in PEM"),
        (None, "cannot be read"),
    ):
        spoil("no such thing") if spoil else keys.joinpath("trusted.pem").unlink()
        told = [one.msg for one in checks.run_checks(include_deployment_checks=True) if one.id == "reporting.E002"]
        assert len(told) == 1 and sentence in told[0]
        assert (only(content).is_intact, only(content).is_trusted) == (True, False)


def test_in_production_the_worker_alone_has_the_key_and_the_pages_know_whom_to_trust():
    overlay = (Path(__file__).resolve().parent.parent / "deploy" / "signing.yml").read_text(encoding="utf-8")
    services = yaml.safe_load(overlay)["services"]
    given = {name: set(service["environment"]) for name, service in services.items()}
    assert given == {"worker": {"SIGNING_CERTIFICATE", "SIGNING_PASSPHRASE_FILE"}, "web": {"SIGNING_TRUSTED"}}
    for service in services.values():
        (mounted,) = (volume.split("}")[1].split(":")[1] for volume in service["volumes"])
        assert all(path.startswith(mounted) for path in service["environment"].values())


# --- the files of an edition ---


@pytest.fixture
def people(committed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "archive"
    return committed


@pytest.fixture
def signed_edition(people, settings, keys):
    configured(settings, keys)
    compiled(people.us_staff)
    edition = climb_to(people, "sealed")
    compiling.seal_files(edition.pk, tell=quiet)
    return edition


def kept(**form) -> list[tuple[Artifact, bytes]]:
    with acting_as(Audience.JOINT):
        rows = list(Artifact.objects.select_related("snapshot__edition").filter(**form))
    root = Path(compiling.settings.MEDIA_ROOT)
    return [(one, archive.open_verified(root, one.path, one.sha256)) for one in rows]


def test_pdfs_of_a_sealed_edition_are_signed_and_archived_and_nothing_else_is(signed_edition):
    files = kept()
    assert len(files) == 2 * len(FORMS)
    holding = [one.form for one, content in files if signing.MARK in content]
    assert sorted(holding) == sorted(OF_PDF)
    sealed = kept(is_sealed=True, format=FileFormat.PDF)
    assert sorted(one.form for one, _content in sealed) == sorted(OF_PDF), "drafts are unsigned"
    with acting_as(Audience.JOINT):
        made = Seal.objects.select_related("snapshot__edition").get()
    assert {only(content).at for _one, content in sealed} == {made.sealed_at.replace(microsecond=0)}
    one, content = sealed[0]
    again = compiling.rendered(made.snapshot, one.form, beat=quiet, seal=compiling.told(made))
    assert signing.signed(again, at=made.sealed_at) == content
    told = verified()
    assert f"{len(OF_PDF)} signatures intact and over the whole file, by O=RCF,CN=Secretariat.\n" in told
    assert "26 files, 1 seals: all as compiled and sealed" in told


def test_a_signer_who_is_not_trusted_and_a_signature_that_broke_are_named(signed_edition, settings, keys):
    trust(settings, keys, authority("Another").certificate)
    with pytest.raises(CommandError) as told:
        verified()
    assert str(told.value).count("is not trusted: SIGNING_TRUSTED does not name who signed.") == len(OF_PDF)
    settings.SIGNING_TRUSTED = ""
    assert "SIGNING_TRUSTED names nobody" in verified()
    one, content = kept(is_sealed=True, format="pdf", language="ko", paper="a4")[0]
    forged = changed(content, len(content) // 3)
    (Path(settings.MEDIA_ROOT) / one.path).write_bytes(forged)
    with pytest.raises(CommandError, match="was changed after it was stored"):
        verified()
    tamper(f"UPDATE reporting_artifact SET sha256 = '{hashlib.sha256(forged).hexdigest()}' WHERE id = '{one.pk}'")
    with pytest.raises(CommandError) as told:
        verified()
    assert f"the signature of {one.path} by O=RCF,CN=Secretariat is broken" in str(told.value)


def test_the_page_says_whether_a_signature_is_intact_whole_and_by_whom(signed_edition, people, client, settings, keys):
    client.force_login(people.rok_leader)
    _one, content = kept(is_sealed=True, format="pdf", language="en", paper="a4")[0]
    page = upload(client, content).content.decode()
    assert "This is a file of a sealed edition" in page and "O=RCF,CN=Secretariat" in page
    assert "Intact, and it covers the whole file." in page and "certificate is one that is trusted here" in page
    page = upload(client, changed(content, len(content) // 3)).content.decode()
    assert "This file belongs to no edition" in page and "Broken: the file was changed after it was signed." in page
    assert "trusted here" not in page
    page = upload(client, content + b"%more").content.decode()
    assert "something was added to the file after it" in page
    assert "It cannot be read." in upload(client, b"%PDF-1.7 <</ByteRange [0 1 2 3]>>").content.decode()
    trust(settings, keys, authority("Another").certificate)
    client.cookies["django_language"] = "ko"
    page = upload(client, content).content.decode()
    assert "신뢰하는 인증서가 아닙니다" in page


def test_a_wrong_passphrase_fails_with_a_sentence_leaves_nothing_and_is_tried_again(
    people,
    client,
    settings,
    keys,
    caplog,
):
    configured(settings, keys)
    (keys / "passphrase").write_text("wrong-word")
    compiled(people.us_staff)
    edition = climb_to(people, "sealed")
    with acting_as(Audience.JOINT):
        job = Job.objects.get(kind="reporting.tasks.render_sealed")
    before = sorted(Path(settings.MEDIA_ROOT).rglob("*"))
    failed = work_off(job)
    assert failed.state == JobState.FAILED and "passphrase is wrong" in failed.error["text"]
    assert "wrong-word" not in f"{failed.error}{caplog.text}"
    assert kept(is_sealed=True) == [] and sorted(Path(settings.MEDIA_ROOT).rglob("*")) == before
    client.force_login(people.rok_staff)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "passphrase is wrong" in page and "wrong-word" not in page
    (keys / "passphrase").write_text(PASSPHRASE)
    assert client.post(reverse("reporting:make-sealed-files", args=[2026, 1])).status_code == 302
    with acting_as(Audience.JOINT):
        second = Job.objects.get(kind="reporting.tasks.render_sealed", state=JobState.QUEUED)
    assert work_off(second).state == JobState.DONE
    assert f"{len(OF_PDF)} signatures intact" in verified()
