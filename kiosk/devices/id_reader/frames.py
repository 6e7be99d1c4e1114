"""SAM-V frames: ``AA AA AA 96 69``, two bytes of length, the body, and the XOR of everything after the preamble.

A receiver takes bytes as they come off the wire, in any pieces, and finds the whole frames among whatever else the
line carries.
"""

from __future__ import annotations

from enum import StrEnum
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AAAAAA9669")
LONGEST = 4096
"""Refused above; the longest frame of the protocol (text, photo, two fingerprints) says 2314."""
SHORTEST_REQUEST = 3
SHORTEST_REPLY = 4

_HEAD = len(PREAMBLE) + 2


class Broken(StrEnum):
    """What was wrong with something that began like a frame."""

    LENGTH = "length"
    CHECKSUM = "checksum"


def encode(body: bytes) -> bytes:
    """The whole frame around ``body`` (command, parameter and data; or the three status bytes and data)."""
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes([reduce(xor, counted)])


class Receiver:
    """Collects bytes and gives out bodies.

    After a broken frame it looks again right behind its preamble: a wrong length never swallows the next frame.
    """

    def __init__(self, shortest: int = SHORTEST_REPLY) -> None:
        self._shortest = shortest
        self._buffer = bytearray()

    @property
    def in_frame(self) -> bool:
        """A preamble has come and its frame is not whole yet."""
        return self._buffer.startswith(PREAMBLE)

    def clear(self) -> None:
        """Forgets every byte, overwriting them first: they may be a person's."""
        self._buffer[:] = bytes(len(self._buffer))
        self._buffer.clear()

    def feed(self, data: bytes) -> list[bytes | Broken]:
        """Takes the next bytes; returns what they completed, in order: bodies, or why a frame was dropped."""
        self._buffer += data
        found: list[bytes | Broken] = []
        while (step := self._next()) is not None:
            found.append(step)
        return found

    def _next(self) -> bytes | Broken | None:
        self._drop_noise()
        if len(self._buffer) < _HEAD:
            return None
        length = int.from_bytes(self._buffer[len(PREAMBLE) : _HEAD], "big")
        if not self._shortest <= length <= LONGEST:
            return self._resume(Broken.LENGTH)
        if len(self._buffer) < _HEAD + length:
            return None
        counted = self._buffer[len(PREAMBLE) : _HEAD + length]
        if reduce(xor, counted) != 0:
            return self._resume(Broken.CHECKSUM)
        del self._buffer[: _HEAD + length]
        return bytes(counted[2:-1])

    def _resume(self, why: Broken) -> Broken:
        del self._buffer[: len(PREAMBLE)]
        return why

    def _drop_noise(self) -> None:
        """Leaves the first preamble, or the tail that may be the beginning of one, at the front."""
        start = self._buffer.find(PREAMBLE)
        if start < 0:
            tails = range(max(0, len(self._buffer) - len(PREAMBLE) + 1), len(self._buffer))
            start = next((i for i in tails if PREAMBLE.startswith(self._buffer[i:])), len(self._buffer))
        del self._buffer[:start]
