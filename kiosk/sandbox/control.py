"""The line between the sandbox hall (a process of its own) and whoever plays with it: JSON, one object a line.

``{"do": "place_card", "with": {"who": "wang_lan"}}`` is answered by ``{"done": …}`` or ``{"refused": "…"}``.
"""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Deed = Callable[..., Any]


class Refused(Exception):
    """The hall cannot do that."""


class ControlServer:
    """Answers on a Unix socket; one deed at a time, in the order asked."""

    def __init__(self, path: Path, deeds: Mapping[str, Deed]) -> None:
        self._path, self._deeds = path, deeds
        self._one = threading.Lock()
        path.unlink(missing_ok=True)
        server = self

        class Line(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                for request in self.rfile:
                    self.wfile.write(json.dumps(server.answer(json.loads(request))).encode() + b"\n")

        class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
            daemon_threads = True

        self._server = Server(str(path), Line)
        threading.Thread(target=self._server.serve_forever, name="hall-control", daemon=True).start()

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Does what is asked and says what came of it."""
        deed = self._deeds.get(request.get("do", ""))
        if deed is None:
            return {"refused": f"no such deed; there are {', '.join(sorted(self._deeds))}"}
        try:
            with self._one:
                return {"done": deed(**request.get("with", {}))}
        except (KeyError, ValueError, TypeError, OSError) as error:
            return {"refused": f"{type(error).__name__}: {error}"}

    def stop(self) -> None:
        """Closes the line."""
        self._server.shutdown()
        self._server.server_close()
        self._path.unlink(missing_ok=True)


class Control:
    """The other end: calls deeds of the hall."""

    def __init__(self, path: Path, timeout_s: float = 30.0) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(timeout_s)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("rb")
        self._one = threading.Lock()

    def do(self, deed: str, **arguments: Any) -> Any:
        """Raises ``Refused`` when the hall cannot, with its reason."""
        with self._one:
            self._socket.sendall(json.dumps({"do": deed, "with": arguments}).encode() + b"\n")
            answer = json.loads(self._lines.readline() or b'{"refused": "the hall has closed"}')
        if "refused" in answer:
            raise Refused(f"{deed}: {answer['refused']}")
        return answer["done"]

    def close(self) -> None:
        """Hangs up; the hall goes on."""
        self._lines.close()
        self._socket.close()
