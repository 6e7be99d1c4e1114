"""A client that sends its request's head slowly, or never, holds a connection for a bounded time only."""

import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from houses import serving

from hub.api import create_app
from hub.front import CONNECTIONS, HEAD_LIMIT_BYTES, configured
from hub.guard import Rate
from hub.parts import Parts, open_parts

LIMIT_S = 0.4
HEAD = b"GET /v1/hello HTTP/1.1\r\nHost: hub\r\n\r\n"
FAR_TOO_LONG_S = 20.0


@pytest.fixture(params=["plain", "tls"])
def slow_hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Parts, ssl.SSLContext | None]]:
    """A hub that gives a head ``LIMIT_S``; its address and how to speak to it."""
    parts = open_parts(tmp_path / "hub", serving=True)
    tls = parts.authority.serving(["127.0.0.1"]) if request.param == "tls" else None
    with serving(create_app(parts, Rate(per_s=1e6, burst=1e6)), tls, head_limit_s=LIMIT_S) as url:
        ours = None if tls is None else ssl.create_default_context(cadata=parts.authority.certificate)
        yield url, parts, ours


def connected(slow_hub: tuple[str, Parts, ssl.SSLContext | None]) -> socket.socket:
    url, _, tls = slow_hub
    place = urlsplit(url)
    made = socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=FAR_TOO_LONG_S)
    return made if tls is None else tls.wrap_socket(made, server_hostname="127.0.0.1")


def lasted_s(line: socket.socket, pieces: Iterator[bytes], every_s: float = 0.02) -> float:
    """Sends a piece every so often until the hub hangs up; how long that took."""
    began = time.monotonic()
    line.settimeout(every_s)
    while time.monotonic() < began + FAR_TOO_LONG_S:
        try:
            piece = next(pieces, b"")
            if piece:
                line.sendall(piece)
            if not line.recv(1000):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - began


def byte_by_byte() -> Iterator[bytes]:
    yield b"GET /v1/hello HTTP/1.1\r\n"
    while True:
        yield b"X"


def test_a_head_that_comes_byte_by_byte_ends_the_connection(
    slow_hub: tuple[str, Parts, ssl.SSLContext | None],
) -> None:
    with connected(slow_hub) as line:
        assert LIMIT_S * 0.5 < lasted_s(line, byte_by_byte()) < FAR_TOO_LONG_S


def test_a_connection_on_which_nothing_is_asked_ends(slow_hub: tuple[str, Parts, ssl.SSLContext | None]) -> None:
    with connected(slow_hub) as line:
        assert LIMIT_S * 0.5 < lasted_s(line, iter(())) < FAR_TOO_LONG_S


def test_a_second_head_on_the_same_connection_has_the_same_limit(
    slow_hub: tuple[str, Parts, ssl.SSLContext | None],
) -> None:
    with connected(slow_hub) as line:
        line.sendall(HEAD)
        assert line.recv(2000).startswith(b"HTTP/1.1 200")
        assert lasted_s(line, byte_by_byte()) < FAR_TOO_LONG_S


def test_a_request_that_takes_its_time_after_its_head_is_let_alone(
    slow_hub: tuple[str, Parts, ssl.SSLContext | None],
) -> None:
    body = b'{"application_id": "0"}'
    head = (
        b"POST /v1/ratings HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\nContent-Length: 23\r\n\r\n"
    )
    with connected(slow_hub) as line:
        line.sendall(head)
        line.settimeout(LIMIT_S * 3)
        with pytest.raises(TimeoutError):
            line.recv(1)
        line.settimeout(FAR_TOO_LONG_S)
        line.sendall(body)
        assert line.recv(2000).startswith(b"HTTP/1.1 401")


def test_a_head_that_never_ends_is_refused(slow_hub: tuple[str, Parts, ssl.SSLContext | None]) -> None:
    with connected(slow_hub) as line:
        line.sendall(b"GET /v1/hello HTTP/1.1\r\nX: " + b"x" * (HEAD_LIMIT_BYTES + 1000))
        assert line.recv(2000).startswith(b"HTTP/1.1 4")


def test_many_slow_ones_do_not_keep_a_terminal_out(slow_hub: tuple[str, Parts, ssl.SSLContext | None]) -> None:
    held = [connected(slow_hub) for _ in range(60)]
    for one in held:
        one.sendall(b"GET ")
    with connected(slow_hub) as line:
        line.sendall(HEAD)
        assert line.recv(2000).startswith(b"HTTP/1.1 200")
    for one in held:
        lasted_s(one, iter(()))
        one.close()


def test_the_hub_is_served_with_these_limits(tmp_path: Path) -> None:
    config = configured(create_app(open_parts(tmp_path)), None)
    assert (config.limit_concurrency, config.h11_max_incomplete_event_size) == (CONNECTIONS, HEAD_LIMIT_BYTES)
