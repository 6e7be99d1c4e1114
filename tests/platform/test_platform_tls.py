"""TLS that is not the hub's: somebody in between, or a clock that is wrong; each is named, and nothing is sent."""

import datetime as dt
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.errors import CaptivePortal, ClockWrong, PlatformError
from kiosk.offline.events import LinkState
from kiosk.offline.link import state_after
from kiosk.platform.wire import Wire

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


class Authority:
    """A certificate authority that the test makes."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self._certificate(
            self._name, self._key.public_key(), NOW - 900 * DAY, NOW + 900 * DAY, ca=True
        )
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def server(self, begins: dt.datetime, ends: dt.datetime) -> ssl.SSLContext:
        """A server at 127.0.0.1 whose certificate is good between the two times."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub")])
        certificate = self._certificate(name, key.public_key(), begins, ends, ca=False)
        both = self._folder / "server.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        both.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(both)
        return context

    def _certificate(
        self, name: x509.Name, key: Any, begins: dt.datetime, ends: dt.datetime, *, ca: bool
    ) -> x509.Certificate:
        made = x509.CertificateBuilder().subject_name(name).issuer_name(self._name).public_key(key)
        made = made.serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)
        made = made.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        own, issuer = x509.SubjectKeyIdentifier.from_public_key(key), self._key.public_key()
        made = made.add_extension(own, critical=False)
        made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
        if not ca:
            here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
            made = made.add_extension(here, critical=False)
        return made.sign(self._key, hashes.SHA256())


@contextmanager
def serving(context: ssl.SSLContext) -> Iterator[tuple[str, list[str]]]:
    """An HTTPS server; its address, and the paths it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Tongban-Hub", "1")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        def get_request(self) -> Any:
            plain, address = super().get_request()
            return context.wrap_socket(plain, server_side=True), address

        def handle_error(self, *_: Any) -> None:
            """A client that hangs up during the greeting is what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(url: str, authority: Authority) -> int:
    wire = Wire(url, "token", 5, ssl.create_default_context(cafile=authority.file))
    try:
        return wire.call("GET", "/v1/hello", expect=(200,)).status
    finally:
        wire.close()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "province")


def test_the_hub_itself_is_believed(authority: Authority) -> None:
    with serving(authority.server(NOW - DAY, NOW + DAY)) as (url, asked):
        assert ask(url, authority) == 200
    assert asked == ["/v1/hello"]


def faults(tmp_path: Path, authority: Authority, kind: str) -> ssl.SSLContext:
    if kind == "another authority":
        return Authority(tmp_path, "interceptor").server(NOW - DAY, NOW + DAY)
    if kind == "not yet valid":
        return authority.server(NOW + DAY, NOW + 2 * DAY)
    return authority.server(NOW - 2 * DAY, NOW - DAY)


@pytest.mark.parametrize(
    ("kind", "error", "state"),
    [
        ("another authority", CaptivePortal, LinkState.CAPTIVE),
        ("not yet valid", ClockWrong, LinkState.CLOCK),
        ("expired", ClockWrong, LinkState.CLOCK),
    ],
)
def test_what_is_wrong_with_the_certificate_decides_the_name(
    tmp_path: Path, authority: Authority, kind: str, error: type[PlatformError], state: LinkState
) -> None:
    with serving(faults(tmp_path, authority, kind)) as (url, asked), pytest.raises(PlatformError) as raised:
        ask(url, authority)
    assert type(raised.value) is error
    assert state_after(raised.value) is state
    assert asked == []


def test_without_an_authority_of_its_own_the_public_ones_are_believed_and_no_other(authority: Authority) -> None:
    with serving(authority.server(NOW - DAY, NOW + DAY)) as (url, asked):
        wire = Wire(url, "token", 5)
        with pytest.raises(CaptivePortal):
            wire.call("GET", "/v1/hello", expect=(200,))
        wire.close()
    assert asked == []


def test_a_wrong_clock_says_clock(authority: Authority) -> None:
    with serving(authority.server(NOW + DAY, NOW + 2 * DAY)) as (url, _), pytest.raises(ClockWrong, match="clock"):
        ask(url, authority)


def test_the_hub_at_another_address_is_somebody_else(authority: Authority) -> None:
    with serving(authority.server(NOW - DAY, NOW + DAY)) as (url, asked), pytest.raises(CaptivePortal):
        ask(url.replace("127.0.0.1", "localhost"), authority)
    assert asked == []
