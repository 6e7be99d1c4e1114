"""The security module inside the emulated reader: a card's life as the real module has it, without a wire."""

from __future__ import annotations

import threading

from kiosk.devices.id_reader.frames import encode
from kiosk.sandbox.cards import SandboxCard

SAM_ID = bytes.fromhex("0500030005253501D204000052AA0800")
"""Reads 05.03-20260101-0000001234-0000567890."""

_UNKNOWN_COMMAND = 0x21


class SandboxSam:
    """Answers requests. After a read, find hides the card until it is lifted, as the real module does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._card: SandboxCard | None = None
        self._found = self._selected = self._spent = False

    def place(self, card: SandboxCard) -> None:
        """Lays a card on the reader; one that lies there is taken away first."""
        with self._lock:
            self._forget()
            self._card = card

    def lift(self) -> None:
        """Takes the card away."""
        with self._lock:
            self._forget()
            self._card = None

    def answer(self, request: bytes) -> bytes:
        """The whole reply frame to a request's body."""
        with self._lock:
            match request:
                case b"\x10\xff":
                    self._found = self._selected = False
                    return _status(0x90)
                case b"\x11\xff":
                    return _status(0x90)
                case b"\x12\xff":
                    return _status(0x90, SAM_ID)
                case b"\x20\x01":
                    return self._find()
                case b"\x20\x02":
                    return self._select()
                case b"\x30\x01":
                    return self._read()
                case b"\x30\x03":
                    return self._newest_address()
                case b"\x30\x05":
                    return _status(0x90, bytes(24)) if self._selected else _status(0x41)
            return _status(_UNKNOWN_COMMAND)

    def _find(self) -> bytes:
        if self._card is None or self._spent:
            return _status(0x80)
        self._found = True
        return _status(0x9F, bytes(4))

    def _select(self) -> bytes:
        if self._card is None or not self._found:
            return _status(0x81)
        self._selected = True
        return _status(0x90, bytes(8))

    def _read(self) -> bytes:
        if self._card is None or not self._selected:
            return _status(0x41)
        self._spent = True
        lengths = bytes.fromhex("01000400")
        return _status(0x90, lengths + self._card.text + self._card.photo)

    def _newest_address(self) -> bytes:
        if self._card is None or not self._selected:
            return _status(0x41)
        if not self._card.newest_address:
            return _status(0x91)
        return _status(0x90, self._card.newest_address)

    def _forget(self) -> None:
        self._found = self._selected = self._spent = False


def _status(sw3: int, data: bytes = b"") -> bytes:
    return encode(bytes([0, 0, sw3]) + data)
