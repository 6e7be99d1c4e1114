"""What every emulated reader is, whatever wire it hangs on: a module, a card, and what goes wrong with them."""

from __future__ import annotations

import threading

from kiosk.devices.id_reader.protocol import READ, READ_WITH_FINGERPRINTS
from kiosk.sandbox.card_faults import Fault, Faults, reply_of
from kiosk.sandbox.cards import SandboxCard
from kiosk.sandbox.sam import SandboxSam


class ReaderModule:
    """The part of an emulated reader that has no wire. Cards and faults may come from any thread."""

    def __init__(self, *, card_s: float = 0.0, sam: SandboxSam | None = None) -> None:
        """``card_s``: how long the module talks with the card before it answers a read."""
        self.sam = sam or SandboxSam()
        self._card_s, self._faults = card_s, Faults()
        self.unpowered = threading.Event()

    def place(self, card: SandboxCard) -> None:
        """Lays a card on the reader; one that lies there is taken away first."""
        self.sam.place(card)

    def lift(self) -> None:
        """Takes the card away."""
        self.sam.lift()

    def spoil(
        self, fault: Fault, *, command: bytes | None = None, times: int | None = None, sw3: int = 0x24
    ) -> None:
        """Plans a fault for the next ``times`` requests (None: until ``mend``) of ``command`` (None: any one).

        ``sw3`` is the status that ``Fault.WRONG_STATUS`` answers with.
        """
        self._faults.add(fault, command=command, times=times, sw3=sw3)

    def mend(self) -> None:
        """Ends all faults."""
        self._faults.clear()

    def power_up(self) -> None:
        """The module starts; what it knew of a card is gone."""
        self.sam.power()
        self.unpowered.clear()

    def power_down(self) -> None:
        """No answer comes any more, and one under way breaks off."""
        self.unpowered.set()

    def answer(self, request: bytes) -> bytes:
        """The bytes that go onto the wire for a request; none when the plug was pulled meanwhile."""
        planned = self._faults.next(request)
        if request in (READ, READ_WITH_FINGERPRINTS) and self.unpowered.wait(self._card_s):
            return b""
        return reply_of(self.sam, request, planned)
