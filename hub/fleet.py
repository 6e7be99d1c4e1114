"""Terminals: enrolment and the signed token they prove themselves with."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets

from hub.keys import HubKeys, key_id
from hub.problems import Kind, Refusal
from hub.store import Store
from kiosk.platform.contract import Enrolment

_PREFIX = "tb1"


class Fleet:
    """Who may talk to this hub."""

    def __init__(self, keys: HubKeys, store: Store) -> None:
        self._keys, self._store = keys, store

    def enrol(self, terminal_id: str) -> Enrolment:
        """A fresh enrolment; the terminal's earlier token ends."""
        token_id = secrets.token_hex(16)
        self._store.enrol(terminal_id, token_id)
        public_key = self._keys.current.public_key
        return Enrolment(
            terminal_id=terminal_id,
            token=self._signed(terminal_id, token_id),
            hub_key_id=key_id(public_key),
            hub_public_key=base64.b64encode(public_key).decode(),
        )

    def terminal_of(self, token: str) -> str:
        """The terminal a token belongs to. Raises ``Refusal`` (401, 403)."""
        try:
            prefix, payload, signature = token.split(".")
            signed = hmac.compare_digest(signature, self._signature(payload))
            named = json.loads(base64.urlsafe_b64decode(payload)) if signed and prefix == _PREFIX else None
        except (ValueError, TypeError, binascii.Error):
            named = None
        if named is None:
            raise Refusal(Kind.UNAUTHENTICATED)
        terminal_id, token_id = named
        known = self._store.terminal(terminal_id)
        if known is None or known.revoked or known.token_id != token_id:
            raise Refusal(Kind.REVOKED)
        return str(terminal_id)

    def _signed(self, terminal_id: str, token_id: str) -> str:
        payload = base64.urlsafe_b64encode(json.dumps([terminal_id, token_id]).encode()).decode()
        return f"{_PREFIX}.{payload}.{self._signature(payload)}"

    def _signature(self, payload: str) -> str:
        return hmac.digest(self._keys.token_secret, f"{_PREFIX}.{payload}".encode(), "sha256").hex()
