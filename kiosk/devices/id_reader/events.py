"""What the card reader tells the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CardReason(StrEnum):
    """Why a card on the reader was not read."""

    LIFTED = "lifted"
    """Taken away before it was read whole: lay it down and leave it."""
    SELECT_FAILED = "select_failed"
    """Found and then mute, twice: two cards, a phone beside it, or a worn chip."""
    GARBLED = "garbled"
    """The reader's answer came broken, twice."""
    SILENT = "silent"
    """The reader began and did not finish in its time."""
    REJECTED = "rejected"
    """Card and reader do not trust each other: to the counter, never accepted anyway."""
    UNKNOWN = "unknown"
    """A kind of card the reader does not know: to the counter."""
    READER_FAILED = "reader_failed"
    """The reader itself went away or refuses to work."""


@dataclass(frozen=True)
class CardAppeared:
    """A card lies on the reader and is being read."""


@dataclass(frozen=True, repr=False, eq=False)
class CardRead:
    """A card was read whole. The only copy: the driver has kept nothing of it."""

    text: bytes
    """256 bytes, for ``kiosk.identity.card_text.parse``."""
    photo: bytes
    """1024 bytes, for a ``PhotoDecoder``."""
    elapsed_s: float
    """From the question that found the card to this event."""

    def __repr__(self) -> str:
        return f"CardRead(elapsed_s={self.elapsed_s:.3f})"


@dataclass(frozen=True, repr=False, eq=False)
class CardAddress:
    """The newest additional address of the card just read. Posted once a card, soon after ``CardRead``, and only
    when the card holds one. The only copy: the driver has kept nothing of it."""

    units: bytes
    """70 bytes of UTF-16LE, for ``kiosk.identity.card_text.parse_address``."""

    def __repr__(self) -> str:
        return "CardAddress()"


@dataclass(frozen=True)
class CardTrouble:
    """The card was not read, and nothing of it is known. Posted once per reason while the card lies there; the
    driver goes on trying, so a ``CardRead`` may still follow."""

    reason: CardReason


@dataclass(frozen=True)
class CardLifted:
    """The card that was read, or that ``CardLeft`` told of, has been taken away."""


@dataclass(frozen=True)
class CardForgotten:
    """The owner was asked to take the card back, and it still lies there."""


@dataclass(frozen=True)
class CardLeft:
    """A card from before still lies on the reader: the visit before ended with it there, or the reader was plugged
    in anew under it. It is not read, and no other is while it lies there.

    Posted once after each ``wake``; ``CardLifted`` follows when it is taken away, and then the next card is read.
    """


@dataclass(frozen=True)
class CardUnwatched:
    """The reader cannot say (any more) whether the card that was read still lies there."""


CardEvent = (
    CardAppeared | CardRead | CardAddress | CardTrouble | CardLifted | CardForgotten | CardLeft | CardUnwatched
)
