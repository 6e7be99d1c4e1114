"""Does a paper belong to the person, and is it the paper that was asked for? Judged from what was read on it.

Only warnings come of it, and a person goes on with a reason: a reading may be wrong, a name may have changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from kiosk.identity.card_text import showable
from kiosk.identity.numbers import same_number
from kiosk.vision.reading.fields import OFFERED_FROM
from kiosk.vision.reading.known import ReadPerson, SeenPaper
from kiosk.vision.reading.lookalikes import apart
from kiosk.vision.reading.pieces import plain

SAID_FROM = 0.8
"""Confidence from which a person is told that another paper was seen than the one asked for."""
_SLIP = 1.0
"""A name this far away (one sign wrong, or two look-alikes) was likely misread."""


class Belonging(IntEnum):
    """What a paper says about whose it is; the greatest of all its people counts."""

    NOT_FOUND = 0
    """Nobody was read on it clearly enough; nothing to say."""
    DIFFERENT = 1
    """Somebody else stands on it."""
    LIKELY = 2
    """The person, if a sign or two was misread."""
    EXACT = 3
    """The person: number and name as on the card, or the one of them that stands on the paper."""


def belongs(name: str, number: str, people: Iterable[ReadPerson]) -> Belonging:
    """Whether somebody with this name and number stands among the people read on a material's pages."""
    return max((_one(plain(showable(name)), number, person) for person in people), default=Belonging.NOT_FOUND)


def _one(name: str, number: str, person: ReadPerson) -> Belonging:
    """A number proves itself by its check sign, so it decides wherever it was read."""
    if person.number is not None:
        if not same_number(number, person.number.value):
            return Belonging.NOT_FOUND if person.others else Belonging.DIFFERENT
        same = person.name is None or plain(person.name.value) == name
        return Belonging.EXACT if same else Belonging.LIKELY
    if person.name is None:
        return Belonging.NOT_FOUND
    read = plain(person.name.value)
    if read == name:
        return Belonging.EXACT
    distance = apart(read, name)
    if len(name) > 1 and distance < min(_SLIP, len(name) / 2):
        return Belonging.LIKELY
    if person.name.confidence < OFFERED_FROM:
        return Belonging.LIKELY if distance <= _SLIP and len(name) > 2 else Belonging.NOT_FOUND
    return Belonging.NOT_FOUND if person.others else Belonging.DIFFERENT


@dataclass(frozen=True)
class OtherPaper:
    """Another paper than the one asked for: kinds of ``assets/papers``."""

    seen: str
    asked: str


def other_paper(asked: str, seen: SeenPaper) -> OtherPaper | None:
    """What to say when the page is surely another known paper; ``None`` when it fits, or nobody can tell."""
    if not asked or not seen.kind or seen.kind == asked or seen.confidence < SAID_FROM:
        return None
    return OtherPaper(seen.kind, asked)
