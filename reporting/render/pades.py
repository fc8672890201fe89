"""The short-lived process that signs a PDF (PAdES B-B) or tells what the signatures of PDFs are worth.

It runs by its path, alone, as child.py does: a line of JSON and bytes on standard input, its answer on standard output.
It reaches no network. The private key lives here and nowhere else; files of strangers are parsed here, without it.
"""

import hashlib
import json
import os
import sys
from base64 import b64decode
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from runpy import run_path

from asn1crypto import cms, keys, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

confine = run_path(str(Path(__file__).with_name("confine.py")))["confine"]

LEAST_BITS, MOST = 2048, 10
YEARS = range(1990, 2200)
"""Moments of other years are no moments: whoever made a file may have written any."""
FIELD, SPOKEN = "Seal", "Signature | 서명"
USAGES = {"non_repudiation", "digital_signature"}
UNREADABLE = {"by": "", "at": None, "is_intact": False, "is_whole": False, "is_trusted": False}


class Refused(Exception):
    """The certificate cannot sign: a word for why, and what fills its sentence."""


class Writer(IncrementalPdfFileWriter):
    """Adds to a file without the clock and without chance: its properties stay those of the rendered file."""

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> ArrayObject:
        prev.stream.seek(0)
        changed = ByteStringObject(hashlib.sha256(prev.stream.read()).digest()[:16])
        return ArrayObject([prev.trailer["/ID"][0], changed])

    def _update_meta(self) -> None:
        pass


class Signer(PdfSigner):
    """Signs as of a moment that is given."""

    def __init__(self, *args, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at

    def init_signing_session(self, *args, **kwargs):
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.at
        return session


def opened(request: dict) -> tuple[RSAPrivateKey, pyca.Certificate, list[pyca.Certificate]]:
    """The key of a PKCS#12 file, its certificate, and those between it and its root. Raises Refused."""
    passphrase = request["passphrase"]
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(
            b64decode(request["certificate"]), passphrase.encode() if passphrase is not None else None
        )
    except (ValueError, TypeError) as error:
        raise Refused("closed", {}) from error
    if (
        certificate is None
        or not isinstance(key, RSAPrivateKey)
        or key.key_size < LEAST_BITS
        or not may_sign(certificate)
    ):
        raise Refused("unfit", {})
    told = {"by": certificate.subject.rfc4514_string()}
    if certificate.not_valid_after_utc < (now := datetime.now(UTC)):
        raise Refused("expired", {**told, "day": certificate.not_valid_after_utc.date().isoformat()})
    if certificate.not_valid_before_utc > now:
        raise Refused("early", {**told, "day": certificate.not_valid_before_utc.date().isoformat()})
    return key, certificate, others


def may_sign(certificate: pyca.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(pyca.KeyUsage).value
    except pyca.ExtensionNotFound:
        return False
    return usage.digital_signature or usage.content_commitment


def signed(request: dict, content: bytes) -> bytes:
    """The PDF with one signature over all of it; the same request gives the same bytes.

    Its moment is that of the request, or the first at which the certificate is valid. RSA with PKCS #1 v1.5 has no
    chance in it. The field is invisible and off the page, as PDF/A-3a and PDF/UA-1 allow it.
    """
    key, certificate, others = opened(request)
    between = SimpleCertificateStore()
    between.register_multiple([translated(one) for one in others])
    signer = SimpleSigner(
        signing_cert=translated(certificate),
        signing_key=keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        cert_registry=between,
    )
    writer = Writer(BytesIO(content if content.endswith(b"\n") else content + b"\n"))  # PDF/A: objects begin a line
    about = PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    field = SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True), readable_field_name=SPOKEN)
    at = max(datetime.fromisoformat(request["at"]), certificate.not_valid_before_utc)
    return Signer(about, signer, new_field_spec=field, at=at).sign_pdf(writer).getvalue()


def translated(certificate: pyca.Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def anchors(pem: str) -> list[x509.Certificate]:
    """The certificates of a PEM file; none where it is malformed."""
    try:
        return [translated(one) for one in pyca.load_pem_x509_certificates(pem.encode())]
    except ValueError:
        return []


def read(content: bytes, trusted: list[x509.Certificate]) -> list[dict]:
    """What each signature of a PDF says and is worth; one that is worth nothing where they cannot be read."""
    try:
        found = PdfFileReader(BytesIO(content)).embedded_regular_signatures
        return [told(one, trusted) for one in found[:MOST]]
    except Exception:
        return [UNREADABLE]


def told(one: EmbeddedPdfSignature, trusted: list[x509.Certificate]) -> dict:
    """Whether a signature is intact, over the whole file, and by a trusted certificate at the moment that it names."""
    at = one.self_reported_timestamp
    at = at if at and at.year in YEARS else None
    context = ValidationContext(trust_roots=trusted, allow_fetching=False, moment=at or datetime.now(UTC))
    found = validate_pdf_signature(one, context, key_usage_settings=KeyUsageConstraints(USAGES), skip_diff=True)
    padding = one.pkcs7_content[len(cms.ContentInfo.load(one.pkcs7_content).dump()) :]
    return {
        "by": pyca.load_der_x509_certificate(one.signer_cert.dump()).subject.rfc4514_string()[:200],
        "at": at and at.isoformat(),
        "is_intact": found.intact and found.valid and not padding.strip(b"\0"),
        "is_whole": found.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        "is_trusted": found.trusted,
    }


def answer(request: dict, content: bytes) -> tuple[dict, bytes]:
    """The answer to a request: "check" a certificate, "sign" with it, count whom to "trust", "read" bytes or files."""
    if request["act"] == "trust":
        return {"certificates": len(anchors(request["trusted"]))}, b""
    if request["act"] == "read":
        trusted = anchors(request["trusted"])
        contents = (Path(path).read_bytes() for path in request["paths"]) if request["paths"] else [content]
        return {"signatures": [read(one, trusted) for one in contents]}, b""
    try:
        if request["act"] == "check":
            opened(request)
            return {}, b""
        return {}, signed(request, content)
    except Refused as refused:
        why, params = refused.args
        return {"refused": why, "params": params}, b""


def main() -> None:
    request = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    confine(request["memory"], request["parent"])
    said, made = answer(request, content)
    out = sys.stdout.buffer
    out.write(json.dumps(said).encode() + b"\n")
    out.write(made)
    out.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
