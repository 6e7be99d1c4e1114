"""The module's answers: status codes sorted into our errors, and what stands in the longer ones.

Codes and layouts are those of the police module's serial protocol as its vendors publish it (GA/T 467 family).
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.errors import (
    CardGone,
    CardRejected,
    CardUnknown,
    DeviceError,
    DeviceGarbled,
    DeviceOutOfOrder,
    DeviceRefused,
)

OK = 0x90
FOUND = 0x9F
NOT_ON_CARD = 0x91
NOT_KNOWN = 0x21
SELF_TEST_FAILED = 0x60
FINGERPRINTS_BROKEN = (0x37, 0x3F)

TEXT_BYTES = 256
PHOTO_BYTES = 1024
ADDRESS_BYTES = 70

_ERRORS: dict[int, type[DeviceError]] = {
    **dict.fromkeys((0x34, 0x41, 0x47, 0x80, 0x81), CardGone),
    **dict.fromkeys((0x31, 0x32, 0x33), CardRejected),
    0x40: CardUnknown,
    **dict.fromkeys((0x60, 0x66), DeviceOutOfOrder),
    # 10 and 11: the module heard our request garbled. A success code of another command: an answer out of step.
    **dict.fromkeys((0x10, 0x11, OK, FOUND, NOT_ON_CARD), DeviceGarbled),
}
"""SW3 → error; any other code is ``DeviceRefused``."""


@dataclass(frozen=True, repr=False)
class CardContent:
    """The two blocks of a card as the chip holds them: 256 bytes of text, 1024 of photo."""

    text: bytes
    photo: bytes

    def __repr__(self) -> str:
        return "CardContent()"


@dataclass(frozen=True, repr=False)
class Reply:
    """The module's answer to ``command``: three bytes of status, and its data, overwritten after use."""

    command: bytes
    status: bytes
    data: bytearray

    @property
    def code(self) -> int:
        """SW3, by which an answer is judged."""
        return self.status[2]

    def need(self, *good: int) -> Reply:
        """This reply when its code is a good one; else raises what the code means."""
        if self.code in good:
            return self
        raise _ERRORS.get(self.code, DeviceRefused)(f"{self.command.hex()}: status {self.status.hex()}")

    def lies(self) -> bool:
        """As an answer to a question for an optional item: does the card lie there?"""
        try:
            self.need(OK, NOT_ON_CARD)
        except CardGone:
            return False
        return True


NO = (DeviceRefused, CardRejected, CardUnknown)
"""A status that says no to a question, and not that the card is gone."""


def card_content(data: bytearray, *, lengths: int) -> CardContent:
    """Text and photo behind ``lengths`` two-byte lengths; a third block, fingerprints, is left where it is."""
    sizes = [int.from_bytes(data[at : at + 2], "big") for at in range(0, 2 * lengths, 2)]
    text, photo = 2 * lengths, 2 * lengths + TEXT_BYTES
    if sizes[:2] != [TEXT_BYTES, PHOTO_BYTES] or len(data) != 2 * lengths + sum(sizes):
        raise DeviceGarbled("card: lengths disagree")
    return CardContent(bytes(data[text:photo]), bytes(data[photo : photo + PHOTO_BYTES]))


def module_number(data: bytearray) -> str:
    if len(data) != 16:
        raise DeviceGarbled("SAM-ID: not 16 bytes")
    kind, vendor = int.from_bytes(data[:2], "little"), int.from_bytes(data[2:4], "little")
    day, serial, chip = (int.from_bytes(data[i : i + 4], "little") for i in (4, 8, 12))
    return f"{kind:02d}.{vendor:02d}-{day:08d}-{serial:010d}-{chip:010d}"
