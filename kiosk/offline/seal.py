"""The envelope: an application sealed to the hub's public key, so that the terminal cannot open it again.

File format, all of it authenticated::

    4 bytes  magic "TBEV"
    1 byte   format version, 1
    1 byte   suite id
    4 bytes  length of the header, big-endian
    n bytes  header: JSON that may be read without opening (``EnvelopeHeader`` of the contract)
    rest     what the suite made of the plaintext

Everything before the sealed part is bound into it, so a changed header opens nothing. Suite 1 is HPKE base mode
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
VERSION = 1
MAX_HEADER_BYTES = 4096
_FIXED = struct.Struct(">4sBBI")


@dataclass(frozen=True)
class KeyPair:
    """Raw keys; for suite 1 both are 32 bytes (RFC 7748), for suite 2 see ``Sm2Sm4``."""

    private_key: bytes
    public_key: bytes

    def __repr__(self) -> str:
        return f"KeyPair(public_key={self.public_key.hex()})"


@dataclass(frozen=True)
class Opened:
    """An envelope's header and what was sealed in it."""

    header: bytes
    plaintext: bytes

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


def seal(plaintext: bytes, header: bytes, public_key: bytes, suite: Suite = HPKE_X25519) -> bytes:
    """The envelope of ``plaintext``; ``header`` stays readable and is authenticated.

    Raises ``SealBroken`` when the key is not usable or the header is longer than ``MAX_HEADER_BYTES``.
    """
    if len(header) > MAX_HEADER_BYTES:
        raise SealBroken(f"header of {len(header)} bytes is too long")
    bound = _FIXED.pack(MAGIC, VERSION, suite.suite_id, len(header)) + header
    return bound + suite.seal(plaintext, public_key, bound)


def open_envelope(envelope: bytes, private_key: bytes, suites: Sequence[Suite] = (HPKE_X25519,)) -> Opened:
    """Header and plaintext. Raises ``SealBroken`` for a wrong key, a changed byte or an unknown format."""
    suite_id, header, body_at = _split(envelope)
    for suite in suites:
        if suite.suite_id == suite_id:
            return Opened(header, suite.open(envelope[body_at:], private_key, envelope[:body_at]))
    raise SealBroken(f"unknown suite {suite_id}")


def read_header(envelope: bytes) -> bytes:
    """The header without opening, so not yet to be believed. Raises ``SealBroken`` for an unknown format."""
    return _split(envelope)[1]


def _split(envelope: bytes) -> tuple[int, bytes, int]:
    """Suite id, header and where the sealed part begins."""
    if len(envelope) < _FIXED.size:
        raise SealBroken("cut short")
    magic, version, suite_id, header_bytes = _FIXED.unpack_from(envelope)
    if magic != MAGIC:
        raise SealBroken("not an envelope")
    if version != VERSION:
        raise SealBroken(f"unknown format version {version}")
    body_at = _FIXED.size + header_bytes
    if header_bytes > MAX_HEADER_BYTES or body_at > len(envelope):
        raise SealBroken("cut short")
    return suite_id, envelope[_FIXED.size : body_at], body_at
