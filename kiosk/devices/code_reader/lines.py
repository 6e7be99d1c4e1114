"""Bytes of a code reader into texts: one code a line, ended by CR, LF or both.

Every module on the market sends the code's payload and a suffix the technician sets; CR is the usual factory
setting. A line that breaks off (reader unplugged, suffix not set) is dropped when nothing follows in time, so that
it can never be glued to the next person's code.
"""

from __future__ import annotations

import re

LONGEST = 4296
"""Bytes of a line: the most letters a QR code can hold (ISO/IEC 18004, version 40-L)."""
QUIET_S = 0.3
"""A line that has come to a stop for so long is over; at 9600 baud a byte takes 1 ms."""

_END = re.compile(rb"[\r\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1c\x1e-\x1f\x7f]")
"""Control characters no code of an office holds; TAB and GS (GS1's separator) may be in one."""


class Lines:
    """Gathers bytes; knows the time only from its caller (seconds of a monotonic clock)."""

    def __init__(self) -> None:
        self._kept = b""
        self._last_s = 0.0
        self._spoilt = False

    def feed(self, data: bytes, now_s: float) -> list[str]:
        """The texts that ``data`` completes; lines too long or of nothing readable are dropped."""
        if self._kept and now_s - self._last_s > QUIET_S:
            self._kept = b""
        if self._spoilt and now_s - self._last_s > QUIET_S:
            self._spoilt = False
        if data:
            self._last_s = now_s
        *whole, self._kept = _END.split(self._kept + data)
        texts = []
        for line in whole:
            text = None if self._spoilt or len(line) > LONGEST else _text(line)
            self._spoilt = False
            if text:
                texts.append(text)
        if len(self._kept) > LONGEST:
            self._kept, self._spoilt = b"", True
        return texts

    def forget(self) -> None:
        """Drops what has come of an unfinished line."""
        self._kept, self._spoilt = b"", False


def _text(line: bytes) -> str | None:
    """UTF-8, or GB18030 as readers of the Chinese market send it; ``None`` for anything else."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text.strip()
    return None
