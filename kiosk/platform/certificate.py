"""How the terminal proves who it is: a key made here, a certificate of the hub's authority, both in one file.

The file lies beside the enrolment, for the terminal's user only. It is replaced whole, so that a cut at any moment
leaves a key with its certificate; the context that connections are made from takes the next one up at once.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import ssl
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from kiosk.errors import HubNonsense, SettingsError
from kiosk.platform.contract import Enrolment

FILE_NAME = "terminal.pem"


class NextKey:
    """A fresh key on P-256 that waits for its certificate."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def request(self) -> str:
        """The signing request (PKCS #10, PEM). It names nobody: the hub knows who asks."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "terminal")])
        made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(self._key, hashes.SHA256())
        return made.public_bytes(Encoding.PEM).decode()

    def keep(self, certificate: str, file: Path) -> None:
        """Writes key and certificate (PEM), synced. Raises ``HubNonsense`` for another key's, ``OSError``."""
        try:
            fits = x509.load_pem_x509_certificate(certificate.encode()).public_key() == self._key.public_key()
        except ValueError:
            fits = False
        if not fits:
            raise HubNonsense("a certificate that is not of the key that asked")
        private = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_private(file, private + certificate.encode())


class TerminalCertificate:
    """The certificate in ``file`` and the TLS context it is shown by. Thread-safe: one thread renews."""

    def __init__(self, file: Path, authority: str) -> None:
        """``authority``: PEM. Raises ``SettingsError`` when the file is missing, damaged, or open to others."""
        self._file = file
        try:
            if file.stat().st_mode & 0o077:
                raise SettingsError("must be readable by the terminal alone (chmod 600)", file=file.name)
            self.context = believing(authority)
            self._load()
        except (OSError, ValueError, TypeError):  # ssl.SSLError is an OSError
            raise SettingsError("is no certificate with its key; enrol this terminal", file=file.name) from None

    def due(self, now: datetime) -> bool:
        """Is half of its life over?"""
        return now >= self._begins + (self._ends - self._begins) / 2

    def take(self, key: NextKey, certificate: str) -> None:
        """Goes on with the next key and its certificate. Raises ``HubNonsense``, ``OSError``."""
        key.keep(certificate, self._file)
        self._load()

    def _load(self) -> None:
        content = self._file.read_bytes()
        found = x509.load_pem_x509_certificate(content)
        key = load_pem_private_key(content, None)
        if key.public_key() != found.public_key():
            raise ValueError("key and certificate do not fit")
        self.context.load_cert_chain(self._file)
        self._begins, self._ends = found.not_valid_before_utc, found.not_valid_after_utc


def certificate_beside(enrolment_file: Path, enrolment: Enrolment) -> TerminalCertificate | None:
    """The terminal's certificate; ``None`` for a terminal that was enrolled by token. Raises ``SettingsError``."""
    if not enrolment.authority:
        return None
    return TerminalCertificate(enrolment_file.with_name(FILE_NAME), enrolment.authority)


def believing(authority: str) -> ssl.SSLContext:
    """TLS 1.3 with the hub of this authority (PEM) and nobody else. Raises ``ValueError``, ``ssl.SSLError``."""
    context = ssl.create_default_context(cadata=authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def fingerprint(authority: str) -> bytes:
    """The sha256 of a certificate (PEM). Raises ``ValueError``."""
    return hashlib.sha256(x509.load_pem_x509_certificate(authority.encode()).public_bytes(Encoding.DER)).digest()


def write_private(file: Path, content: bytes) -> None:
    """Writes a file for its owner alone, whole or not at all, file and folder synced. Raises ``OSError``."""
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as made:
            made.write(content)
            made.flush()
            os.fsync(made.fileno())
        beside.replace(file)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
