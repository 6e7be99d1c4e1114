"""What terminal and hub say to each other at enrolment: the code a technician types, and the models."""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kiosk.platform.contract import Enrolment

HALF_BYTES = 10
"""80 bits: of the secret, and of the authority's sha256."""
GROUP = 4


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class EnrolmentCode:
    """A one-time code: a secret for the hub, and the mark of the authority that the terminal is to believe."""

    secret: str
    """16 letters and digits of base32."""
    mark: bytes
    """How the sha256 of the authority's certificate (DER) begins."""

    def __repr__(self) -> str:
        return "EnrolmentCode(…)"

    @classmethod
    def fresh(cls, fingerprint: bytes) -> EnrolmentCode:
        """A new code of the hub whose authority has this sha256."""
        return cls(base64.b32encode(secrets.token_bytes(HALF_BYTES)).decode(), fingerprint[:HALF_BYTES])

    @classmethod
    def read(cls, typed: str) -> EnrolmentCode:
        """A code as somebody types it: case, spaces and hyphens do not count. Raises ``ValueError``."""
        text = "".join(typed.replace("-", "").split()).upper()
        try:
            raw = base64.b32decode(text)
        except ValueError:
            raise ValueError("no enrolment code") from None
        if len(raw) != 2 * HALF_BYTES:
            raise ValueError("no enrolment code")
        return cls(base64.b32encode(raw[:HALF_BYTES]).decode(), raw[HALF_BYTES:])

    def written(self) -> str:
        """As it is printed: eight groups of four."""
        text = self.secret + base64.b32encode(self.mark).decode()
        return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))

    def marks(self, fingerprint: bytes) -> bool:
        """Is this the sha256 of the authority that the code speaks of?"""
        return hmac.compare_digest(fingerprint[:HALF_BYTES], self.mark)


SigningRequest = Annotated[str, Field(max_length=4096)]
"""PKCS #10 in PEM, of a key on P-256 that never leaves the terminal."""


class AuthorityAnswer(_Model):
    """Who signs at this hub."""

    authority: str
    """PEM."""


class EnrolmentRequest(_Model):
    """A terminal wants to be enrolled."""

    secret: Annotated[str, Field(max_length=64)]
    """The code's first half; the second says which authority to believe and stays with the terminal."""
    request: SigningRequest


class Enrolled(_Model):
    """A terminal is enrolled."""

    enrolment: Enrolment
    certificate: str
    """PEM; of the key that signed the request."""


class CertificateRequest(_Model):
    """A terminal wants its next certificate."""

    request: SigningRequest


class CertificateAnswer(_Model):
    """The next certificate."""

    certificate: str
    """PEM."""
