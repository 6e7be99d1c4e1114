"""Card readers that an installed package drives: found by entry point, or missing in plain words.

A plug-in that is missing or broken does not stop the terminal: its reader is one that failed and says so, and
people are shown the other ways.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Protocol

from kiosk.devices.base import Device, DeviceKind, DeviceState, DeviceStatus, Post, StatusChanged
from kiosk.devices.id_reader.states import status_of
from kiosk.errors import DriverMissing
from kiosk.settings_devices import Reader

ENTRY_POINTS = "tongban.id_readers"
"""Group in which an installed package offers a callable ``(settings, post) -> CardReader``."""

_METHODS = ("start", "stop", "wake", "rest", "ask_back")


class CardReader(Device, Protocol):
    """The shape of every card reader; what its methods promise stands in ``docs/drivers.md`` and is proved by
    ``kiosk.devices.id_reader.contract``."""

    def wake(self) -> None:
        """A person is to lay a card down: reads the next one, once."""

    def rest(self) -> None:
        """The visit is over: no card event follows after this returns, and what lies there now is never read."""

    def ask_back(self) -> None:
        """The person was asked to take the card: ``CardLifted`` or, after a while, ``CardForgotten`` follows."""


class MissingReader:
    """Stands where a reader's driver could not be loaded: failed, and saying so."""

    kind = DeviceKind.ID_READER

    def __init__(self, trouble: DriverMissing, post: Post) -> None:
        self._post = post
        self._failed = status_of(trouble)
        self.trouble = str(trouble)
        """For the technician: which plug-in, and what is wrong with it."""
        self._status = DeviceStatus(DeviceState.ABSENT, "not_started")

    @property
    def status(self) -> DeviceStatus:
        """The status as last posted."""
        return self._status

    def start(self) -> None:
        """Says that it failed."""
        if self._status != self._failed:
            self._status = self._failed
            self._post(StatusChanged(self.kind, self._failed))

    def stop(self) -> None:
        """Nothing runs."""

    def wake(self) -> None:
        """There is nothing to wake."""

    def rest(self) -> None:
        """It rests."""

    def ask_back(self) -> None:
        """No card was read."""


def plugged_in(settings: Reader, post: Post) -> CardReader:
    """The reader of the plug-in that the settings name.

    Raises ``DriverMissing`` with the plug-in's name when no package offers it, it does not load, or what it gives
    is no card reader.
    """
    name = settings.plugin
    for point in entry_points(group=ENTRY_POINTS, name=name):
        try:
            reader: CardReader = point.load()(settings, post)
        except Exception as error:  # somebody else's code may raise anything
            raise DriverMissing(f"plug-in {name!r}: does not load ({type(error).__name__})") from error
        lacks = [method for method in _METHODS if not callable(getattr(reader, method, None))]
        if getattr(reader, "kind", None) is not DeviceKind.ID_READER:
            lacks.append("kind")
        if not isinstance(getattr(reader, "status", None), DeviceStatus):
            lacks.append("status")
        if lacks:
            raise DriverMissing(f"plug-in {name!r}: no card reader, lacks {', '.join(lacks)}")
        return reader
    raise DriverMissing(f"plug-in {name!r}: no installed package offers it in {ENTRY_POINTS!r}")
