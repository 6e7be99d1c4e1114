"""The ID card reader as a device of the terminal: one owner thread around a ``CardCycle``."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, Post
from kiosk.devices.id_reader.cycle import CardCycle
from kiosk.devices.id_reader.plugin import CardReader, MissingReader, plugged_in
from kiosk.devices.id_reader.protocol import Dialect, Limits
from kiosk.devices.id_reader.serial_transport import SerialPort
from kiosk.devices.id_reader.states import Pace
from kiosk.devices.id_reader.usb_transport import UsbPort
from kiosk.devices.id_reader.wire import Port
from kiosk.errors import DriverMissing
from kiosk.settings_devices import Reader


class IdReader:
    """Reads identity cards. Posts ``StatusChanged`` and the events of ``kiosk.devices.id_reader.events``.

    A visit calls ``wake`` when it wants a card, ``ask_back`` when it is to be taken home, ``rest`` at its end.
    """

    kind = DeviceKind.ID_READER

    def __init__(
        self,
        port: Port,
        post: Post,
        *,
        dialect: Dialect | None = None,
        pace: Pace | None = None,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``port`` is opened anew each time the reader was lost."""
        self._cycle = CardCycle(port, post, dialect=dialect, pace=pace, limits=limits, clock=clock)
        self._nudge = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def status(self) -> DeviceStatus:
        """The status as last posted."""
        return self._cycle.status

    @property
    def sam_id(self) -> str:
        """The number of the security module as last read; empty before the first contact."""
        return self._cycle.sam_id

    def start(self) -> None:
        """Starts the owner thread; returns at once. A second call does nothing."""
        if self._thread is not None:
            return
        self._stopping.clear()
        self._cycle.begin()  # before the thread, so that a visit which ends right after this is seen to end
        self._thread = threading.Thread(target=self._run, name="id-reader", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the owner thread, breaking off what it does, and closes the wire. ``start`` may follow."""
        thread = self._thread
        if thread is None:
            return
        self._cycle.rest()
        self._stopping.set()
        self._nudge.set()
        self._cycle.cancel()
        thread.join()
        self._thread = None

    def wake(self) -> None:
        """A person is to lay a card down: reads the next one, once."""
        self._cycle.wake()
        self._nudge.set()

    def rest(self) -> None:
        """The visit is over: stops looking and forgets all; no card event follows after this returns.

        A card that lies there now is not read before it was taken away; the next visit is told by ``CardLeft``.
        """
        self._cycle.rest()
        self._nudge.set()

    def ask_back(self) -> None:
        """The person was asked to take the card: ``CardLifted`` or, after 10 s, ``CardForgotten`` will follow."""
        self._cycle.ask_back()

    def _run(self) -> None:
        last = DeviceStatus(DeviceState.FAILED, "unknown")  # stays so if the loop ends by a fault of our own
        try:
            while not self._stopping.is_set():
                self._nudge.wait(self._cycle.step())
                self._nudge.clear()
            last = DeviceStatus(DeviceState.ABSENT, "stopped")
        finally:
            self._cycle.close(last)


def id_reader(settings: Reader, post: Post) -> CardReader:
    """The reader that the settings name; where its plug-in does not load, one that failed and says so."""
    if settings.transport == "plugin":
        try:
            return plugged_in(settings, post)
        except DriverMissing as trouble:
            return MissingReader(trouble, post)
    dialect = Dialect(fingerprints=settings.read == "3010", max_rf_bytes=settings.max_rf_bytes)
    return IdReader(_port(settings), post, dialect=dialect, pace=Pace(poll_s=settings.poll_ms / 1000))


def _port(settings: Reader) -> Port:
    if settings.transport == "usb":
        return UsbPort(settings.usb_vendor, settings.usb_product, settings.usb_frames)
    return SerialPort(settings.port, settings.baud)
