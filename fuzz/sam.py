"""``Sam.read`` behind a wire that answers with anything: a whole card or an error of ours, in bounded time."""

from __future__ import annotations

from collections.abc import Iterator

from fuzz import vectors
from kiosk.devices.id_reader.frames import encode
from kiosk.devices.id_reader.protocol import Sam
from kiosk.errors import DeviceAbsent, KioskError

_LONGEST_WAIT_S = 60.0


class NoisyWire:
    """Gives out its bytes in pieces and then falls silent or away; time passes only when somebody waits."""

    def __init__(self, coming: bytes, piece: int, breaks: bool) -> None:
        self._coming, self._piece, self._breaks = coming, piece, breaks
        self.now = 0.0

    def clock(self) -> float:
        """Seconds."""
        return self.now

    def discard(self) -> None:
        """What comes is the answer; nothing came before it."""

    def write(self, data: bytes) -> None:
        """Hears the request."""

    def read(self, timeout_s: float) -> bytes:
        """The next piece."""
        if not self._coming:
            if self._breaks:
                raise DeviceAbsent("line: gone")
            self.now += timeout_s
            if self.now > _LONGEST_WAIT_S:
                raise AssertionError("an answer was waited for without end")
            return b""
        self.now += 0.001
        heard, self._coming = self._coming[: self._piece], self._coming[self._piece :]
        return heard

    def cancel(self) -> None:
        """Nothing to break off."""

    def close(self) -> None:
        """Nothing to close."""


def one(data: bytes) -> None:
    """The first byte says how the answer comes, the second which command; the rest is the answer."""
    if len(data) < 2:
        return
    how, command, coming = data[0], data[1] % 6, data[2:]
    if how & 0x80:
        coming = encode(coming)
    wire = NoisyWire(coming, how % 32 * 8 + 1, bool(how & 0x40))
    module = Sam(wire, clock=wire.clock)
    try:
        if command == 0:
            content = module.read()
            if (len(content.text), len(content.photo)) != (256, 1024):
                raise AssertionError("part of a card was taken for a whole one")
        else:
            (module.find, module.select, module.present, module.hello, module.check)[command - 1]()
    except KioskError:
        return


def seeds() -> Iterator[bytes]:
    """Right answers to each command, whole, cut and in small pieces."""
    sam_id = bytes.fromhex("0000900500030005253501D204000052AA0800")
    for frame in vectors.frames():
        yield b"\x1f\x00" + frame
        yield b"\x00\x00" + frame[:800]
        yield b"\x9f\x00" + frame[7:-1]
        yield b"\x5f\x00" + frame[:-1]
    for sw3 in (0x9F, 0x90, 0x91, 0x80, 0x81, 0x41, 0x31, 0x40, 0x60, 0x24, 0x10):
        for command in range(6):
            yield bytes([0x81, command, 0, 0, sw3])
    yield b"\x81\x04" + sam_id
