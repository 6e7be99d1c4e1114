"""The hub as the journey needs it: sealing to its key, asking it for cases."""

from __future__ import annotations

import base64
import threading
from collections.abc import Sequence
from uuid import UUID

from kiosk.errors import SettingsError
from kiosk.offline.seal import seal
from kiosk.platform.client import HubClient
from kiosk.platform.contract import CASE_QUERY_HEADER, Case, CaseQuery, Enrolment

X25519_KEY_BYTES = 32
"""RFC 7748."""


class HubSealer:
    """Seals to the hub's public key; the terminal cannot open what it sealed."""

    def __init__(self, enrolment: Enrolment) -> None:
        """Raises ``SettingsError`` for an enrolment whose key is none."""
        self.key_id = enrolment.hub_key_id
        try:
            self._public_key = enrolment.public_key()
        except ValueError:
            self._public_key = b""
        if len(self._public_key) != X25519_KEY_BYTES:
            raise SettingsError("holds no key of the hub; enrol this terminal anew", key="hub.enrolment")

    def seal(self, plaintext: bytes, header: bytes) -> bytes:
        """The envelope. Raises ``SealBroken``."""
        return seal(plaintext, header, self._public_key)


class HubDesk:
    """Asks for cases; one question at a time, on worker threads."""

    def __init__(self, client: HubClient, sealer: HubSealer) -> None:
        self._client, self._sealer = client, sealer
        self._one = threading.Lock()

    def cases_of(self, number: str) -> Sequence[Case]:
        """Cases of the person with this document number, which travels sealed. Raises ``PlatformError``."""
        sealed = self._sealer.seal(number.encode(), CASE_QUERY_HEADER)
        query = CaseQuery(key_id=self._sealer.key_id, sealed_number=base64.b64encode(sealed).decode())
        with self._one:
            return self._client.cases_of(query)

    def case(self, application_id: UUID) -> Case:
        """One case. Raises ``PlatformError``."""
        with self._one:
            return self._client.case(application_id)
