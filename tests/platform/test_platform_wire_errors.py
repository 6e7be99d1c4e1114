"""No exception of the layers below crosses the border of ``kiosk/platform`` or ``kiosk/offline`` unmapped."""

import http.client
import inspect
import socket
import sqlite3
import ssl

import pytest
import requests
import urllib3

from kiosk.errors import CaptivePortal, HubNonsense, HubUnreachable, OfflineError, PlatformError
from kiosk.offline.outbox_file import mapped
from kiosk.platform.wire import Wire

SECRET = "510402199003072815"
NOT_HTTP = urllib3.exceptions.ProtocolError("x", http.client.BadStatusLine("y"))


def exceptions_of(module: object, root: type[BaseException]) -> list[type[Exception]]:
    found = [kind for _, kind in inspect.getmembers(module, inspect.isclass) if issubclass(kind, root)]
    return [kind for kind in found if issubclass(kind, Exception) and not issubclass(kind, Warning)]


def made(kind: type[Exception]) -> Exception:
    """An instance, whatever its constructor asks for."""
    error = kind.__new__(kind)
    error.args = (SECRET,)
    return error


BELOW = [
    *exceptions_of(requests.exceptions, requests.RequestException),
    *exceptions_of(urllib3.exceptions, urllib3.exceptions.HTTPError),
    *(OSError, ConnectionResetError, TimeoutError, socket.gaierror, ssl.SSLError, UnicodeError, ValueError),
]


@pytest.mark.parametrize("kind", BELOW, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_exception_of_the_network_gets_a_name_and_loses_its_words(
    kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise made(kind)

    monkeypatch.setattr(requests.Session, "request", fail)
    with pytest.raises(PlatformError) as raised:
        Wire("http://hub.invalid", "token", 1).call("GET", "/v1/hello", expect=(200,))
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (requests.exceptions.SSLError("x"), CaptivePortal),
        (
            requests.ConnectionError(urllib3.exceptions.ProtocolError("x", http.client.BadStatusLine("y"))),
            HubNonsense,
        ),
        (requests.ConnectionError(http.client.LineTooLong("header line")), HubNonsense),
        (requests.ConnectionError(http.client.RemoteDisconnected("x")), HubUnreachable),
        (requests.exceptions.ChunkedEncodingError(http.client.IncompleteRead(b"")), HubUnreachable),
        (requests.exceptions.ContentDecodingError("x"), HubNonsense),
        (requests.exceptions.ReadTimeout("x"), HubUnreachable),
        (requests.exceptions.InvalidURL("x"), HubUnreachable),
    ],
)
def test_what_went_wrong_decides_the_name(
    error: Exception, expected: type[PlatformError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(requests.Session, "request", fail)
    with pytest.raises(PlatformError) as raised:
        Wire("http://hub.invalid", "token", 1).call("GET", "/v1/hello", expect=(200,))
    assert type(raised.value) is expected


@pytest.mark.parametrize(
    "kind", [*exceptions_of(sqlite3, sqlite3.Error), OSError, FileNotFoundError, PermissionError]
)
def test_every_exception_of_the_database_and_its_files_gets_a_name_and_loses_its_words(
    kind: type[Exception],
) -> None:
    with pytest.raises(OfflineError) as raised, mapped():
        raise made(kind)
    assert SECRET not in str(raised.value)
    assert raised.value.__suppress_context__


def test_a_host_that_is_no_host_is_unreachable() -> None:
    with pytest.raises(HubUnreachable):
        Wire("http://hub.invalid:1", "token", 2).call("GET", "/v1/hello", expect=(200,))
