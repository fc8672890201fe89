"""Certificates for tests, made on the spot: a PKCS#12 file with its passphrase, and a PEM file of whom to trust."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

PASSPHRASE = "albatross-암구호-71"
DAY = timedelta(days=1)


@dataclass
class Authority:
    """Who issues certificates; its own signs itself."""

    name: x509.Name
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


def name_of(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, common), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "RCF")]
    )


def certificate(common, key, issuer=None, *, since=-DAY, until=DAY, is_authority=False, may_sign=True):
    """Valid from and until so much before or after now; without an issuer it signs itself."""
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    usage |= dict.fromkeys(("digital_signature", "content_commitment"), may_sign and not is_authority)
    usage |= dict.fromkeys(("key_cert_sign", "crl_sign"), is_authority)
    built = x509.CertificateBuilder(
        issuer_name=issuer.name if issuer else name_of(common),
        subject_name=name_of(common),
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now + since,
        not_valid_after=now + until,
    )
    built = built.add_extension(x509.BasicConstraints(is_authority, None), critical=True)
    return built.add_extension(x509.KeyUsage(**usage), critical=True).sign(issuer.key if issuer else key, SHA256())


def authority(common: str, issuer: Authority | None = None) -> Authority:
    key = rsa.generate_private_key(65537, 2048)
    return Authority(name_of(common), key, certificate(common, key, issuer, is_authority=True))


def configured(settings, folder: Path, *, common="Secretariat", key=None, issuer=None, between=(), **validity):
    """Configures a new certificate, and trusts it alone; returns it."""
    folder.mkdir(exist_ok=True)
    key = key or rsa.generate_private_key(65537, 2048)
    made = certificate(common, key, issuer, **validity)
    locked = BestAvailableEncryption(PASSPHRASE.encode())
    packed = pkcs12.serialize_key_and_certificates(b"seal", key, made, list(between), locked)
    (folder / "seal.p12").write_bytes(packed)
    (folder / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    settings.SIGNING_CERTIFICATE, settings.SIGNING_PASSPHRASE_FILE = (
        str(folder / "seal.p12"),
        str(folder / "passphrase"),
    )
    trust(settings, folder, made)
    return made


def trust(settings, folder: Path, *certificates: x509.Certificate) -> None:
    (folder / "trusted.pem").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in certificates))
    settings.SIGNING_TRUSTED = str(folder / "trusted.pem")
