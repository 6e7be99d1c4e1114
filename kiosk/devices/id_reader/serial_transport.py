"""The reader's serial line (pyserial): 8N1, no flow control, ours alone.

Every error of pyserial, termios and the system leaves here as an error of ``kiosk.errors``.
"""

from __future__ import annotations

import contextlib
import errno
import termios
from collections.abc import Iterator
from pathlib import Path

import serial

from kiosk.errors import DeviceAbsent, DeviceRefused, DeviceSilent

_TAKEN = (errno.EBUSY, errno.EAGAIN, errno.EACCES, errno.EPERM)
_WRITE_TIMEOUT_S = 1.0


class SerialPort:
    """A ``Port`` of the system, by its path."""

    def __init__(self, path: str, baud: int = 115200) -> None:
        self._path, self._baud = path, baud

    def open(self) -> SerialTransport:
        """See ``Port.open``."""
        return SerialTransport(self._path, self._baud)

    def there(self) -> bool:
        """Does the port's device file exist?"""
        return Path(self._path).exists()


class SerialTransport:
    """A ``Transport`` over a serial port. One thread uses it; only ``cancel`` may be called from another."""

    def __init__(self, port: str, baud: int = 115200) -> None:
        """Opens the port for this process alone.

        Raises ``DeviceAbsent`` when the port is not there and ``DeviceRefused`` when it is there but another
        program holds it, it may not be opened or it cannot do ``baud``.
        """
        try:
            self._line = serial.Serial(
                port, baud, timeout=0, write_timeout=_WRITE_TIMEOUT_S, exclusive=True, rtscts=False, xonxoff=False
            )
        except (OSError, termios.error, ValueError) as error:
            raise _refusal(error) from None
        self._cancelled = False
        # FTDI chips otherwise hold bytes back for 16 ms; other chips and pseudo-terminals cannot and need not.
        with contextlib.suppress(OSError, ValueError):
            self._line.set_low_latency_mode(True)

    def discard(self) -> None:
        """Throws away what has come and was not read."""
        with self._mapped():
            self._line.reset_input_buffer()

    def write(self, data: bytes) -> None:
        """Sends all of ``data``. Raises ``DeviceSilent`` when the line takes nothing for a second."""
        with self._mapped():
            self._line.write(data)  # no flush(): draining a dead USB line can block for ever

    def read(self, timeout_s: float) -> bytes:
        """What has come, at least one byte; ``b""`` when nothing comes within ``timeout_s``."""
        with self._mapped():
            self._line.timeout = timeout_s
            first = self._line.read(1)
            return first + self._line.read(self._line.in_waiting) if first else first

    def cancel(self) -> None:
        """Ends a read that is under way and refuses further use; for another thread's call."""
        self._cancelled = True
        with contextlib.suppress(OSError, TypeError, AttributeError):  # the line may be closing at this moment
            self._line.cancel_read()

    def close(self) -> None:
        """Lets go of the port."""
        with contextlib.suppress(OSError, termios.error):
            self._line.close()

    @contextlib.contextmanager
    def _mapped(self) -> Iterator[None]:
        if self._cancelled:
            raise DeviceAbsent("line: closed by us")
        try:
            yield
        except serial.SerialTimeoutException:
            raise DeviceSilent("line: takes no bytes") from None
        except (OSError, termios.error) as error:
            raise DeviceAbsent(f"line: {_name(error)}") from None
        if self._cancelled:
            raise DeviceAbsent("line: closed by us")


def _refusal(error: Exception) -> DeviceAbsent | DeviceRefused:
    if isinstance(error, ValueError) or getattr(error, "errno", None) in _TAKEN:
        return DeviceRefused(f"port: {_name(error)}")
    return DeviceAbsent(f"port: {_name(error)}")


def _name(error: Exception) -> str:
    """A short word for the log; the library's own message may hold paths."""
    number = getattr(error, "errno", None)
    return errno.errorcode.get(number, str(number)) if number else type(error).__name__
