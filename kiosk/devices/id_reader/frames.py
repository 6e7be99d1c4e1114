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


def wipe(data: bytearray) -> None:
    """Overwrites bytes that may be a person's."""
    data[:] = bytes(len(data))


class Receiver:
    """Collects bytes and gives out bodies: the only copy, as a ``bytearray`` that its taker overwrites after use.

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
        self._drop(len(self._buffer))

    def feed(self, data: bytes) -> list[bytearray | Broken]:
        """Takes the next bytes; returns what they completed, in order: bodies, or why a frame was dropped."""
        self._buffer += data
        found: list[bytearray | Broken] = []
        while (step := self._next()) is not None:
            found.append(step)
        return found

    def _next(self) -> bytearray | Broken | None:
        self._drop_noise()
        if len(self._buffer) < _HEAD:
            return None
        length = int.from_bytes(self._buffer[len(PREAMBLE) : _HEAD], "big")
        if not self._shortest <= length <= LONGEST:
            return self._resume(Broken.LENGTH)
        end = _HEAD + length
        if len(self._buffer) < end:
            return None
        with memoryview(self._buffer) as seen:
            checked = reduce(xor, seen[len(PREAMBLE) : end])
        if checked != 0:
            return self._resume(Broken.CHECKSUM)
        body = self._buffer[_HEAD : end - 1]
        self._drop(end)
        return body

    def _resume(self, why: Broken) -> Broken:
        self._drop(len(PREAMBLE))
        return why

    def _drop_noise(self) -> None:
        """Leaves the first preamble, or the tail that may be the beginning of one, at the front."""
        start = self._buffer.find(PREAMBLE)
        if start < 0:
            tails = range(max(0, len(self._buffer) - len(PREAMBLE) + 1), len(self._buffer))
            start = next((i for i in tails if PREAMBLE.startswith(self._buffer[i:])), len(self._buffer))
        self._drop(start)

    def _drop(self, count: int) -> None:
        """Overwrites before it lets go: memory that is freed keeps what stood in it."""
        self._buffer[:count] = bytes(count)
        del self._buffer[:count]
