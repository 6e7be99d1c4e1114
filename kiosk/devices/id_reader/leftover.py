"""A card that may still lie on the reader from before: from the visit that ended, or since the reader was lost.

A card that the module has read is hidden from find and answers questions; one that it has not read, or has
forgotten with its power, is shown by find. What saw the card first goes on watching it alone: then a card put in
its place within one poll is a new one.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.devices.id_reader.protocol import Sam
from kiosk.devices.id_reader.replies import NO
from kiosk.errors import CardRejected, CardUnknown

_Sight = Callable[[Sam], bool]


class Leftover:
    """Knows whether a card from before may lie there. For the owner thread."""

    def __init__(self) -> None:
        self._sights: tuple[_Sight, ...] = ()

    @property
    def possible(self) -> bool:
        """May one lie there?"""
        return bool(self._sights)

    def suspect(self) -> None:
        """Whatever lies there at the next look is from before."""
        self._sights = (_answers, _shows)

    def renew(self) -> None:
        """The module was started again: one that lay there has to be looked for anew."""
        if self._sights:
            self.suspect()

    def forget(self) -> None:
        """Whatever lies there is new."""
        self._sights = ()

    def lies(self, sam: Sam) -> bool:
        """Looks; once it is not there it is from before no more. Raises what ``Sam.find`` raises."""
        seen = next((sight for sight in self._sights if sight(sam)), None)
        self._sights = () if seen is None else (seen,)
        return seen is not None


def _answers(sam: Sam) -> bool:
    try:
        return sam.present()
    except NO:
        return False


def _shows(sam: Sam) -> bool:
    try:
        return sam.find()
    except (CardRejected, CardUnknown):
        return True
