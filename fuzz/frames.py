"""The frame receiver: whatever a line carries, in whatever pieces, gives the same frames and never piles up."""

from __future__ import annotations

from collections.abc import Iterator

from fuzz import vectors
from kiosk.devices.id_reader.frames import LONGEST, Broken, Receiver, encode


def one(data: bytes) -> None:
    """The first byte says how long the pieces are and whether the rest is wrapped in a right frame."""
    if not data:
        return
    piece, wrapped, line = data[0] % 64 + 1, bool(data[0] & 0x80), data[1:]
    if wrapped:
        at = len(line) // 2
        line = line[:at] + encode(line[at:][: LONGEST - 8])
    whole = _heard(line, len(line) + 1)
    if whole != _heard(line, piece):
        raise AssertionError("the frames depend on how the line was cut")
    for found in whole:
        if not isinstance(found, Broken) and encode(found) not in line:
            raise AssertionError("a body that was not on the line")


def seeds() -> Iterator[bytes]:
    """Whole replies in three kinds of pieces, cut, glued and behind noise."""
    for frame in vectors.frames():
        yield b"\x00" + frame
        yield b"\x1f" + b"\xaa\xaa\x00" + frame + frame
        yield b"\x3f" + frame[:800]
        yield b"\x90" + frame[7:-1]


def _heard(line: bytes, piece: int) -> list[bytes | Broken]:
    receiver = Receiver()
    found: list[bytes | Broken] = []
    for start in range(0, len(line), piece):
        heard = receiver.feed(line[start : start + piece])
        found += [step if isinstance(step, Broken) else bytes(step) for step in heard]
    receiver.clear()
    return found
