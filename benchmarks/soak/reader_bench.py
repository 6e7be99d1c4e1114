"""One emulated reader with the real driver on its port, and the model that says what may happen."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path

from benchmarks.soak.deck import Deck
from kiosk.devices.base import DeviceState, StatusChanged
from kiosk.devices.id_reader.events import CardAppeared, CardLeft, CardLifted, CardRead, CardTrouble
from kiosk.devices.id_reader.reader import id_reader
from kiosk.sandbox.card_faults import Fault
from kiosk.sandbox.reader import SandboxReader
from kiosk.settings_devices import Reader

_LOOK_S = 0.005


class Broken(Exception):
    """The driver did what the model forbids, or did not do in time what it must."""


class ReaderBench:
    """Hands do things to reader and driver; every event of the driver is held against the model.

    The rules, always: a card event follows only between ``wake`` and the return of ``rest``; a card is read at
    most once a wish; what is read is the whole of one card that was laid down since the last visit's end; a status
    is said only when it changes.
    """

    def __init__(self, folder: Path, seed: int, poll_ms: int) -> None:
        self.deck = Deck(seed)
        self.reader = SandboxReader(folder / f"reader-{seed}")
        self.driver = id_reader(Reader(port=str(self.reader.path), poll_ms=poll_ms), self._post)
        self.plugged = False
        self.counts: Counter[str] = Counter()
        self.did: deque[str] = deque(maxlen=60)
        self.card: int | None = None
        self._lock = threading.Lock()
        self._lain: set[int] = set()
        self._visiting = self._wished = False
        self._last_read: int | None = None
        self._lifted_told = self._left_told = self._trouble_stands = False
        self._last_event_at = time.monotonic()
        self._last_status: object = None
        self._wrong: str = ""

    # hands ------------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Plugs the reader in and starts the driver."""
        self.plug()
        self.driver.start()

    def close(self) -> None:
        """Stops both."""
        self.driver.stop()
        self.reader.stop()

    def place(self) -> int:
        """Lays the next card down, in place of one that lies there."""
        serial, card = self.deck.draw()
        with self._lock:
            self.card = serial
            self._lain.add(serial)
        self._note(f"place {serial}")
        self.reader.place(card)
        return serial

    def lift(self) -> None:
        """Takes the card away, if there is one."""
        self._note("lift")
        self.reader.lift()
        with self._lock:
            self.card = None

    def plug(self) -> None:
        """Plugs the reader in."""
        self._note("plug")
        self.reader.plug()
        self.plugged = True

    def unplug(self) -> None:
        """Pulls the plug. A card that lies there goes on lying."""
        self._note("unplug")
        self.reader.unplug()
        self.plugged = False

    def spoil(self, fault: Fault, command: bytes | None, times: int | None, sw3: int) -> None:
        """Plans a fault."""
        self._note(f"spoil {fault.value} {command.hex() if command else 'any'} x{times} {sw3:02x}")
        self.reader.spoil(fault, command=command, times=times, sw3=sw3)

    def mend(self) -> None:
        """Ends all faults."""
        self._note("mend")
        self.reader.mend()

    def restart(self) -> None:
        """Stops the driver and starts it again. One that starts knows nothing: a card that lies there is new."""
        self._note("restart")
        self.rest()
        self.driver.stop()
        with self._lock:
            self._lain |= set() if self.card is None else {self.card}
        self.driver.start()

    def wake(self) -> None:
        """A visit wants a card; a wish that stands is not said twice."""
        with self._lock:
            if self._wished:
                return
            self._visiting = self._wished = True
            self._last_read, self._lifted_told, self._left_told = None, False, False
            self._trouble_stands = False
        self._note("wake")
        self.driver.wake()

    def rest(self) -> None:
        """The visit ends. From the return of the driver's ``rest`` on no card event may follow."""
        self._note("rest")
        self.driver.rest()
        with self._lock:
            self._visiting = self._wished = False
            self._lain.clear()  # a card that still lies there belongs to the visit that is over

    def ask_back(self) -> None:
        """The person is asked to take the card."""
        self._note("ask back")
        self.driver.ask_back()

    # what came of it --------------------------------------------------------------------------------------------

    @property
    def settled(self) -> bool:
        """The driver is ready and rests or looks."""
        return self.driver.status.state is DeviceState.READY

    @property
    def read(self) -> int | None:
        """The card read in this visit since the last wish."""
        return self._last_read

    @property
    def lifted_told(self) -> bool:
        """The driver said that the card that was read has been taken back."""
        return self._lifted_told

    @property
    def left_told(self) -> bool:
        """The driver said that a card from before lies there and wants it taken away."""
        return self._left_told

    def asked_again(self, quiet_s: float) -> bool:
        """The last word on the card was a trouble, after which the screen asks to lay it down again; the driver is
        ready and has had nothing more to say for so long."""
        return self._trouble_stands and self.settled and time.monotonic() - self._last_event_at >= quiet_s

    def check(self) -> None:
        """Raises ``Broken`` if a rule was broken since the beginning."""
        if self._wrong:
            raise Broken(self._wrong)

    def wait(self, what: str, until: Callable[[], bool], within_s: float) -> float:
        """Waits; returns the seconds it took. Raises ``Broken`` when it does not come in time."""
        began = time.monotonic()
        while not until():
            self.check()
            if time.monotonic() - began > within_s:
                raise Broken(f"{what} did not come within {within_s:.1f} s; reader {self.driver.status}")
            time.sleep(_LOOK_S)
        return time.monotonic() - began

    def _note(self, hand: str) -> None:
        self.counts[hand.split()[0]] += 1
        self.did.append(f"{time.monotonic():.3f} {hand}")

    def _post(self, event: object) -> None:
        with self._lock:
            self.counts[type(event).__name__] += 1
            self._last_event_at = time.monotonic()
            self.did.append(f"{self._last_event_at:.3f}     {event!r}")
            if isinstance(event, StatusChanged):
                self._must(event.status != self._last_status, "a status was said twice")
                self._last_status = event.status
                return
            self._must(self._visiting, f"{type(event).__name__} after the visit's end")
            if isinstance(event, CardTrouble | CardAppeared | CardRead):
                self._trouble_stands = isinstance(event, CardTrouble)
            if isinstance(event, CardRead):
                self._hold_against_the_deck(event)
            elif isinstance(event, CardLeft):
                self._left_told = True
            elif isinstance(event, CardLifted):
                self._lifted_told, self._left_told = True, False

    def _hold_against_the_deck(self, event: CardRead) -> None:
        serial = self.deck.serial_of(bytes(event.text), bytes(event.photo))
        self._must(serial is not None, "what was read is no card's whole content")
        self._must(serial in self._lain, "a card of an earlier visit was read")
        self._must(self._wished, "a card was read without a wish")
        self._wished, self._last_read = False, serial

    def _must(self, fine: bool, otherwise: str) -> None:
        if not fine and not self._wrong:
            self._wrong = otherwise
