"""The key that the outbox's file is encrypted with: what keeps it, and the file it is kept in.

A keeper gives 32 random bytes. ``KeyFile`` writes them into a file only the terminal may read (the default:
stops who takes the database alone); ``keys_passphrase`` wraps them with a passphrase given at start,
``keys_tpm`` with the machine's TPM, so that the disk alone opens nothing. A key is made once, before the first
database, and never again while a database is there: a new key beside an old file would be the loss of everything
in it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from kiosk.errors import DiskFull, KeyUnusable

KEY_BYTES = 32
"""AES-256, which SQLCipher 4 encrypts each page with."""
FORMAT = 1
MAX_FILE_BYTES = 65_536
_FULL = (errno.ENOSPC, errno.EDQUOT)


class StorageKey(Protocol):
    """Keeps the key. Both calls may block and raise ``KeyUnusable``."""

    def fetch(self) -> bytes | None:
        """The key, 32 bytes; ``None`` when none was ever made. Raises ``KeyUnusable`` for one that is damaged."""

    def make(self) -> bytes:
        """A fresh key, durable when it returns; never over an old one. May raise ``DiskFull``."""


class KeyFile:
    """The key in a file of mode 0600, with a check that tells damage from another key."""

    KIND = "file"

    def __init__(self, path: Path) -> None:
        self._path = path

    def fetch(self) -> bytes | None:
        """See ``StorageKey``; also refused when anybody but the owner may read it."""
        found = read_key_file(self._path, self.KIND)
        return None if found is None else whole(found.get("key", ""), found.get("check", ""))

    def make(self) -> bytes:
        """See ``StorageKey``."""
        key = secrets.token_bytes(KEY_BYTES)
        write_key_file(self._path, {"kind": self.KIND, "key": key.hex(), "check": check_of(key)})
        return key


def check_of(key: bytes) -> str:
    """16 hex digits that show whether a key came whole; they say nothing about it (SHA-256, 256 random bits)."""
    return hashlib.sha256(b"tongban storage key" + key).hexdigest()[:16]


def whole(key_hex: str, check: str) -> bytes:
    """The key. Raises ``KeyUnusable`` when it is not the one the check was made of."""
    key = from_hex(key_hex)
    if len(key) != KEY_BYTES or check_of(key) != check:
        raise KeyUnusable("the key is damaged")
    return key


def from_hex(text: str) -> bytes:
    """Bytes of a field. Raises ``KeyUnusable``."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise KeyUnusable("a field of the key file is damaged") from None


def read_key_file(path: Path, kind: str) -> dict[str, str] | None:
    """The fields of a key file, ``None`` when there is none.

    Raises ``KeyUnusable`` when others than the owner may read or write it, when it is damaged, or of another kind.
    """
    with key_errors():
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            _refuse_wide(os.fstat(descriptor))
            content = file.read(MAX_FILE_BYTES)
    fields = _parsed(content)
    if fields.get("kind") != kind:
        raise KeyUnusable(f"the key file is of kind {fields.get('kind', '?')}, the settings say {kind}")
    return fields


def write_key_file(path: Path, fields: dict[str, str]) -> None:
    """Writes a key file beside its place and links it in: never over another, whole or not at all, durable."""
    text = json.dumps({"format": str(FORMAT)} | fields, indent=1) + "\n"
    fresh = path.with_name(path.name + ".new")
    with key_errors():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(text.encode("ascii"))
                file.flush()
                os.fsync(descriptor)
            os.link(fresh, path)
        finally:
            fresh.unlink(missing_ok=True)
        _sync(path.parent)
        _sync(path.parent.parent)


def _parsed(content: bytes) -> dict[str, str]:
    try:
        fields = json.loads(content.decode("ascii"))
    except ValueError:
        raise KeyUnusable("the key file is damaged") from None
    if not isinstance(fields, dict) or not all(isinstance(one, str) for one in fields.values()):
        raise KeyUnusable("the key file is damaged")
    if fields.get("format") != str(FORMAT):
        raise KeyUnusable("the key file is of another format")
    return fields


def _refuse_wide(found: os.stat_result) -> None:
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise KeyUnusable(f"others may read the key file (mode {stat.S_IMODE(found.st_mode):04o}, wanted 0600)")
    if found.st_uid != os.geteuid():
        raise KeyUnusable("the key file belongs to somebody else")


@contextlib.contextmanager
def key_errors() -> Iterator[None]:
    """File errors in this room's words."""
    try:
        yield
    except OSError as error:
        name = errno.errorcode.get(error.errno or 0, "OSError")
        if error.errno in _FULL:
            raise DiskFull(name) from None
        raise KeyUnusable(f"the key file: {name}") from None


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
