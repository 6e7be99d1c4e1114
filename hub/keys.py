"""The hub's secrets: keys that open envelopes, one that signs, one that makes tokens, one that hides ID numbers.

They lie in one file. A command that changes it works at once, also beside the serving process: the file is read
again whenever it is another one. A key that opened an envelope once is never thrown away, because envelopes stay
sealed among the objects; a retired one opens those and takes no new ones in.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.errors import SealBroken, SettingsError
from kiosk.offline.seal import KeyPair, Opened, open_envelope
from kiosk.offline.suites import suite_named
from kiosk.platform.contract import HubKey, KeyList, SignedKeys, SuiteName
from kiosk.platform.signed import keys_bytes

FILE_NAME = "hub-keys.json"
FIRST_SUITE: SuiteName = "hpke-x25519-hkdf-sha256-aes-256-gcm"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands in key files that did not write down when a key was made."""


class _Pair(BaseModel):
    model_config = ConfigDict(extra="forbid")

    private_key: str
    public_key: str
    suite: SuiteName = FIRST_SUITE
    since: datetime = LONG_AGO
    retired: bool = False

    @property
    def key_id(self) -> str:
        return key_id(base64.b64decode(self.public_key))


class _KeyFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    serial: int = 1
    """Of the key list; one more with each change."""
    pairs: list[_Pair]
    """Newest first; the newest is given out, all of them open."""
    signing_key: str = ""
    """Ed25519, raw, base64."""
    token_secret: str
    index_secret: str


@dataclass(frozen=True)
class _Secrets:
    """What the file said; ``repr`` shows none of it."""

    file: _KeyFile
    signing: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"_Secrets({', '.join(pair.key_id for pair in self.file.pairs)})"


