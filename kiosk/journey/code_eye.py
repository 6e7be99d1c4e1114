"""Looks for a code under the document camera, where there is no code reader or a slip is laid down."""

from __future__ import annotations

from kiosk.devices.code_reader.events import CodeScanned
from kiosk.journey.ports import Codes, Hall


class CodeEye:
    """``step`` runs on a loop's thread and posts each text once."""

    def __init__(self, hall: Hall, codes: Codes) -> None:
        self._hall, self._codes = hall, codes
        self._seen, self._last = -1, ""

    def step(self) -> None:
        """Looks at the newest picture, if it is another."""
        frame = self._hall.scanner.latest()
        if frame is None or frame.sequence == self._seen:
            return
        self._seen = frame.sequence
        text = self._codes.read(frame.image_bgr)
        if text and text != self._last:
            self._last = text
            self._hall.post(CodeScanned(text))
