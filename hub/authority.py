"""The hub's own certificate authority: it signs the hub's certificate and those that terminals show.

The authority is made at the first start and lies in ``authority/`` of the data folder, its key for the hub's user
only. A terminal's certificate names the terminal and its enrolment (``urn:tongban:terminal:ID:ENROLMENT``); which
enrolment is good, the store says at every request, so that a certificate needs no revocation list.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.keys import write_private
from hub.problems import Kind, Refusal
from kiosk.errors import SettingsError

FOLDER, FILE_NAME, SERVER_FILE = "authority", "authority.pem", "server.pem"
AUTHORITY_LIFE, SERVER_LIFE, TERMINAL_LIFE = (dt.timedelta(days=365 * years) for years in (30, 5, 3))
"""The hub makes its own certificate anew at every start; a terminal renews its own from half of its life on."""
CLOCKS_DIFFER = dt.timedelta(days=1)
"""Certificates begin this much earlier, for terminals whose clocks are behind."""
NO_CHECK_TIME = ssl.VerifyFlags(0x200000)
"""``X509_V_FLAG_NO_CHECK_TIME`` of OpenSSL."""
URN = "urn:tongban:terminal"


@dataclass(frozen=True)
class Holder:
    """Whom a terminal's certificate names."""

    terminal_id: str
    enrolment_id: str


class Authority:
    """The authority whose files lie in ``folder``; made by ``load_or_make``."""

    def __init__(self, folder: Path) -> None:
        """Raises ``SettingsError``."""
        self._folder = folder
        try:
            content = (folder / FILE_NAME).read_bytes()
            key = load_pem_private_key(content, None)
            self._certificate = x509.load_pem_x509_certificate(content)
        except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
            raise SettingsError("is no authority of a hub", file=FILE_NAME) from None
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != self._certificate.public_key():
            raise SettingsError("is no authority of a hub", file=FILE_NAME)
        self._key = key

    @property
    def certificate(self) -> str:
        """PEM."""
        return _pem(self._certificate)

    @property
    def fingerprint(self) -> bytes:
        """The sha256 of the certificate's DER."""
        return hashlib.sha256(self._certificate.public_bytes(Encoding.DER)).digest()

    def certify(self, request: str, holder: Holder) -> str:
        """A certificate (PEM) for the key of a signing request (PKCS #10, PEM); what else it asks for is not read.

        Raises ``Refusal`` (422) for what is no request with a key on P-256 and that key's signature.
        """
        name = x509.UniformResourceIdentifier(f"{URN}:{holder.terminal_id}:{holder.enrolment_id}")
        return _pem(self._signed(requested_key(request), holder.terminal_id, [name], TERMINAL_LIFE, client=True))

    def serving(self, names: Sequence[str]) -> ssl.SSLContext:
        """TLS 1.3 with a fresh certificate for the names and addresses that terminals know the hub by.

        A terminal may show no certificate, which lets it ask who the authority is and enrol, and nothing else; one
        of another authority ends the connection. Times are left to ``is_over``, so that a terminal that was long
        without a line can still ask for its next certificate.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._signed(key.public_key(), "Tongban hub", [_named(one) for one in names], SERVER_LIFE)
        write_private(self._folder / SERVER_FILE, _private_pem(key) + _pem(certificate).encode())
        return self.context()

    def context(self) -> ssl.SSLContext:
        """TLS with the certificate that ``serving`` made last."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.verify_mode = ssl.CERT_OPTIONAL
        context.verify_flags |= NO_CHECK_TIME
        context.load_verify_locations(cadata=self.certificate)
        context.load_cert_chain(self._folder / SERVER_FILE)
        return context

    def _signed(
        self,
        key: ec.EllipticCurvePublicKey,
        common_name: str,
        names: Sequence[x509.GeneralName],
        life: dt.timedelta,
        *,
        client: bool = False,
    ) -> x509.Certificate:
        usage = ExtendedKeyUsageOID.CLIENT_AUTH if client else ExtendedKeyUsageOID.SERVER_AUTH
        made = _begun(common_name, self._certificate.subject, key, life)
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
        made = made.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return made.add_extension(issuer, critical=False).sign(self._key, hashes.SHA256())


def load_or_make(data: Path) -> Authority:
    """The hub's authority, made at the first start. Raises ``SettingsError``."""
    folder = data / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / FILE_NAME).exists():
        write_private(folder / FILE_NAME, _made())
    return Authority(folder)


def holder_of(certificate: bytes) -> Holder | None:
    """Whom a certificate (DER) names that TLS has found good; ``None`` for one that names no terminal."""
    try:
        found = x509.load_der_x509_certificate(certificate).extensions
        names = found.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return None
    for name in names.get_values_for_type(x509.UniformResourceIdentifier):
        beginning, _, rest = name.partition(f"{URN}:")
        terminal_id, _, enrolment_id = rest.rpartition(":")
        if not beginning and terminal_id and enrolment_id:
            return Holder(terminal_id, enrolment_id)
    return None


def is_over(certificate: bytes, now: dt.datetime) -> bool:
    """Has the time of this certificate (DER) passed?"""
    return x509.load_der_x509_certificate(certificate).not_valid_after_utc < now


def requested_key(request: str) -> ec.EllipticCurvePublicKey:
    """The key of a signing request (PEM), which must have signed it. Raises ``Refusal`` (422)."""
    try:
        asked = x509.load_pem_x509_csr(request.encode())
        key, good = asked.public_key(), asked.is_signature_valid
    except (ValueError, InvalidSignature, UnsupportedAlgorithm):
        raise Refusal(Kind.BAD_REQUEST, "request") from None
    if not (good and isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)):
        raise Refusal(Kind.BAD_REQUEST, "request")
    return key


def key_sha256(key: ec.EllipticCurvePublicKey) -> str:
    """A public key's name: the sha256 of its SubjectPublicKeyInfo, hex."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _made() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = "Tongban hub authority"
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = _begun(name, subject, key.public_key(), AUTHORITY_LIFE)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    signs = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    made = made.add_extension(x509.KeyUsage(key_cert_sign=True, **signs), critical=True)
    return _private_pem(key) + _pem(made.sign(key, hashes.SHA256())).encode()


def _begun(
    common_name: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey, life: dt.timedelta
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().issuer_name(issuer).public_key(key).serial_number(x509.random_serial_number())
    made = made.subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)]))
    made = made.not_valid_before(now - CLOCKS_DIFFER).not_valid_after(now + life)
    return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _named(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
