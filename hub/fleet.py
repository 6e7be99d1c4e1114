"""Terminals: enrolment and the signed token they prove themselves with."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets

from hub.keys import HubKeys
from hub.problems import Kind, Refusal
from hub.store import Store
from kiosk.platform.contract import Enrolment, Heartbeat

_PREFIX = "tb1"


class Fleet:
    """Who may talk to this hub."""

    def __init__(self, keys: HubKeys, store: Store) -> None:
        self._keys, self._store = keys, store

    def enrol(self, terminal_id: str) -> Enrolment:
        """A fresh enrolment; the terminal's earlier token ends."""
        token_id = secrets.token_hex(16)
        self._store.enrol(terminal_id, token_id)
        key = self._keys.current
        return Enrolment(
            terminal_id=terminal_id,
            token=self._signed(terminal_id, token_id),
            hub_key_id=key.key_id,
            hub_public_key=key.public_key,
            hub_suite=key.suite,
            signing_key=self._keys.signing_key,
        )

    def terminal_of(self, token: str) -> str:
        """The terminal a token belongs to. Raises ``Refusal`` (401, 403)."""
        named = self._named(token)
        if named is None:
            raise Refusal(Kind.UNAUTHENTICATED)
        terminal_id, token_id = named
        known = self._store.terminal(terminal_id)
        if known is None or known.revoked or known.token_id != token_id:
            raise Refusal(Kind.REVOKED)
        return terminal_id

    def may_seal_to_older_keys(self) -> list[str]:
        """Terminals that have not said, with nothing left to send, that they hold the present list of keys."""
        beats = self._store.heartbeats()
        return sorted(
            terminal_id
            for terminal_id, beat in beats.items()
            if beat is None or beat.keys_serial < self._keys.serial or _holds_some(beat)
        )

    def signed_by(self, token: str) -> str:
        """The terminal that the hub once made this token for, good still or not; empty when it never did."""
        named = self._named(token)
        return "" if named is None else named[0]

    def _named(self, token: str) -> tuple[str, str] | None:
        """Terminal and token id out of a token with the hub's signature."""
        try:
            prefix, payload, signature = token.split(".")
            if prefix != _PREFIX or not hmac.compare_digest(signature, self._signature(payload)):
                return None
            terminal_id, token_id = json.loads(base64.urlsafe_b64decode(payload))
            return str(terminal_id), str(token_id)
        except (ValueError, TypeError, binascii.Error):
            return None

    def _signed(self, terminal_id: str, token_id: str) -> str:
        payload = base64.urlsafe_b64encode(json.dumps([terminal_id, token_id]).encode()).decode()
        return f"{_PREFIX}.{payload}.{self._signature(payload)}"

    def _signature(self, payload: str) -> str:
        return hmac.digest(self._keys.token_secret, f"{_PREFIX}.{payload}".encode(), "sha256").hex()


def _holds_some(beat: Heartbeat) -> bool:
    """Are there envelopes on the terminal, or may there be, because its storage does not open?"""
    unknown = any((device.kind, device.state) == ("storage", "failed") for device in beat.devices)
    return bool(beat.waiting or beat.parked or unknown)
