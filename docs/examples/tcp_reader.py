"""A card reader behind its vendor's daemon: a driver that an installed package could offer as a plug-in.

The daemon at ``[reader] port`` answers each line ``{"ask": "card"}`` with ``{"laid": 3, "card": {"text": "00…",
"photo": "00…", "address": ""}}`` in hex, or with ``"card": null``; ``laid`` counts how often one was laid down.
"""

import json
import socket
import threading
import time

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, StatusChanged
from kiosk.devices.id_reader import events


class TcpReader:
    kind = DeviceKind.ID_READER

    def __init__(self, settings, post, *, poll_s=0.2, forgotten_s=10.0):
        self._address, self._post = settings.port.split(":"), post
        self._poll_s, self._forgotten_s = poll_s, forgotten_s
        self.status = DeviceStatus(DeviceState.ABSENT, "not_started")
        self._lock, self._stopping, self._thread = threading.Lock(), threading.Event(), None
        self._wanted = self._rested = self._told_left = False
        self._held = self._left = self._asked_back_at = None  # held, left: the number it was laid down under

    def start(self):
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, name="tcp-reader", daemon=True)
            self._thread.start()

    def stop(self):
        if self._thread is not None:
            self._stopping.set()
            self._thread.join()
            self._thread = self._held = self._left = None
            self._say(DeviceState.ABSENT, "stopped")

    def wake(self):
        with self._lock:
            self._wanted, self._told_left = True, False

    def rest(self):  # under the lock, so that no card event is under way when this returns
        with self._lock:
            self._wanted, self._rested, self._asked_back_at, self._held = False, True, None, None

    def ask_back(self):
        self._asked_back_at = time.monotonic()

    def _run(self):
        while not self._stopping.wait(self._poll_s):
            try:
                with socket.create_connection(self._address, timeout=0.5) as wire, wire.makefile() as lines:
                    while not self._stopping.wait(self._poll_s):
                        wire.sendall(b'{"ask": "card"}\n')
                        answer = json.loads(lines.readline())
                        self._see(answer["laid"] if answer["card"] else None, answer["card"])
            except (OSError, ValueError, KeyError, TypeError):
                with self._lock:
                    if self._held is not None:
                        self._left, self._held = self._held, None
                        self._post(events.CardUnwatched())
                self._say(DeviceState.ABSENT, "absent")

    def _see(self, laid, card):
        self._say(DeviceState.READY)
        with self._lock:
            if self._rested:
                self._rested, self._left = False, laid
            if self._left not in (None, laid):
                self._left = None
                if self._told_left:
                    self._post(events.CardLifted())
            if self._held is not None:
                self._watch(laid)
            elif self._left is not None and self._wanted and not self._told_left:
                self._told_left = True
                self._post(events.CardLeft())
            elif laid is not None and self._left is None and self._wanted:
                read = events.CardRead(bytes.fromhex(card["text"]), bytes.fromhex(card["photo"]), 0.0)
                self._wanted, self._held = False, laid
                self._post(events.CardAppeared())
                self._post(read)
                if card["address"]:
                    self._post(events.CardAddress(bytes.fromhex(card["address"])))

    def _watch(self, laid):
        if laid != self._held:
            self._held = None
            self._post(events.CardLifted())
        elif self._asked_back_at and time.monotonic() - self._asked_back_at > self._forgotten_s:
            self._asked_back_at = None
            self._post(events.CardForgotten())

    def _say(self, state, reason=""):
        if self.status != DeviceStatus(state, reason):
            self.status = DeviceStatus(state, reason)
            self._post(StatusChanged(self.kind, self.status))
