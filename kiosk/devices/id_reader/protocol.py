"""The commands of a SAM-V reader: find, select, read and ask, each with its answers sorted into our errors.

Commands, status codes and time limits are those of the police module's serial protocol as its vendors publish it
(GA/T 467 family). One thread at a time may talk; every request is preceded by a flush.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk.devices.id_reader.frames import Broken, Receiver, encode, wipe
from kiosk.devices.id_reader.replies import (
    ADDRESS_BYTES,
    FINGERPRINTS_BROKEN,
    FOUND,
    NO,
    NOT_KNOWN,
    NOT_ON_CARD,
    OK,
    SELF_TEST_FAILED,
    CardContent,
    Reply,
    card_content,
    module_number,
)
from kiosk.devices.id_reader.wire import Transport
from kiosk.errors import CardGone, DeviceGarbled, DeviceRefused, DeviceSilent

RESET = b"\x10\xff"
STATUS = b"\x11\xff"
SAM_ID = b"\x12\xff"
FIND = b"\x20\x01"
SELECT = b"\x20\x02"
READ = b"\x30\x01"
READ_WITH_FINGERPRINTS = b"\x30\x10"
READ_ADDRESS = b"\x30\x03"
READ_CHIP = b"\x30\x05"
SET_RF_BYTES = b"\x61\xff"


@dataclass(frozen=True)
class Dialect:
    """How a module is to be talked to, where modules differ."""

    fingerprints: bool = False
    """Read with 30 10, for modules that know no 30 01. The fingerprints are thrown away as they come."""
    max_rf_bytes: int | None = None
    """61 FF: the longest piece the module exchanges with a card, 24 to 255; ``None`` leaves it as it is."""


@dataclass(frozen=True)
class Limits:
    """Seconds to wait for an answer; the longer ones leave the module time to talk with the card."""

    plain_s: float = 1.0
    hello_s: float = 0.5
    """For the module's number, asked again and again after power-on: a module that is up answers at once."""
    read_s: float = 4.0
    fingerprints_s: float = 5.0
    address_s: float = 1.5
    quiet_s: float = 0.5
    """Inside a frame: no byte for so long means that the rest will not come."""
    settle_s: float = 0.1
    """After a broken exchange: the line counts as settled when quiet for so long."""


class Sam:
    """A reader module behind a wire. Every command raises ``DeviceSilent`` (no answer), ``DeviceGarbled`` (broken
    bytes), ``DeviceRefused`` (a status that says no), ``DeviceOutOfOrder`` or ``DeviceAbsent`` besides its own."""

    def __init__(
        self,
        wire: Transport,
        *,
        dialect: Dialect | None = None,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wire, self._limits, self._clock = wire, limits or Limits(), clock
        self._dialect = dialect or Dialect()
        self._fingerprints = self._dialect.fingerprints

    def hello(self) -> str:
        """The module's number, such as ``05.03-20260101-0000001234-0000567890``: a real reader is there.

        A module whose self-test failed is started again, once. Sets what the dialect wants set.
        """
        number = self._number()
        if self._dialect.max_rf_bytes is not None:
            with contextlib.suppress(DeviceRefused):  # a module that does not know it keeps its own length
                self._run(SET_RF_BYTES + bytes([self._dialect.max_rf_bytes]), OK)
        return number

    def check(self) -> None:
        """Returns when the module calls itself well."""
        self._run(STATUS, OK)

    def find(self) -> bool:
        """Is there a card to be read? Also no while a card that was already read has not been lifted."""
        try:
            self._run(FIND, FOUND)
        except CardGone:
            return False
        return True

    def select(self) -> None:
        """Opens the found card. Raises ``CardGone`` when it does not answer."""
        self._run(SELECT, OK)

    def read(self) -> CardContent:
        """Reads the selected card; again without lifting as long as it stays selected.

        A module or card that has no fingerprints to give is read without them. Raises ``CardGone``,
        ``CardRejected``, ``CardUnknown``; never returns part of a card.
        """
        if self._fingerprints:
            with self._asked(READ_WITH_FINGERPRINTS, self._limits.fingerprints_s) as reply:
                if reply.code == NOT_KNOWN:
                    self._fingerprints = False
                elif reply.code not in FINGERPRINTS_BROKEN:
                    return card_content(reply.need(OK).data, lengths=3)
        with self._asked(READ, self._limits.read_s) as reply:
            return card_content(reply.need(OK).data, lengths=2)

    def newest_address(self) -> bytes:
        """The newest additional address of the card that was read, 70 bytes of UTF-16LE; empty when it has none.

        Raises ``CardGone`` when the card is no longer there.
        """
        with self._asked(READ_ADDRESS, self._limits.address_s) as reply:
            if reply.need(OK, NOT_ON_CARD).code == NOT_ON_CARD:
                return b""
            return bytes(reply.data) if len(reply.data) == ADDRESS_BYTES else b""

    def present(self) -> bool:
        """Does the card that was read still lie there? Asked by reading an optional item and dropping it.

        Modules or cards that say no to the newest address are asked for the chip's number. Raises
        ``DeviceRefused``, ``CardRejected`` or ``CardUnknown`` when they say no to both.
        """
        with self._asked(READ_ADDRESS, self._limits.address_s) as reply, contextlib.suppress(*NO):
            return reply.lies()
        with self._asked(READ_CHIP, self._limits.address_s) as reply:
            return reply.lies()

    def _number(self) -> str:
        with self._asked(SAM_ID, self._limits.hello_s) as reply:
            if reply.code != SELF_TEST_FAILED:
                return module_number(reply.need(OK).data)
        self._run(RESET, OK)
        with self._asked(SAM_ID, self._limits.hello_s) as reply:
            return module_number(reply.need(OK).data)

    def _run(self, command: bytes, good: int) -> None:
        with self._asked(command, self._limits.plain_s) as reply:
            reply.need(good)

    @contextlib.contextmanager
    def _asked(self, command: bytes, timeout_s: float) -> Iterator[Reply]:
        """The answer to a command, overwritten when its user is done."""
        self._wire.discard()
        self._wire.write(encode(command))
        receiver = Receiver()
        try:
            body = self._body(receiver, self._clock() + timeout_s)
        finally:
            receiver.clear()
        reply = Reply(command, bytes(body[:3]), body[3:])
        wipe(body)
        try:
            yield reply
        finally:
            wipe(reply.data)

    def _body(self, receiver: Receiver, deadline: float) -> bytearray:
        broken = ""
        while (left := deadline - self._clock()) > 0:
            chunk = self._wire.read(min(left, self._limits.quiet_s) if broken or receiver.in_frame else left)
            bodies: list[bytearray] = []
            for found in receiver.feed(chunk):
                if isinstance(found, Broken):
                    broken = str(found)
                else:
                    bodies.append(found)
            for surplus in bodies[1:]:
                wipe(surplus)
            if bodies:
                return bodies[0]
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
