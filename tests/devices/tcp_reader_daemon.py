"""The vendor's daemon that the example driver talks to: JSON lines on a socket, and a card on its plate."""

from __future__ import annotations

import json
import socket
import threading

from kiosk.devices.id_reader.contract import SpecimenCard


class Daemon:
    """Listens on a free port of its own, the same after each unplugging."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._card: SpecimenCard | None = None
        self._laid = 0
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.plug()

    def plug(self) -> None:
        """Listens."""
        if self._listener.fileno() < 0:
            host, port = self.address.split(":")
            self._listener = socket.create_server((host, int(port)))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def unplug(self) -> None:
        """Hangs up and listens no more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for line in self._open:
                line.shutdown(socket.SHUT_RDWR)
            self._open.clear()

    def place(self, card: SpecimenCard) -> None:
        """Lays a card down."""
        with self._lock:
            self._card, self._laid = card, self._laid + 1

    def lift(self) -> None:
        """Takes it away."""
        with self._lock:
            self._card = None

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with self._lock:
                self._open.append(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with line, line.makefile("rw") as lines:
            try:
                for question in lines:
                    assert json.loads(question) == {"ask": "card"}
                    lines.write(json.dumps(self._answer()) + "\n")
                    lines.flush()
            except OSError:
                return
            finally:
                with self._lock:
                    if line in self._open:
                        self._open.remove(line)

    def _answer(self) -> dict[str, object]:
        with self._lock:
            card = self._card
            held = {"text": card.text, "photo": card.photo, "address": card.newest_address} if card else None
            hexed = {name: block.hex() for name, block in held.items()} if held else None
            return {"laid": self._laid, "card": hexed}
