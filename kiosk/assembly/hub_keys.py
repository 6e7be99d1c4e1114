"""The hub's public keys on the terminal: which ones there are, which to seal to, and how a new list is taken over.

At enrolment the terminal gets one key. Later the hub names others in a list it signs; the list is kept beside the
outbox and checked again whenever it is read. A list that is not the hub's, or older than the one held, changes
nothing: the terminal goes on with what it has.
"""

from __future__ import annotations

import base64
import threading
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from kiosk.assembly.kept import write_whole
from kiosk.errors import HubNonsense, SealBroken, SettingsError
from kiosk.offline.seal import seal
from kiosk.offline.suites import suite_named
from kiosk.platform.contract import Enrolment, HubKey, KeyList, SignedKeys, SuiteName
from kiosk.platform.signed import read_keys


@dataclass(frozen=True)
class OneKey:
    """A key that was tried and can be sealed to."""

    key_id: str
    suite: SuiteName
    public_key: bytes

    @property
    def suite_id(self) -> int:
        """The byte that names the suite."""
        return suite_named(self.suite).suite_id

    def seal(self, plaintext: bytes, header: bytes, parts_bytes: int = 0) -> bytes:
        """The envelope, or its head when parts follow. Raises ``SealBroken``."""
        return seal(plaintext, header, self.public_key, suite_named(self.suite), parts_bytes)


class HubSealer:
    """Seals to the newest key of the wanted suite; the terminal cannot open what it sealed. Thread-safe."""

    def __init__(self, enrolment: Enrolment, kept: Path | None = None, suite: SuiteName | None = None) -> None:
        """``kept``: file of the key list. ``suite``: the only one to use; ``None`` takes the hub's newest key.

        Raises ``SettingsError`` when there is no key that can be sealed to.
        """
        self._signing_key, self._kept, self._suite = enrolment.signing_key, kept, suite
        self._one = threading.Lock()
        self._serial, self._key = 0, self._enrolled(enrolment)
        self._read_kept()
        if self._key is None:
            raise SettingsError("holds no key of the hub; enrol this terminal anew", key="hub.enrolment")

    @property
    def serial(self) -> int:
        """Of the list in use; 0 for the enrolment's key."""
        return self._serial

    def key(self) -> OneKey:
        """The key to seal to now."""
        assert self._key is not None
        return self._key

    def renew(self, signed: SignedKeys) -> None:
        """Takes over what the hub names. Raises ``HubNonsense`` for a list that is not the hub's, or none to use.

        Raises ``DiskFull`` when it cannot be kept; it is not used then either.
        """
        with self._one:
            listed = read_keys(signed, self._signing_key)
            if listed.serial <= self._serial:
                return
            key = self._chosen(listed)
            if key is None:
                raise HubNonsense("a key list without a key that can be sealed to")
            if self._kept is not None:
                write_whole(self._kept, signed.model_dump_json())
            self._serial, self._key = listed.serial, key

    def _enrolled(self, enrolment: Enrolment) -> OneKey | None:
        if self._suite not in (None, enrolment.hub_suite):
            return None
        return _tried(enrolment.hub_key_id, enrolment.hub_suite, enrolment.hub_public_key)

    def _read_kept(self) -> None:
        if self._kept is None:
            return
        try:
            listed = read_keys(SignedKeys.model_validate_json(self._kept.read_bytes()), self._signing_key)
        except (OSError, ValidationError, HubNonsense):
            return
        key = self._chosen(listed)
        if key is not None:
            self._serial, self._key = listed.serial, key

    def _chosen(self, listed: KeyList) -> OneKey | None:
        wanted: list[HubKey] = [key for key in listed.keys if self._suite in (None, key.suite)]
        tried = (_tried(key.key_id, key.suite, key.public_key) for key in wanted)
        return next((key for key in tried if key is not None), None)


def _tried(key_id: str, suite: SuiteName, public_key: str) -> OneKey | None:
    """The key, when something can be sealed to it on this machine."""
    try:
        key = OneKey(key_id, suite, base64.b64decode(public_key, validate=True))
        key.seal(b"", b"")
    except (ValueError, SealBroken):
        return None
    return key
