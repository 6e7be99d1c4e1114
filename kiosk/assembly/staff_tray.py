"""The tray as the helper's desk needs it: parked envelopes sent again, or carried away on a stick of the staff."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

from kiosk.devices.stick.mounts import sticks
from kiosk.errors import DiskFull, OfflineError, StickMissing
from kiosk.offline.tray import Tray


class StaffTray:
    """Works on the outbox; the stick is looked for anew at each export. Calls touch disk and stick."""

    def __init__(self, tray: Tray, mounted: Callable[[], Sequence[Path]]) -> None:
        """``mounted``: where sticks for staff lie now, the first one first."""
        self._tray, self._mounted = tray, mounted

    def retry(self, application_id: UUID) -> None:
        """Into the queue again, due at once. Raises ``OfflineError``."""
        self._tray.retry(application_id)

    def export(self, application_id: UUID) -> None:
        """Onto the first stick that takes it, sealed as it is, synced.

        Raises ``StickMissing`` when none is in, ``EnvelopeLost``, and what the last stick said: ``DiskFull`` or
        ``OutboxDamaged`` (cannot be written).
        """
        said: OfflineError = StickMissing("no stick for staff")
        for folder in self._mounted():
            try:
                self._tray.export(application_id, folder)
            except DiskFull as error:
                said = error
            except OfflineError as error:
                if isinstance(said, StickMissing):
                    said = error
            else:
                return
        raise said


def staff_sticks(roots: Sequence[Path]) -> Callable[[], Sequence[Path]]:
    """The sticks that are mounted below ``roots`` now."""
    return lambda: sticks(roots, ())
