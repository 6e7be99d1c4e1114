"""The envelope: an application sealed to the hub's public key, so that the terminal cannot open it again.

File format, all of it authenticated::

    4 bytes  magic "TBEV"
    1 byte   format version, 1 or 2
    1 byte   suite id
    4 bytes  length of the header, big-endian
    8 bytes  version 2 only: how many bytes of parts follow at the end, big-endian
    n bytes  header: JSON that may be read without opening (``EnvelopeHeader`` of the contract)
    rest     what the suite made of the plaintext; in version 2 then the parts, one after the other

Everything before the sealed plaintext is bound into it, so a changed header opens nothing. Parts are sealed each
by itself (``kiosk/offline/parts.py``) before there is an envelope; the plaintext holds their keys. Without parts
an envelope is of version 1, as it always was. Suite 1 is HPKE base mode
(RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM; the bound bytes are its ``info``.
Suite 2 (SM2 with SM4-GCM and SM3, ``kiosk/offline/suites.py``) stands beside it by having the shape of ``Suite``.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from kiosk.errors import SealBroken

MAGIC = b"TBEV"
VERSION, WITH_PARTS = 1, 2
MAX_HEADER_BYTES = 4096
_FIXED = struct.Struct(">4sBBI")
_PARTS = struct.Struct(">Q")


@dataclass(frozen=True)
class KeyPair:
    """Raw keys; for suite 1 both are 32 bytes (RFC 7748), for suite 2 see ``Sm2Sm4``."""

    private_key: bytes
    public_key: bytes

    def __repr__(self) -> str:
        return f"KeyPair(public_key={self.public_key.hex()})"


@dataclass(frozen=True)
class Opened:
    """An envelope's header, what was sealed in it, and the parts that follow it, sealed still."""

    header: bytes
    plaintext: bytes
    parts: bytes = b""

    def __repr__(self) -> str:
        return f"Opened({len(self.plaintext)} bytes)"


class Suite(Protocol):
    """What an envelope needs of a cipher suite. Both ways raise ``SealBroken`` and nothing else."""

    @property
    def suite_id(self) -> int:
        """The byte that names this suite in the envelope, 1 to 255."""

    @property
    def name(self) -> str:
        """What headers and key lists call it."""

    def generate_key_pair(self) -> KeyPair:
        """A fresh pair from the system's random source."""

    def seal(self, plaintext: bytes, public_key: bytes, bound: bytes) -> bytes:
        """Seals ``plaintext`` so that only the private key opens it, and only with the same ``bound`` bytes."""

    def open(self, sealed: bytes, private_key: bytes, bound: bytes) -> bytes:
        """The plaintext again."""


class HpkeX25519:
    """Suite 1: HPKE base mode, X25519, HKDF-SHA256, AES-256-GCM; 48 bytes longer than the plaintext."""

    suite_id = 1
    name = "hpke-x25519-hkdf-sha256-aes-256-gcm"

    def __init__(self) -> None:
        self._suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)

    def generate_key_pair(self) -> KeyPair:
        """A fresh X25519 pair."""
        private_key = X25519PrivateKey.generate()
        return KeyPair(private_key.private_bytes_raw(), private_key.public_key().public_bytes_raw())

    def seal(self, plaintext: bytes, public_key: bytes, bound: bytes) -> bytes:
        """``enc`` (32 bytes) and the AES-256-GCM ciphertext. Raises ``SealBroken`` for a key that is none."""
        try:
            return self._suite.encrypt(plaintext, X25519PublicKey.from_public_bytes(public_key), info=bound)
        except (ValueError, TypeError):
            raise SealBroken("not a usable X25519 public key") from None

    def open(self, sealed: bytes, private_key: bytes, bound: bytes) -> bytes:
        """The plaintext. Raises ``SealBroken`` for another key, other bound bytes or a changed byte."""
        try:
            return self._suite.decrypt(sealed, X25519PrivateKey.from_private_bytes(private_key), info=bound)
        except (InvalidTag, ValueError, TypeError):
            raise SealBroken("does not open with this key") from None


HPKE_X25519 = HpkeX25519()


def generate_key_pair() -> KeyPair:
    """A fresh pair of suite 1."""
    return HPKE_X25519.generate_key_pair()


def seal(
    plaintext: bytes, header: bytes, public_key: bytes, suite: Suite = HPKE_X25519, parts_bytes: int = 0
) -> bytes:
    """The envelope of ``plaintext``, or its head when ``parts_bytes`` of parts are to follow it.

    ``header`` stays readable and is authenticated. Raises ``SealBroken`` when the key is not usable or the header
    is longer than ``MAX_HEADER_BYTES``.
    """
    if len(header) > MAX_HEADER_BYTES:
        raise SealBroken(f"header of {len(header)} bytes is too long")
    version = WITH_PARTS if parts_bytes else VERSION
    bound = _FIXED.pack(MAGIC, version, suite.suite_id, len(header))
    bound += (_PARTS.pack(parts_bytes) if parts_bytes else b"") + header
    return bound + suite.seal(plaintext, public_key, bound)


def open_envelope(envelope: bytes, private_key: bytes, suites: Sequence[Suite] = (HPKE_X25519,)) -> Opened:
    """Header, plaintext and sealed parts. Raises ``SealBroken`` for a wrong key, a changed byte of the head or an
    unknown format; whether the parts are whole, they tell themselves when they are opened."""
    split = _split(envelope)
    for suite in suites:
        if suite.suite_id == split.suite_id:
            sealed = envelope[split.body_at : split.parts_at]
            plaintext = suite.open(sealed, private_key, envelope[: split.body_at])
            return Opened(split.header, plaintext, envelope[split.parts_at :])
    raise SealBroken(f"unknown suite {split.suite_id}")


def read_header(envelope: bytes) -> bytes:
    """The header without opening, so not yet to be believed. Raises ``SealBroken`` for an unknown format."""
    return _split(envelope).header


@dataclass(frozen=True)
class _Split:
    """Where an envelope's sealed plaintext and its parts begin."""

    suite_id: int
    header: bytes
    body_at: int
    parts_at: int


def _split(envelope: bytes) -> _Split:
    if len(envelope) < _FIXED.size:
        raise SealBroken("cut short")
    magic, version, suite_id, header_bytes = _FIXED.unpack_from(envelope)
    if magic != MAGIC:
        raise SealBroken("not an envelope")
    if version not in (VERSION, WITH_PARTS):
        raise SealBroken(f"unknown format version {version}")
    header_at = _FIXED.size + (_PARTS.size if version == WITH_PARTS else 0)
    body_at = header_at + header_bytes
    if header_bytes > MAX_HEADER_BYTES or body_at > len(envelope):
        raise SealBroken("cut short")
    parts_bytes = _PARTS.unpack_from(envelope, _FIXED.size)[0] if version == WITH_PARTS else 0
    parts_at = len(envelope) - parts_bytes
    if parts_at < body_at:
        raise SealBroken("cut short")
    return _Split(suite_id, envelope[header_at:body_at], body_at, parts_at)
