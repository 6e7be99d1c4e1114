"""The hub's secrets: the keys that open envelopes, the one that signs tokens, the one that hides ID numbers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.errors import SealBroken, SettingsError
from kiosk.offline.seal import KeyPair, Opened, generate_key_pair, open_envelope

FILE_NAME = "hub-keys.json"


class _KeyFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    class Pair(BaseModel):
        private_key: str
        public_key: str

    pairs: list[Pair]
    """Newest first; the newest is given out, all of them open."""
    token_secret: str
    index_secret: str


@dataclass(frozen=True)
class HubKeys:
    """The secrets in memory; ``repr`` shows none of them."""

    pairs: tuple[KeyPair, ...]
    token_secret: bytes
    index_secret: bytes

    def __repr__(self) -> str:
        return f"HubKeys({', '.join(key_id(pair.public_key) for pair in self.pairs)})"

    @property
    def current(self) -> KeyPair:
        """The pair that new enrolments get."""
        return self.pairs[0]

    def open(self, envelope: bytes, wanted_key_id: str) -> Opened:
        """Opens an envelope with the key it names. Raises ``SealBroken``."""
        for pair in self.pairs:
            if key_id(pair.public_key) == wanted_key_id:
                return open_envelope(envelope, pair.private_key)
        raise SealBroken("sealed to a key this hub does not have")

    def person_index(self, number: str) -> str:
        """An ID number as the store keeps it: HMAC-SHA256, so that the store alone tells nobody's number."""
        return hmac.digest(self.index_secret, number.upper().encode(), "sha256").hex()


def key_id(public_key: bytes) -> str:
    """The short name of a key: the first 16 hex digits of its sha256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def load_or_make(data: Path) -> HubKeys:
    """The hub's keys, made at first start in a file only the hub may read. Raises ``SettingsError``."""
    path = data / FILE_NAME
    if not path.exists():
        _make(path)
    try:
        found = _KeyFile.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        raise SettingsError("is no key file of a hub", file=path.name) from None
    pairs = (KeyPair(base64.b64decode(p.private_key), base64.b64decode(p.public_key)) for p in found.pairs)
    return HubKeys(tuple(pairs), bytes.fromhex(found.token_secret), bytes.fromhex(found.index_secret))


def write_private(path: Path, content: bytes) -> None:
    """Writes a file that only its owner may read, whole or not at all, fsynced."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _make(path: Path) -> None:
    pair = generate_key_pair()
    encoded = _KeyFile.Pair(
        private_key=base64.b64encode(pair.private_key).decode(),
        public_key=base64.b64encode(pair.public_key).decode(),
    )
    fresh = _KeyFile(pairs=[encoded], token_secret=secrets.token_hex(32), index_secret=secrets.token_hex(32))
    write_private(path, fresh.model_dump_json(indent=1).encode())
