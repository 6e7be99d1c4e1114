"""A part of an application sealed on its own, as soon as it is made: a page, or the bound pages of one material.

Every part has a fresh key that lives in memory until submit; then the key travels inside the envelope, sealed to
the hub, and the terminal forgets it. A part whose key is gone is noise. File format::

    4 bytes  magic "TBPT"
    1 byte   format version, 1
    1 byte   suite id: 1 AES-256-GCM, 2 SM4-GCM (RFC 8998)
    rest     ciphertext and tag (16 bytes)

Bound into it are those six bytes, the application's id, the plaintext's sha256 and size, and the part's name: a
part opens in its own place of its own application, or not at all. A key seals one part only, so the nonce is all
zeros (NIST SP 800-38D asks that a pair of key and nonce never comes twice).
"""

from __future__ import annotations

import hashlib
import os
import struct
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from kiosk.errors import SealBroken

MAGIC, VERSION = b"TBPT", 1
_FIXED = struct.Struct(">4sBB")
_SIZE = struct.Struct(">Q")
_NONCE, _TAG_BYTES = bytes(12), 16
_KEY_BYTES = {1: 32, 2: 16}
_CIPHERS = {1: algorithms.AES, 2: algorithms.SM4}


@dataclass(frozen=True)
class PartFacts:
    """What a part is and whose: all of it is bound into the sealed bytes."""

    application_id: UUID
    name: str
    sha256: str
    """Of the plaintext, lower-case hex."""
    size: int
    """Of the plaintext, bytes."""

    @staticmethod
    def of(application_id: UUID, name: str, content: bytes) -> PartFacts:
        """The facts of ``content``."""
        return PartFacts(application_id, name, hashlib.sha256(content).hexdigest(), len(content))

    def bound(self, head: bytes) -> bytes:
        """GCM's associated data."""
        sha256, name = bytes.fromhex(self.sha256), self.name.encode()
        return head + self.application_id.bytes + sha256 + _SIZE.pack(self.size) + name


@dataclass(frozen=True)
class PartKey:
    """What opens one part. A ``bytearray``, so that the wipe of a visit overwrites it."""

    facts: PartFacts
    key: bytearray
    sealed_sha256: str
    """Of the sealed bytes: the name of their file."""
    sealed_size: int

    def __repr__(self) -> str:
        return f"PartKey({self.facts.size} bytes)"


def seal_part(facts: PartFacts, content: bytes, suite_id: int) -> tuple[PartKey, bytes]:
    """A fresh key and the sealed bytes, 22 longer than ``content``. Raises ``SealBroken`` for an unknown suite."""
    if suite_id not in _CIPHERS:
        raise SealBroken(f"unknown suite {suite_id}")
    key, head = bytearray(os.urandom(_KEY_BYTES[suite_id])), _FIXED.pack(MAGIC, VERSION, suite_id)
    cipher = Cipher(_CIPHERS[suite_id](bytes(key)), modes.GCM(_NONCE)).encryptor()
    cipher.authenticate_additional_data(facts.bound(head))
    sealed = b"".join((head, cipher.update(content), cipher.finalize(), cipher.tag))
    return PartKey(facts, key, hashlib.sha256(sealed).hexdigest(), len(sealed)), sealed


def open_part(sealed: bytes, key: bytes, facts: PartFacts) -> bytes:
    """The plaintext. Raises ``SealBroken`` for another key, other facts, a changed byte or an unknown format."""
    if len(sealed) < _FIXED.size + _TAG_BYTES:
        raise SealBroken("a part cut short")
    magic, version, suite_id = _FIXED.unpack_from(sealed)
    if (magic, version) != (MAGIC, VERSION) or _KEY_BYTES.get(suite_id) != len(key):
        raise SealBroken("not a part of a known format")
    head, body, tag = sealed[: _FIXED.size], sealed[_FIXED.size : -_TAG_BYTES], sealed[-_TAG_BYTES:]
    cipher = Cipher(_CIPHERS[suite_id](key), modes.GCM(_NONCE, tag)).decryptor()
    cipher.authenticate_additional_data(facts.bound(head))
    try:
        content = cipher.update(body) + cipher.finalize()
    except InvalidTag:
        raise SealBroken("a part does not open") from None
    if (len(content), hashlib.sha256(content).hexdigest()) != (facts.size, facts.sha256):
        raise SealBroken("a part is another than was sealed")
    return content
