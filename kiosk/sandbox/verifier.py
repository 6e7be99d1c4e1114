"""An emulated verification service of a province, on a loopback HTTP socket, by the wire of ``docs/hub.md``.

It knows the sandbox's invented people, makes the codes their phones would show, and compares faces with its own
record of them. How real identity codes begin is not public: the prefixes here are made up, and say so.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kiosk.identity.document import IdentityDocument
from kiosk.platform.contract import CodeAnswer, CodeIssuer, FaceAnswer, Person

ISSUERS = (
    CodeIssuer(id="shebao", name="电子社保卡", prefixes=("SANDBOX-SB.",)),
    CodeIssuer(id="tianfu", name="天府通办电子证照", prefixes=("SANDBOX-TF.",)),
    CodeIssuer(id="yukuaiban", name="渝快办", prefixes=("SANDBOX-YK.",)),
    CodeIssuer(id="ctid", name="国家网络身份认证", prefixes=("SANDBOX-CTID.",)),
)
TOKEN = "sandbox-verifier"
CODE_LIFE_S = 300.0
"""As of the dynamic codes of 天府通办."""
LONGEST_WAIT_S = 60.0

SameFace = Callable[[str, bytes], FaceAnswer]
"""Compares a JPEG with the record of the resident of that name in the sandbox."""


class VerifierFault(StrEnum):
    """What can be wrong with the service."""

    DOWN = "down"
    """It hangs up."""
    SLOW = "slow"
    """It takes the question and says nothing."""
    NONSENSE = "nonsense"
    """A page for people instead of an answer."""


@dataclass
class _Code:
    issuer: str
    who: str
    made_s: float
    used: bool = False


class SandboxVerifier:
    """``residents``: who there is, by their name in the sandbox."""

    def __init__(
        self,
        residents: Mapping[str, IdentityDocument],
        same_face: SameFace,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._residents, self._same_face, self._clock = residents, same_face, clock
        self._codes: dict[str, _Code] = {}
        self._fault: VerifierFault | None = None
        self._mended = threading.Event()
        self._one = threading.Lock()
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
        """For ``python -m hub set-verifier``."""
        codes = [f"{one.id}:{one.name}:{','.join(one.prefixes)}" for one in ISSUERS]
        given = [word for one in codes for word in ("--codes", one)]
        return ["--url", self.url, "--token", TOKEN, "--timeout", "3", "--faces", *given]

    def start(self) -> None:
        """Listens."""
        threading.Thread(target=self._server.serve_forever, name="verifier", daemon=True).start()

    def stop(self) -> None:
        """Closes."""
        self._mended.set()
        self._server.shutdown()
        self._server.server_close()

    def spoil(self, fault: VerifierFault) -> None:
        """From now on, until ``mend``."""
        self._mended.clear()
        self._fault = fault

    def mend(self) -> None:
        """As good as new; whoever waits is hung up on."""
        self._fault = None
        self._mended.set()

    def make_code(self, issuer: str, who: str) -> str:
        """What the phone of a resident shows now: good once, for 300 s. Raises ``KeyError``."""
        prefix = {one.id: one.prefixes[0] for one in ISSUERS}[issuer]
        self._residents[who]
        text = prefix + secrets.token_urlsafe(24)
        with self._one:
            self._codes[text] = _Code(issuer, who, self._clock())
        return text

    def answer(self, path: str, words: dict[str, Any]) -> CodeAnswer | FaceAnswer:
        """What the service says. Raises ``KeyError`` or ``ValueError`` for a question outside the wire."""
        if path == "/codes":
            return self._whose(str(words["issuer"]), str(words["token"]))
        if path == "/faces":
            picture = base64.b64decode(words["face_jpeg"], validate=True)
            return self._compare(str(words["name"]), str(words["number"]), picture)
        raise KeyError(path)

    def _whose(self, issuer: str, token: str) -> CodeAnswer:
        with self._one:
            code = self._codes.get(token)
            if code is None or code.issuer != issuer:
                return CodeAnswer(result="unknown")
            if code.used or self._clock() - code.made_s > CODE_LIFE_S:
                return CodeAnswer(result="expired")
            code.used = True
        return CodeAnswer(result="known", person=person_of(self._residents[code.who]))

    def _compare(self, name: str, number: str, picture: bytes) -> FaceAnswer:
        for who, resident in self._residents.items():
            if (resident.name, resident.number) == (name, number):
                return self._same_face(who, picture)
        return FaceAnswer(result="no_record")


def person_of(document: IdentityDocument) -> Person:
    """A resident as the service names them."""
    return Person(
        name=document.name,
        number=document.number,
        document=document.kind.value,
        sex=document.sex,
        ethnic_group=document.ethnic_group,
        birth=document.birth.isoformat(),
        address=document.address,
    )


def _handler(verifier: SandboxVerifier) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = LONGEST_WAIT_S

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            verifier.asked.append(self.path)
            match verifier._fault:
                case VerifierFault.DOWN:
                    return
                case VerifierFault.SLOW:
                    verifier._mended.wait(LONGEST_WAIT_S)
                    return
                case VerifierFault.NONSENSE:
                    self._say(200, "text/html", "<html>系统维护中</html>".encode())
                    return
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self._say(401, "text/plain", b"")
                return
            try:
                answer = verifier.answer(self.path, json.loads(body))
            except (KeyError, ValueError, TypeError, binascii.Error):
                self._say(400, "text/plain", b"")
                return
            self._say(200, "application/json", answer.model_dump_json(exclude_none=True).encode())

        def _say(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler
