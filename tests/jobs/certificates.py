"""Certificates of a test's own authority."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs certificates; ``file`` holds its own, for those who are to trust it."""

    file: Path
    key: ec.EllipticCurvePrivateKey
    name: x509.Name

    def server(self, host: str, *, until: datetime | None = None) -> ssl.SSLContext:
        """What a server of that name speaks TLS with; its certificate ends ``until``."""
        key = ec.generate_private_key(ec.SECP256R1())
        named: x509.GeneralName = x509.DNSName(host)
        if host.replace(".", "").isdigit():
            named = x509.IPAddress(ip_address(host))
        made = _begun(_name(host), self.name, key, until or datetime.now(UTC) + _DAY)
        made = made.add_extension(x509.SubjectAlternativeName([named]), critical=False)
        made = made.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
            critical=False,
        )
        file = self.file.with_name(f"{host}.pem")
        file.write_bytes(_pem(made.sign(self.key, hashes.SHA256())) + _secret(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def authority(folder: Path, name: str) -> Authority:
    """A new authority of that name."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = _name(name)
    made = _begun(own, own, key, datetime.now(UTC) + _DAY)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    usage = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
         "key_agreement", "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    signs = x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage)
    made = made.add_extension(signs, critical=True)
    made = made.add_extension(
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
    )
    file = folder / f"{name}.pem"
    file.write_bytes(_pem(made.sign(key, hashes.SHA256())))
    return Authority(file, key, own)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(until, datetime.now(UTC)) - _DAY)
        .not_valid_after(until)
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _secret(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
