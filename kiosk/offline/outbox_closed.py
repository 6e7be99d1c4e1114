"""An outbox that does not open: the terminal stands, shows guides, takes no application, and tells staff why."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlite_utils import Database

from kiosk.errors import OfflineError
from kiosk.offline.draft_parts import Part
from kiosk.offline.outbox import Outbox, Result
from kiosk.offline.outbox_rows import OutboxStub


class ClosedOutbox(Outbox):
    """Answers every call with the error of the opening; changes nothing on the disk."""

    def __init__(self, error: OfflineError) -> None:
        self.error = error
        self._lock = threading.RLock()

    def close(self) -> None:
        """Nothing is open."""

    def room(self) -> bool:
        """Raises the error, so that the resting screen can name it."""
        raise self._again()

    def submit(self, stub: OutboxStub, envelope: bytes, claim: bytes = b"", parts: Sequence[Part] = ()) -> None:
        """Raises the error."""
        raise self._again()

    def keep_part(self, application_id: UUID, sealed: bytes) -> str:
        """Raises the error."""
        raise self._again()

    def drop_parts(self, application_id: UUID, but: Sequence[str] = ()) -> int:
        """Nothing was kept."""
        return 0

    def _write(self, work: Callable[[Database], Result]) -> Result:
        raise self._again()

    def _read(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        raise self._again()

    def _again(self) -> OfflineError:
        """A fresh one of the kind: raised from many threads, one object would gather all their traces."""
        return type(self.error)(str(self.error))
