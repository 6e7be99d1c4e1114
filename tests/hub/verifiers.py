"""Verifiers for the hub's tests: the sandbox's service behind a hub, and a door that gives one canned answer."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from houses import Door

from hub.verifier import FILE_NAME, VerifierSettings
from kiosk.assembly.hub_keys import HubSealer
from kiosk.platform.contract import FaceAnswer, IdentityQuestion
from kiosk.sandbox import people
from kiosk.sandbox.verifier import ISSUERS, TOKEN, SandboxVerifier

WANG = people.YOUNG_WOMAN
FACE = b"\xff\xd8\xff" + b"\x07 a face \x01" * 900
QUICK_S = 0.4


def same_face(_who: str, picture: bytes) -> FaceAnswer:
    """A comparison for tests of the way there and back: one picture is hers."""
    return FaceAnswer(result="same" if picture == FACE else "different")


def settings(url: str, **more: object) -> VerifierSettings:
    words = {"url": url, "token": TOKEN, "timeout_s": QUICK_S, "issuers": ISSUERS, "faces": True}
    return VerifierSettings.model_validate(words | more)


def configure(data: Path, url: str, **more: object) -> None:
    (data / FILE_NAME).write_text(settings(url, **more).model_dump_json())


@contextmanager
def a_service() -> Iterator[SandboxVerifier]:
    service = SandboxVerifier({"wang": WANG}, same_face)
    service.start()
    try:
        yield service
    finally:
        service.stop()


def question(door: Door, plaintext: bytes, header: bytes) -> IdentityQuestion:
    """Sealed as the terminal does it."""
    key = HubSealer(door.enrolment).key()
    sealed = base64.b64encode(key.seal(plaintext, header)).decode()
    return IdentityQuestion(key_id=key.key_id, sealed=sealed)


@contextmanager
def answering(answer: bytes, *, piece_s: float = 0.0, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Listens on this machine and answers each request with these bytes; ``piece_s`` apart, one by one."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError), connection:
                _answer(
                    tls.wrap_socket(connection, server_side=True) if tls else connection, answer, piece_s, over
                )

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _answer(connection: socket.socket, answer: bytes, piece_s: float, over: threading.Event) -> None:
    connection.settimeout(5)
    with connection:
        request = b""
        while b"\r\n\r\n" not in request:
            request += connection.recv(65536)
        pieces = [answer[at : at + 1] for at in range(len(answer))] if piece_s else [answer]
        for piece in pieces:
            connection.sendall(piece)
            if over.wait(piece_s):
                return
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            continue


def http(status: str, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body
