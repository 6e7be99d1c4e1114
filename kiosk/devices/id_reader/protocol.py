"""The commands of a SAM-V reader: find, select, read and ask, each with its answers sorted into our errors.

Commands, status codes and time limits are those of the police module's serial protocol as its vendors publish it
(GA/T 467 family). One thread at a time may talk; every request is preceded by a flush.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kiosk.devices.id_reader.frames import Receiver, encode
from kiosk.errors import (
    CardGone,
    CardRejected,
    CardUnknown,
    DeviceError,
    DeviceGarbled,
    DeviceOutOfOrder,
    DeviceRefused,
    DeviceSilent,
)

RESET = b"\x10\xff"
STATUS = b"\x11\xff"
SAM_ID = b"\x12\xff"
FIND = b"\x20\x01"
SELECT = b"\x20\x02"
READ = b"\x30\x01"
READ_ADDRESS = b"\x30\x03"
READ_CHIP = b"\x30\x05"

OK = 0x90
FOUND = 0x9F
NOT_ON_CARD = 0x91

TEXT_BYTES = 256
PHOTO_BYTES = 1024

_ERRORS: dict[int, type[DeviceError]] = {
    **dict.fromkeys((0x34, 0x41, 0x47, 0x80, 0x81), CardGone),
    **dict.fromkeys((0x31, 0x32, 0x33), CardRejected),
    0x40: CardUnknown,
    **dict.fromkeys((0x60, 0x66), DeviceOutOfOrder),
    # 10 and 11: the module heard our request garbled. A success code of another command: an answer out of step.
    **dict.fromkeys((0x10, 0x11, OK, FOUND, NOT_ON_CARD), DeviceGarbled),
}
"""SW3 → error; any other code is ``DeviceRefused``."""


@dataclass(frozen=True)
class Limits:
    """Seconds to wait for an answer; the longer ones leave the module time to talk with the card."""

    plain_s: float = 1.0
    read_s: float = 4.0
    address_s: float = 1.5
    quiet_s: float = 0.5
    """Inside a frame: no byte for so long means that the rest will not come."""
    settle_s: float = 0.1
    """After a broken exchange: the line counts as settled when quiet for so long."""


class Transport(Protocol):
    """A wire to a reader. Everything raises ``DeviceAbsent`` when the wire is gone or was cancelled."""

    def discard(self) -> None:
        """Throws away what has come and was not read."""

    def write(self, data: bytes) -> None:
        """Sends all of ``data``."""

    def read(self, timeout_s: float) -> bytes:
        """What has come, at least one byte; ``b""`` when nothing comes within the time."""

    def cancel(self) -> None:
        """Ends a read that is under way and refuses further ones; may be called from another thread."""

    def close(self) -> None:
        """Lets go of the wire; never raises."""


@dataclass(frozen=True, repr=False)
class CardContent:
    """The two blocks of a card as the chip holds them: 256 bytes of text, 1024 of photo."""

    text: bytes
    photo: bytes

    def __repr__(self) -> str:
        return "CardContent()"


@dataclass(frozen=True, repr=False)
class _Reply:
    status: bytes
    data: bytes


class Sam:
    """A reader module behind a wire. Every command raises ``DeviceSilent`` (no answer), ``DeviceGarbled`` (broken
    bytes), ``DeviceRefused`` (a status that says no), ``DeviceOutOfOrder`` or ``DeviceAbsent`` besides its own."""

    def __init__(
        self, wire: Transport, *, limits: Limits | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._wire, self._limits, self._clock = wire, limits or Limits(), clock

    def reset(self) -> None:
        """Starts the module again, as after power-on."""
        self._ask(RESET, OK)

    def check(self) -> None:
        """Returns when the module calls itself well."""
        self._ask(STATUS, OK)

    def sam_id(self) -> str:
        """The module's number, such as ``05.03-20260101-0000001234-0000567890``: a real reader is there."""
        data = self._ask(SAM_ID, OK)
        if len(data) != 16:
            raise DeviceGarbled("SAM-ID: not 16 bytes")
        kind, vendor = int.from_bytes(data[:2], "little"), int.from_bytes(data[2:4], "little")
        day, serial, chip = (int.from_bytes(data[i : i + 4], "little") for i in (4, 8, 12))
        return f"{kind:02d}.{vendor:02d}-{day:08d}-{serial:010d}-{chip:010d}"

    def find(self) -> bool:
        """Is there a card to be read? Also no while a card that was already read has not been lifted."""
        try:
            self._ask(FIND, FOUND)
        except CardGone:
            return False
        return True

    def select(self) -> None:
        """Opens the found card. Raises ``CardGone`` when it does not answer."""
        self._ask(SELECT, OK)

    def read(self) -> CardContent:
        """Reads the selected card; again without lifting as long as it stays selected.

        Raises ``CardGone``, ``CardRejected``, ``CardUnknown``; never returns part of a card.
        """
        data = self._ask(READ, OK, timeout_s=self._limits.read_s)
        text, photo = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
        if (text, photo) != (TEXT_BYTES, PHOTO_BYTES) or len(data) != 4 + text + photo:
            raise DeviceGarbled("card: lengths disagree")
        return CardContent(data[4 : 4 + text], data[4 + text :])

    def present(self) -> bool:
        """Does the card that was read still lie there? Asked by reading an optional item and dropping it.

        Readers that do not know the newest address are asked for the chip's number. Raises ``DeviceRefused`` when
        the reader knows neither.
        """
        try:
            self._ask(READ_ADDRESS, OK, NOT_ON_CARD, timeout_s=self._limits.address_s)
        except CardGone:
            return False
        except DeviceRefused:
            return self._chip_answers()
        return True

    def _chip_answers(self) -> bool:
        try:
            self._ask(READ_CHIP, OK, NOT_ON_CARD, timeout_s=self._limits.address_s)
        except CardGone:
            return False
        return True

    def _ask(self, command: bytes, *good: int, timeout_s: float | None = None) -> bytes:
        reply = self._exchange(command, self._limits.plain_s if timeout_s is None else timeout_s)
        code = reply.status[2]
        if code in good:
            return reply.data
        raise _ERRORS.get(code, DeviceRefused)(f"{command.hex()}: status {reply.status.hex()}")

    def _exchange(self, command: bytes, timeout_s: float) -> _Reply:
        self._wire.discard()
        self._wire.write(encode(command))
        receiver = Receiver()
        try:
            body = self._body(receiver, self._clock() + timeout_s)
        finally:
            receiver.clear()
        return _Reply(body[:3], body[3:])

    def _body(self, receiver: Receiver, deadline: float) -> bytes:
        broken = ""
        while (left := deadline - self._clock()) > 0:
            chunk = self._wire.read(min(left, self._limits.quiet_s) if broken or receiver.in_frame else left)
            for found in receiver.feed(chunk):
                if isinstance(found, bytes):
                    return found
                broken = str(found)
            if not chunk:
                break
        broken = broken or ("cut short" if receiver.in_frame else "")
        self._settle()
        if broken:
            raise DeviceGarbled(f"reply: {broken}")
        raise DeviceSilent("no reply")

    def _settle(self) -> None:
        """Waits until the line is quiet, so that a late answer is not taken for the next one's. Bounded."""
        deadline = self._clock() + 10 * self._limits.settle_s
        while self._clock() < deadline and self._wire.read(self._limits.settle_s):
            pass
