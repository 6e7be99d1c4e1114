"""Other ways to say who one is, each a plug-in: a way to choose, when it is offered, and the room it opens.

The card is the first way and needs no entry here. The terminal's own three follow below; a package adds one by the
entry point group ``tongban.identity_sources`` (``docs/identity.md``): a callable without arguments that returns an
``IdentitySource``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from kiosk.identity.document import IdentityDocument
from kiosk.journey.views import Option
from kiosk.visit import Known, Source
from kiosk.wording import Phrase

if TYPE_CHECKING:
    from kiosk.journey.rooms.room import Room, Stay

Shown = Callable[[IdentityDocument, Source, str], None]
"""Called with who it is, by what, and the issuer of a code."""


class IdentitySource(Protocol):
    """A way to say who one is without the card."""

    way: str
    """Its id among the ways on a screen."""

    def option(self) -> Option:
        """How it stands on the screen."""

    def offered(self, stay: Stay, for_applicant: bool) -> bool:
        """Can it be used now? ``for_applicant``: of somebody for whom another acts, and who need not be here."""

    def room(self, stay: Stay, known: Known, shown: Shown, back: Callable[[], None]) -> Room:
        """The room that asks. It calls ``shown`` once somebody is known, or ``back``; a check by staff is put into
        ``known.check`` first."""


def option(way: str, icon: str) -> Option:
    """A way in the journey's own words."""
    return Option(way, Phrase(f"journey.way_{way}"), Phrase(f"journey.way_{way}_more"), icon)
