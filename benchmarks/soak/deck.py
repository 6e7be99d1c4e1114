"""Cards that can be told apart: no two placements in a run have the same bytes."""

from __future__ import annotations

import random
from collections import OrderedDict
from dataclasses import replace
from datetime import date, timedelta

from kiosk.identity.card_text import parse
from kiosk.identity.numbers import check_digit
from kiosk.sandbox.cards import SandboxCard, text_block
from kiosk.sandbox.people import YOUNG_WOMAN

_REMEMBERED = 30
"""Texts kept to name a card by: more than one history lays down, and bounded, so that memory stays flat."""


class Deck:
    """Invented cards by a serial number. Owned by one thread; ``serial_of`` may be asked by any."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._serial = 0
        self._known: OrderedDict[bytes, tuple[int, bytes]] = OrderedDict()

    def draw(self) -> tuple[int, SandboxCard]:
        """The next card and its serial number."""
        self._serial += 1
        birth = date(1950, 1, 1) + timedelta(days=self._serial % 18000)
        body = f"510402{birth:%Y%m%d}{self._serial % 999 + 1:03d}"
        person = replace(YOUNG_WOMAN, number=body + check_digit(body), birth=birth)
        card = SandboxCard(text_block(person), self._random.randbytes(1024), self._address())
        self._known[card.text] = (self._serial, card.photo)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return self._serial, card

    def serial_of(self, text: bytes, photo: bytes) -> int | None:
        """Whose bytes these are, if they are a whole card's: text and photo of the same one."""
        parse(text)
        serial, its_photo = self._known.get(text, (None, b""))
        return serial if photo == its_photo else None

    def _address(self) -> bytes:
        """Every other card has a newest address."""
        words = "四川省攀枝花市东区样例路2号" if self._random.random() < 0.5 else ""
        return words.ljust(35).encode("utf-16-le") if words else b""
