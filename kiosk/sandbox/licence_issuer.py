"""An emulated issuer of electronic licences, on a loopback HTTP socket, by the wire of ``docs/hub.md``.

It knows the sandbox's invented people and gives them invented licences drawn here, as PDF.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Mapping
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kiosk.platform.licences import Licence, LicenceFile, LicenceList

TOKEN = "sandbox-issuer"
NAME = "样例电子证照库"
LONGEST_WAIT_S = 60.0

Files = Mapping[str, Callable[[], bytes]]
"""A person's licences: the type, and what makes its file."""


class IssuerFault(StrEnum):
    """What can be wrong with the service."""

    DOWN = "down"
    SLOW = "slow"
    NONSENSE = "nonsense"
    EMPTIED = "emptied"
    """What it listed is gone when it is fetched."""


class SandboxIssuer:
    """``people``: name and number, and which licences they have."""

    def __init__(self, people: Mapping[tuple[str, str], Files]) -> None:
        self._people = people
        self._fault: IssuerFault | None = None
        self._mended = threading.Event()
        self.asked: list[str] = []
        """The path of each question that came, for tests."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def arguments(self) -> list[str]:
        """For ``python -m hub set-licence-issuer``."""
        return ["--url", self.url, "--token", TOKEN, "--timeout", "3", "--name", NAME]

    def start(self) -> None:
        """Listens."""
        threading.Thread(target=self._server.serve_forever, name="licence-issuer", daemon=True).start()

    def stop(self) -> None:
        """Closes."""
        self._mended.set()
        self._server.shutdown()
        self._server.server_close()

    def spoil(self, fault: IssuerFault) -> None:
        """From now on, until ``mend``."""
        self._mended.clear()
        self._fault = fault

    def mend(self) -> None:
        """As good as new; whoever waits is hung up on."""
        self._fault = None
        self._mended.set()

    def answer(self, path: str, words: dict[str, Any]) -> LicenceList | LicenceFile:
        """What the service says. Raises ``KeyError`` for a question outside the wire."""
        files = self._people.get((words["name"], words["number"]), {})
        if path == "/licences":
            return LicenceList(
                licences=tuple(
                    Licence(id=f"L-{place}", kind=kind, title=f"{kind}（样例 {place + 1} 号）")
                    for place, kind in enumerate(files)
                )
            )
        if path == "/licence":
            place = words["licence"].removeprefix("L-")
            if self._fault is IssuerFault.EMPTIED or not place.isdecimal() or int(place) >= len(files):
                return LicenceFile(result="gone")
            content = list(files.values())[int(place)]()
            return LicenceFile(result="found", content=base64.b64encode(content).decode())
        raise KeyError(path)


def _handler(issuer: SandboxIssuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = LONGEST_WAIT_S

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            issuer.asked.append(self.path)
            match issuer._fault:
                case IssuerFault.DOWN:
                    return
                case IssuerFault.SLOW:
                    issuer._mended.wait(LONGEST_WAIT_S)
                    return
                case IssuerFault.NONSENSE:
                    self._say(200, "text/html", "<html>系统维护中</html>".encode())
                    return
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self._say(401, "text/plain", b"")
                return
            try:
                answer = issuer.answer(self.path, json.loads(body))
            except (KeyError, ValueError, TypeError):
                self._say(400, "text/plain", b"")
                return
            self._say(200, "application/json", answer.model_dump_json().encode())

        def _say(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler
