"""One print queue by the Internet Printing Protocol (RFC 8010 the bytes, RFC 8011 their meaning), over HTTP.

CUPS speaks it for every printer it knows, and driverless printers speak it themselves. The document goes out in
the body of one request; nothing is written to a disk here. Every error leaves as one of ``kiosk.errors``.
"""

from __future__ import annotations

import http.client
import itertools
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from kiosk.errors import DeviceAbsent, DeviceGarbled, DeviceRefused, DeviceSilent

PRINT_JOB, CANCEL_JOB, GET_JOB, GET_PRINTER = 0x0002, 0x0008, 0x0009, 0x000B
_OPERATION, _JOB, _END = 0x01, 0x02, 0x03
_INTEGER, _BOOLEAN, _ENUM = 0x21, 0x22, 0x23
_NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE, _MIME = 0x42, 0x44, 0x45, 0x47, 0x48, 0x49
_FIRST_REFUSAL = 0x0100
"""Status codes below are successful (RFC 8011 4.1.6)."""
NOT_FOUND: Final = 0x0406
_PORT = 631
_USER = "terminal"
"""No job names anybody: not its owner, not its document."""

Value = int | bool | str
Attributes = Mapping[str, tuple[Value, ...]]
Asked = tuple[int, str, Value]
"""Value tag, name, value."""


@dataclass(frozen=True)
class Reply:
    """Status and all attributes of one answer."""

    status: int
    attributes: Attributes

    def numbers(self, name: str) -> tuple[int, ...]:
        """The integers of an attribute; empty when there is none."""
        return tuple(int(one) for one in self.attributes.get(name, ()) if isinstance(one, int))

    def words(self, name: str) -> tuple[str, ...]:
        """The texts of an attribute; empty when there is none."""
        return tuple(one for one in self.attributes.get(name, ()) if isinstance(one, str))


class IppQueue:
    """One queue, ``ipp://host[:port]/printers/name``. Every call is a connection of its own and may block."""

    def __init__(self, uri: str, *, timeout_s: float = 10.0) -> None:
        parts = urlsplit(uri)
        self._uri, self._timeout_s = uri, timeout_s
        self._host, self._port, self._path = parts.hostname or "", parts.port or _PORT, parts.path or "/"
        self._numbers = itertools.count(1)

    def look(self) -> Reply:
        """State and reasons of the printer. Raises ``DeviceAbsent``, ``DeviceSilent`` or ``DeviceRefused``."""
        return self._asked(GET_PRINTER)

    def print(self, pdf: bytes) -> int:
        """Hands a PDF over; the number of its job. Raises as ``look`` does."""
        told = (
            (_NAME, "job-name", "A4"),
            (_MIME, "document-format", "application/pdf"),
        )
        media = ((_KEYWORD, "media", "iso_a4_210x297mm"), (_INTEGER, "copies", 1))
        numbers = self._asked(PRINT_JOB, told, media, pdf).numbers("job-id")
        if not numbers:
            raise DeviceGarbled("the printer took a job without a number")
        return numbers[0]

    def job(self, number: int) -> Reply:
        """State and reasons of a job. Raises as ``look`` does; ``DeviceRefused`` for one it does not know."""
        return self._asked(GET_JOB, ((_INTEGER, "job-id", number),))

    def cancel(self, number: int) -> None:
        """Ends a job and has the queue forget its document (``purge-job`` is CUPS's own). Raises as ``look``."""
        self._asked(CANCEL_JOB, ((_INTEGER, "job-id", number), (_BOOLEAN, "purge-job", True)))

    def _asked(
        self, operation: int, told: tuple[Asked, ...] = (), job: tuple[Asked, ...] = (), document: bytes = b""
    ) -> Reply:
        begin: tuple[Asked, ...] = (
            (_CHARSET, "attributes-charset", "utf-8"),
            (_LANGUAGE, "attributes-natural-language", "en"),
            (_URI, "printer-uri", self._uri),
        )
        wanted = (*begin, *_job_number_first(told), (_NAME, "requesting-user-name", _USER), *_others(told))
        head = struct.pack(">BBHI", 1, 1, operation, next(self._numbers))
        groups = bytes([_OPERATION]) + b"".join(_coded(one) for one in wanted)
        if job:
            groups += bytes([_JOB]) + b"".join(_coded(one) for one in job)
        reply = read_reply(self._posted(head + groups + bytes([_END]) + document))
        if reply.status >= _FIRST_REFUSAL:
            raise DeviceRefused(f"the printer says no: 0x{reply.status:04x}")
        return reply

    def _posted(self, body: bytes) -> bytes:
        line = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout_s)
        try:
            line.request("POST", self._path, body, {"Content-Type": "application/ipp"})
            answer = line.getresponse()
            content = answer.read()
        except TimeoutError:
            raise DeviceSilent("the print queue does not answer") from None
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise DeviceAbsent(f"the print queue is not there: {type(error).__name__}") from None
        finally:
            line.close()
        if answer.status != http.HTTPStatus.OK:
            raise DeviceRefused(f"the print queue says no: HTTP {answer.status}")
        return content


def _job_number_first(told: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """``job-id`` stands directly behind ``printer-uri`` (RFC 8011 4.1.5)."""
    return tuple(one for one in told if one[1] == "job-id")


def _others(told: tuple[Asked, ...]) -> tuple[Asked, ...]:
    return tuple(one for one in told if one[1] != "job-id")


def _coded(asked: Asked) -> bytes:
    tag, name, value = asked
    if tag == _BOOLEAN:
        content = bytes([bool(value)])
    else:
        content = struct.pack(">i", value) if isinstance(value, int) else value.encode("utf-8")
    return struct.pack(">BH", tag, len(name)) + name.encode("ascii") + struct.pack(">H", len(content)) + content


def read_reply(data: bytes) -> Reply:
    """Reads an answer. Raises ``DeviceGarbled`` for bytes that are none."""
    if len(data) < 9 or data[0] not in (1, 2):
        raise DeviceGarbled("the print queue answers something else than IPP")
    found: dict[str, tuple[Value, ...]] = {}
    for name, value in _values(data):
        found[name] = (*found.get(name, ()), value)
    return Reply(int.from_bytes(data[2:4]), found)


def _values(data: bytes) -> Iterator[tuple[str, Value]]:
    """Every value with its attribute's name; a value without a name belongs to the one before."""
    at, name = 8, ""
    while at < len(data):
        tag = data[at]
        if tag == _END:
            return
        if tag < 0x10:  # begins a group
            at += 1
            continue
        own, at = _sized(data, at + 1)
        content, at = _sized(data, at)
        name = own.decode("ascii", "replace") or name
        value = _value(tag, content)
        if value is not None:
            yield name, value
    raise DeviceGarbled("the print queue's answer has no end")


def _sized(data: bytes, at: int) -> tuple[bytes, int]:
    size = int.from_bytes(data[at : at + 2])
    content = data[at + 2 : at + 2 + size]
    if len(data) < at + 2 or len(content) < size:
        raise DeviceGarbled("the print queue's answer is cut short")
    return content, at + 2 + size


def _value(tag: int, content: bytes) -> Value | None:
    if tag in (_INTEGER, _ENUM):
        return int.from_bytes(content, signed=True)
    if tag == _BOOLEAN:
        return content != b"\0"
    return content.decode("utf-8", "replace") if 0x40 <= tag <= 0x4F else None
