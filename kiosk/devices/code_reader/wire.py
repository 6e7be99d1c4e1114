"""The code reader's serial line (pyserial, 8N1): opened for us alone, read only.

Every error of pyserial, termios and the system leaves here as an error of ``kiosk.errors``.
"""

from __future__ import annotations

import contextlib
import errno
import termios

import serial

from kiosk.errors import DeviceAbsent, DeviceRefused

_TAKEN = (errno.EBUSY, errno.EAGAIN, errno.EACCES, errno.EPERM)


class Wire:
    """An open line. One thread uses it; only ``cancel`` may be called from another."""

    def __init__(self, port: str, baud: int) -> None:
        """Raises ``DeviceAbsent`` when the port is not there, ``DeviceRefused`` when it may not be opened."""
        try:
            self._line = serial.Serial(port, baud, exclusive=True)
        except (OSError, termios.error, ValueError) as error:
            number = getattr(error, "errno", None)
            if isinstance(error, ValueError) or number in _TAKEN:
                raise DeviceRefused(f"code reader: {_word(error)}") from None
            raise DeviceAbsent(f"code reader: {_word(error)}") from None

    def read(self, timeout_s: float) -> bytes:
        """What has come, ``b""`` when nothing does in ``timeout_s``. Raises ``DeviceAbsent`` for a broken line."""
        try:
            self._line.timeout = timeout_s
            first = self._line.read(1)
            return first + self._line.read(self._line.in_waiting) if first else first
        except (OSError, termios.error, TypeError) as error:  # TypeError: closed while reading
            raise DeviceAbsent(f"code reader: {_word(error)}") from None

    def cancel(self) -> None:
        """Ends a read that is under way."""
        with contextlib.suppress(OSError, TypeError, AttributeError):
            self._line.cancel_read()

    def close(self) -> None:
        """Lets go of the port."""
        with contextlib.suppress(OSError, termios.error):
            self._line.close()


def _word(error: Exception) -> str:
    """A short word for the log; the library's own message may hold paths."""
    number = getattr(error, "errno", None)
    return errno.errorcode.get(number, str(number)) if number else type(error).__name__
