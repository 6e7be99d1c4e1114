"""What the reader's driver needs of a wire: serial line, USB, or anything else that carries the same frames."""

from __future__ import annotations

from typing import Protocol


class Transport(Protocol):
    """A wire to a reader. Everything raises ``DeviceAbsent`` when the wire is gone or was cancelled."""

    def discard(self) -> None:
        """Throws away what has come and was not read."""

    def write(self, data: bytes) -> None:
        """Sends all of ``data``, one whole request frame. Raises ``DeviceSilent`` when the wire takes nothing."""

    def read(self, timeout_s: float) -> bytes:
        """What has come, at least one byte; ``b""`` when nothing comes within the time."""

    def cancel(self) -> None:
        """Ends a read that is under way and refuses further ones; may be called from another thread."""

    def close(self) -> None:
        """Lets go of the wire; never raises."""


class Port(Protocol):
    """Where a wire begins: it is opened anew each time the reader was lost."""

    def open(self) -> Transport:
        """Raises ``DeviceAbsent`` when nothing is there, ``DeviceRefused`` when it may not be opened and
        ``DriverMissing`` when a library for it is not installed."""

    def there(self) -> bool:
        """Is something plugged in? Cheap, asked every second while a reader makes no sense; never raises."""