class HubKeys:
    """The secrets in the file at ``path``; made by ``load_or_make``. Thread-safe.

    Every call may raise ``SettingsError`` when the file was replaced by one that is no key file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = 0, 0
        self._secrets = self._read()

    def __repr__(self) -> str:
        return repr(self._now())

    @property
    def current(self) -> HubKey:
        """The key that new enrolments get."""
        return _listed(next(pair for pair in self._now().file.pairs if not pair.retired))

    @property
    def serial(self) -> int:
        """Of the key list."""
        return self._now().file.serial

    @property
    def signing_key(self) -> str:
        """The public half of what receipts and key lists are signed with; raw, base64."""
        return base64.b64encode(self._now().signing.public_key().public_bytes_raw()).decode()

    @property
    def token_secret(self) -> bytes:
        """What tokens are made with."""
        return bytes.fromhex(self._now().file.token_secret)

    def open(self, envelope: bytes, wanted_key_id: str, *, kept: bool = False) -> Opened:
        """Opens an envelope with the key it names. Raises ``SealBroken``.

        ``kept``: one that came in earlier, which a retired key opens too.
        """
        for pair in self._now().file.pairs:
            if pair.key_id == wanted_key_id and (kept or not pair.retired):
                own = suite_named(pair.suite)
                return open_envelope(envelope, base64.b64decode(pair.private_key), (own,))
        raise SealBroken("sealed to a key this hub does not have")

    def suite_of(self, wanted_key_id: str) -> SuiteName:
        """The suite of a key. Raises ``SealBroken``."""
        for pair in self._now().file.pairs:
            if pair.key_id == wanted_key_id:
                return pair.suite
        raise SealBroken("sealed to a key this hub does not have")

    def signed_list(self) -> SignedKeys:
        """What terminals are told: every key that is not retired, newest first."""
        file = self._now().file
        keys = tuple(_listed(pair) for pair in file.pairs if not pair.retired)
        listed = KeyList(serial=file.serial, issued_at=file.pairs[0].since, keys=keys).model_dump_json()
        return SignedKeys(keys=listed, signature=self.sign(keys_bytes(listed)))

    def sign(self, content: bytes) -> str:
        """Ed25519 signature, base64."""
        return base64.b64encode(self._now().signing.sign(content)).decode()

    def person_index(self, number: str) -> str:
        """An ID number as the store keeps it: HMAC-SHA256, so that the store alone tells nobody's number."""
        return hmac.digest(bytes.fromhex(self._now().file.index_secret), number.upper().encode(), "sha256").hex()

    def add(self, suite: SuiteName) -> str:
        """A fresh pair, given out from now on; the earlier ones go on opening. Returns its id."""
        pair = _fresh(suite)

        def change(file: _KeyFile) -> None:
            file.pairs.insert(0, pair)

        self._change(change)
        return pair.key_id

    def retire(self, wanted_key_id: str, *, retired: bool = True) -> None:
        """No new envelope may come under that key; ``retired=False`` takes it back.

        Raises ``SettingsError`` for an id that is none and for the last key in use.
        """

        def change(file: _KeyFile) -> None:
            found = [pair for pair in file.pairs if pair.key_id == wanted_key_id]
            if not found:
                raise SettingsError("no such key", file=FILE_NAME)
            found[0].retired = retired
            if all(pair.retired for pair in file.pairs):
                raise SettingsError("is the last key in use; add another first", file=FILE_NAME)

        self._change(change)

    def listed(self) -> list[tuple[HubKey, bool]]:
        """Every key there is, newest first, and whether it is retired."""
        return [(_listed(pair), pair.retired) for pair in self._now().file.pairs]

    def _change(self, change: Callable[[_KeyFile], None]) -> None:
        with _locked(self._path):
            file = self._now().file.model_copy(deep=True)
            change(file)
            file.serial += 1
            write_private(self._path, file.model_dump_json(indent=1).encode())

    def _now(self) -> _Secrets:
        if self._stamp() != self._seen:
            self._secrets = self._read()
        return self._secrets

    def _stamp(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError:
            raise SettingsError("cannot be read", file=self._path.name) from None
        return found.st_ino, found.st_mtime_ns

    def _read(self) -> _Secrets:
        seen = self._stamp()
        try:
            file = _KeyFile.model_validate_json(self._path.read_bytes())
            secret = Ed25519PrivateKey.from_private_bytes(base64.b64decode(file.signing_key))
        except (OSError, ValueError):
            raise SettingsError("is no key file of a hub", file=self._path.name) from None
        self._seen = seen
        return _Secrets(file, secret)


def key_id(public_key: bytes) -> str:
    """The short name of a key: the first 16 hex digits of its sha256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def load_or_make(data: Path) -> HubKeys:
    """The hub's keys, made at first start in a file only the hub may read. Raises ``SettingsError``."""
    path = data / FILE_NAME
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(path):
        if not path.exists():
            _write(path, _made())
        else:
            _complete(path)
    return HubKeys(path)


def write_private(path: Path, content: bytes) -> None:
    """Writes a file that only its owner may read, whole or not at all, file and folder fsynced."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _complete(path: Path) -> None:
    """A key file from before the hub signed gets a signing key; a broken one is left as it is."""
    try:
        file = _KeyFile.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return
    if not file.signing_key:
        file.signing_key = _made_signing_key()
        _write(path, file)


def _write(path: Path, file: _KeyFile) -> None:
    write_private(path, file.model_dump_json(indent=1).encode())


def _fresh(suite: SuiteName) -> _Pair:
    pair: KeyPair = suite_named(suite).generate_key_pair()
    return _Pair(
        private_key=base64.b64encode(pair.private_key).decode(),
        public_key=base64.b64encode(pair.public_key).decode(),
        suite=suite,
        since=datetime.now(UTC),
    )


def _made() -> _KeyFile:
    return _KeyFile(
        pairs=[_fresh(FIRST_SUITE)],
        signing_key=_made_signing_key(),
        token_secret=secrets.token_hex(32),
        index_secret=secrets.token_hex(32),
    )


def _made_signing_key() -> str:
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def _listed(pair: _Pair) -> HubKey:
    return HubKey(key_id=pair.key_id, suite=pair.suite, public_key=pair.public_key, since=pair.since)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time, in whatever process."""
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
