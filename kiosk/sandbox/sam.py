"""The security module inside the emulated reader: a card's life as the real module has it, without a wire."""

from __future__ import annotations

import threading

from kiosk.devices.id_reader.frames import encode
from kiosk.sandbox.cards import SandboxCard

SAM_ID = bytes.fromhex("0500030005253501D204000052AA0800")
"""Reads 05.03-20260101-0000001234-0000567890."""

_COMMANDS = ("10FF", "11FF", "12FF", "2001", "2002", "3001", "3010", "3003", "3005", "61FF")
EVERYTHING = frozenset(bytes.fromhex(command) for command in _COMMANDS)

_UNKNOWN_COMMAND = 0x21


class SandboxSam:
    """Answers requests. After a read, find hides the card until it is lifted, as the real module does.

    ``knows``: the commands it was built with; others are answered with 21.
    """

    def __init__(self, knows: frozenset[bytes] = EVERYTHING) -> None:
        self._knows = knows
        self.rf_bytes: int | None = None
        """As last set by 61 FF."""
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

    def power(self) -> None:
        """The plug was pulled and put in again: the card that lies there is as if it were new."""
        with self._lock:
            self._forget()

    def answer(self, request: bytes) -> bytes:
        """The whole reply frame to a request's body."""
        with self._lock:
            if request[:2] not in self._knows:
                return _status(_UNKNOWN_COMMAND)
            match request[:2]:
                case b"\x10\xff":
                    self._forget()
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
                    return self._read(fingerprints=False)
                case b"\x30\x10":
                    return self._read(fingerprints=True)
                case b"\x30\x03":
                    return self._newest_address()
                case b"\x30\x05":
                    return _status(0x90, bytes(24)) if self._selected else _status(0x41)
                case _:
                    self.rf_bytes = request[2]
                    return _status(0x90)

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

    def _read(self, *, fingerprints: bool) -> bytes:
        card = self._card
        if card is None or not self._selected:
            return _status(0x41)
        self._spent = True
        blocks = [card.text, card.photo] + [card.fingerprints] * fingerprints
        lengths = b"".join(len(block).to_bytes(2, "big") for block in blocks)
        return _status(0x90, lengths + b"".join(blocks))

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
