"""What the card reader's contract is proved on: specimen cards, the bench, and a running driver with its posts."""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from kiosk.devices.base import DeviceStatus, Post, StatusChanged
from kiosk.devices.id_reader.events import CardEvent, CardRead
from kiosk.devices.id_reader.plugin import CardReader

Event = TypeVar("Event")


@dataclass(frozen=True, repr=False)
class SpecimenCard:
    """What a chip holds: 256 bytes of text, 1024 of photo, 70 of newest address or none. Nobody's card."""

    text: bytes
    photo: bytes
    newest_address: bytes = b""


def _specimen(name: str, number: str, *, newest_address: str = "") -> SpecimenCard:
    """A resident's card (GA/T 490): name, sex, ethnic group, birth, address, number, authority, from, to, rest."""
    person = f"{name:15}201{number[6:14]}{'样例市样例区样例路1号':35}{number}"
    text = f"{person}{'样例市公安局':15}20200101{'长期':8}{'':18}"
    photo = bytes((7 * i + ord(name[-1])) & 0xFF for i in range(1024))
    return SpecimenCard(text.encode("utf-16-le"), photo, _address(newest_address))


def _address(words: str) -> bytes:
    return f"{words:35}".encode("utf-16-le") if words else b""


FIRST = _specimen("测试甲", "11010519491231002X")
SECOND = _specimen("测试乙", "110105194912310011")
MOVED = _specimen("测试丙", "110105194912310038", newest_address="样例市样例区新样例路3号")


class Bench(Protocol):
    """A reader under test, and what can be done to it. It is plugged in, and no card lies on it."""

    def driver(self, post: Post) -> CardReader:
        """The driver for this reader, new and not started."""

    def place(self, card: SpecimenCard) -> None:
        """Lays a card down; one that lies there is taken away first."""

    def lift(self) -> None:
        """Takes the card away."""

    def unplug(self) -> None:
        """Pulls the reader's plug."""

    def plug(self) -> None:
        """Puts it in again."""


class Session:
    """A running driver and what it has posted."""

    def __init__(self, bench: Bench, patience_s: float) -> None:
        self.bench, self._patience_s = bench, patience_s
        self._posted: queue.Queue[object] = queue.Queue()
        self.seen: list[object] = []
        self.driver = bench.driver(self._posted.put)

    def next(self, kind: type[Event], within_s: float | None = None) -> Event:
        """The next event of a kind; those before it are only kept in ``seen``."""
        limit_s = self._patience_s if within_s is None else within_s
        ends = time.monotonic() + limit_s
        while True:
            try:
                event = self._posted.get(timeout=max(0.0, ends - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {kind.__name__} within {limit_s} s; came: {self.seen}") from None
            self.seen.append(event)
            if isinstance(event, kind):
                return event

    def until(self, wanted: Callable[[DeviceStatus], bool], within_s: float | None = None) -> DeviceStatus:
        """The next posted status that fits."""
        ends = time.monotonic() + (self._patience_s if within_s is None else within_s)
        while True:
            status = self.next(StatusChanged, max(0.0, ends - time.monotonic())).status
            if wanted(status):
                return status

    def all_posted(self) -> list[object]:
        """Everything posted so far."""
        with contextlib.suppress(queue.Empty):
            while True:
                self.seen.append(self._posted.get_nowait())
        return self.seen

    def cards(self) -> list[CardEvent]:
        """The card events among everything posted so far."""
        return [event for event in self.all_posted() if isinstance(event, CardEvent)]

    def reads(self, card: SpecimenCard) -> CardRead:
        """The next card that is read, which must be this one."""
        read = self.next(CardRead)
        assert (read.text, read.photo) == (card.text, card.photo), "another card was read than lies there"
        return read

    def lost_and_back(self) -> None:
        """Unplugs and plugs in: what the driver had to say before, it has said by then."""
        self.bench.unplug()
        self.until(lambda status: not status.usable)
        self.bench.plug()
        self.until(lambda status: status.usable)


def usable(status: DeviceStatus) -> bool:
    """Ready or busy."""
    return status.usable


def unusable(status: DeviceStatus) -> bool:
    """Neither ready nor busy."""
    return not status.usable
