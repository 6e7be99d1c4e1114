"""The tray: what the hub refused, or what changed on the disk, for staff to see, carry away or send again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol
from uuid import UUID

from kiosk.offline.body import STEP_BYTES, Sendable
from kiosk.offline.envelope_files import ENDING
from kiosk.offline.outbox_file import mapped, sync_folder
from kiosk.offline.outbox_rows import OutboxRow


class Keeps(Protocol):
    """What the tray needs of the outbox."""

    def parked(self) -> list[OutboxRow]:
        """The refused, oldest first, each with its problem."""

    def envelope(self, application_id: UUID) -> Sendable:
        """The sealed bytes. Raises ``EnvelopeLost``."""

    def send_again(self, application_id: UUID) -> None:
        """Back into the queue, due at once. Raises ``OutboxDamaged`` for one that is not parked."""


class Tray:
    """Staff's view on what is parked. Every call may touch the disk and raise ``OfflineError``."""

    def __init__(self, outbox: Keeps) -> None:
        self._outbox = outbox

    def parked(self) -> list[OutboxRow]:
        """Oldest first; ``problem`` is the hub's problem type or our error's code."""
        return self._outbox.parked()

    def retry(self, application_id: UUID) -> None:
        """Sends it once more; a problem that is still there parks it again."""
        self._outbox.send_again(application_id)

    def export(self, application_id: UUID, folder: Path) -> Path:
        """Writes the envelope, sealed as it is, durable into ``folder`` (a USB stick); returns the file's path.

        The row stays as it is: only the hub's word settles it. Raises ``DiskFull`` when the stick is,
        ``OutboxDamaged`` when it cannot be written (gone, read-only), ``EnvelopeLost``.
        """
        envelope = self._outbox.envelope(application_id)
        path = folder / f"{application_id}{ENDING}"
        fresh = path.with_name(path.name + ".part")
        with mapped():
            with fresh.open("wb") as file:
                for start in range(0, len(envelope), STEP_BYTES):
                    file.write(envelope[start : start + STEP_BYTES])
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
            sync_folder(folder)
        return path
