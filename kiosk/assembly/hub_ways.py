"""The hub as the journey needs it: asking it for cases."""

from __future__ import annotations

import base64
import threading
from collections.abc import Sequence
from uuid import UUID

from kiosk.assembly.hub_keys import HubSealer
from kiosk.platform.client import HubClient
from kiosk.platform.contract import CASE_QUERY_HEADER, Case, CaseQuery


class HubDesk:
    """Asks for cases; one question at a time, on worker threads."""

    def __init__(self, client: HubClient, sealer: HubSealer) -> None:
        self._client, self._sealer = client, sealer
        self._one = threading.Lock()

    def cases_of(self, number: str) -> Sequence[Case]:
        """Cases of the person with this document number, which travels sealed. Raises ``PlatformError``."""
        key = self._sealer.key()
        sealed = key.seal(number.encode(), CASE_QUERY_HEADER)
        query = CaseQuery(key_id=key.key_id, sealed_number=base64.b64encode(sealed).decode())
        with self._one:
            return self._client.cases_of(query)

    def case(self, application_id: UUID) -> Case:
        """One case. Raises ``PlatformError``."""
        with self._one:
            return self._client.case(application_id)
