"""Terminals: enrolment, and their proof: a certificate of this hub, or a token on a plain hub.

Both name the terminal and one enrolment; only the terminal's last enrolment is good, until it is revoked.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from datetime import UTC, datetime, timedelta

from hub.authority import Authority, Holder, holder_of, is_over, key_sha256, requested_key
from hub.keys import HubKeys
from hub.problems import Kind, Refusal
from hub.store import Store
from kiosk.platform.contract import Enrolment, Heartbeat
from kiosk.platform.enrolling import Enrolled, EnrolmentCode

_PREFIX = "tb1"


class Fleet:
    """Who may talk to this hub."""

    def __init__(self, keys: HubKeys, store: Store, authority: Authority) -> None:
        self._keys, self._store, self._authority = keys, store, authority

    def offer(self, terminal_id: str, good_for: timedelta) -> EnrolmentCode:
        """A code that enrols this terminal once. The terminal's present enrolment is good until then."""
        code = EnrolmentCode.fresh(self._authority.fingerprint)
        until = datetime.now(UTC) + good_for
        self._store.enrolments.offer(_digest(code.secret), Holder(terminal_id, secrets.token_hex(16)), until)
        return code

    def enrol_by_code(self, secret: str, request: str) -> Enrolled:
        """What a terminal gets for a code and its key's signing request. Raises ``Refusal`` (403, 422)."""
        holder = self._store.enrolments.use(_digest(secret), key_sha256(requested_key(request)))
        if holder is None:
            raise Refusal(Kind.CODE_REFUSED)
        return Enrolled(
            enrolment=self._enrolment(holder.terminal_id, authority=self._authority.certificate),
            certificate=self._authority.certify(request, holder),
        )

    def renew(self, holder: Holder, request: str) -> str:
        """A certificate (PEM) for the next key of a terminal that is known. Raises ``Refusal`` (422)."""
        return self._authority.certify(request, holder)

    def enrol(self, terminal_id: str) -> Enrolment:
        """A fresh enrolment by token, for a plain hub; the terminal's earlier enrolment ends."""
        token_id = secrets.token_hex(16)
        self._store.enrol(terminal_id, token_id)
        return self._enrolment(terminal_id, token=self._signed(terminal_id, token_id))

    def _enrolment(self, terminal_id: str, *, token: str = "", authority: str = "") -> Enrolment:
        key = self._keys.current
        return Enrolment(
            terminal_id=terminal_id,
            token=token,
            authority=authority,
            hub_key_id=key.key_id,
            hub_public_key=key.public_key,
            hub_suite=key.suite,
            signing_key=self._keys.signing_key,
        )

    def holder_of(self, certificate: bytes) -> Holder:
        """Whom a certificate (DER) of this hub belongs to, also one whose time is over. Raises ``Refusal``
        (401, 403)."""
        holder = holder_of(certificate)
        if holder is None:
            raise Refusal(Kind.UNAUTHENTICATED)
        return self._good(holder)

    def terminal_by(self, certificate: bytes) -> str:
        """The terminal a certificate (DER) of this hub proves. Raises ``Refusal`` (401, 403)."""
        holder = self.holder_of(certificate)
        if is_over(certificate, datetime.now(UTC)):
            raise Refusal(Kind.CERTIFICATE_OVER)
        return holder.terminal_id

    def terminal_of(self, token: str) -> str:
        """The terminal a token belongs to. Raises ``Refusal`` (401, 403)."""
        named = self._named(token)
        if named is None:
            raise Refusal(Kind.UNAUTHENTICATED)
        return self._good(Holder(*named)).terminal_id

    def _good(self, holder: Holder) -> Holder:
        known = self._store.terminal(holder.terminal_id)
        if known is None or known.revoked or known.token_id != holder.enrolment_id:
            raise Refusal(Kind.REVOKED)
        return holder

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


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _holds_some(beat: Heartbeat) -> bool:
    """Are there envelopes on the terminal, or may there be, because its storage does not open?"""
    unknown = any((device.kind, device.state) == ("storage", "failed") for device in beat.devices)
    return bool(beat.waiting or beat.parked or unknown)
