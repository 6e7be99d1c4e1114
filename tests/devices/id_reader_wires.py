"""A wire to the sandbox's module without a line: same frames, same faults, time by a fake clock."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.devices.id_reader.cycle import CardCycle
from kiosk.devices.id_reader.frames import SHORTEST_REQUEST, Broken, Receiver
from kiosk.devices.id_reader.protocol import Dialect
from kiosk.errors import DeviceAbsent
from kiosk.sandbox.card_faults import Faults, reply_of
from kiosk.sandbox.sam import SandboxSam


class FakeClock:
    """Time that passes only when somebody waits."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class MemoryWire:
    """A ``Transport`` whose other end is a ``SandboxSam``; ``unplugged`` breaks it."""

    def __init__(self, sam: SandboxSam, faults: Faults, clock: FakeClock) -> None:
        self._sam, self._faults, self._clock = sam, faults, clock
        self._coming = bytearray()
        self._requests = Receiver(SHORTEST_REQUEST)
        self.asked: list[bytes] = []
        self.unplugged = self.closed = False
        self.before_reply: Callable[[bytes], None] = lambda request: None

    def discard(self) -> None:
        self._live()
        self._coming.clear()

    def write(self, data: bytes) -> None:
        self._live()
        for request in self._requests.feed(data):
            assert not isinstance(request, Broken)
            asked = bytes(request)
            self.asked.append(asked)
            self.before_reply(asked)
            self._coming += reply_of(self._sam, asked, self._faults.next(asked))

    def read(self, timeout_s: float) -> bytes:
        self._live()
        if not self._coming:
            self._clock.now += timeout_s
        chunk = bytes(self._coming[:500])
        del self._coming[:500]
        return chunk

    def cancel(self) -> None:
        self.unplugged = True

    def close(self) -> None:
        self.closed = True

    def _live(self) -> None:
        if self.unplugged or self.closed:
            raise DeviceAbsent("line: EIO")


class Desk:
    """A cycle with its module, its clock and everything it posted."""

    def __init__(self, sam: SandboxSam | None = None, dialect: Dialect | None = None) -> None:
        self.clock, self.sam, self.faults = FakeClock(), sam or SandboxSam(), Faults()
        self.events: list[object] = []
        self.openings: list[float] = []
        self.port_error: Exception | None = None
        self.wire = self._new_wire()
        self.cycle = CardCycle(self, self.events.append, dialect=dialect, clock=self.clock)
        self.cycle.begin()

    def run(self, seconds: float) -> None:
        """Lets the owner thread's loop go on for so long."""
        end = self.clock.now + seconds
        while self.clock.now < end:
            self.clock.now += self.cycle.step()

    def run_until(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        """Goes on until the condition holds."""
        end = self.clock.now + seconds
        while not condition():
            assert self.clock.now < end, "never happened"
            self.clock.now += self.cycle.step()

    def of(self, kind: type) -> list[object]:
        """The posted events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def unplug(self) -> None:
        """Pulls the reader's plug."""
        self.port_error = DeviceAbsent("port: ENOENT")
        self.wire.unplugged = True

    def plug(self) -> None:
        """Puts it in again; the module starts anew."""
        self.port_error = None
        self.sam.power()

    def there(self) -> bool:
        """``Port.there``."""
        return not isinstance(self.port_error, DeviceAbsent)

    def open(self) -> MemoryWire:
        """``Port.open``."""
        self.openings.append(self.clock.now)
        if self.port_error is not None:
            raise self.port_error
        self.wire = self._new_wire()
        return self.wire

    def _new_wire(self) -> MemoryWire:
        return MemoryWire(self.sam, self.faults, self.clock)
