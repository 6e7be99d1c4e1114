"""SANE's library by ctypes: devices, options, frames (SANE Standard 1.06). For a process of its own alone.

A backend may hang or crash, so nothing of the terminal loads this; ``child`` does. Nothing but the standard
library is needed, and no compiler.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

LIBRARY = "libsane.so.1"
_GET, _SET = 0, 1
_SETTABLE, _INACTIVE = 1, 32
_FIXED_ONE = 1 << 16
_PIECE_BYTES = 256 * 1024


class Status(IntEnum):
    """``SANE_Status``, section 4.2.7."""

    GOOD = 0
    UNSUPPORTED = 1
    CANCELLED = 2
    DEVICE_BUSY = 3
    INVAL = 4
    EOF = 5
    JAMMED = 6
    NO_DOCS = 7
    COVER_OPEN = 8
    IO_ERROR = 9
    NO_MEM = 10
    ACCESS_DENIED = 11


class SaneError(Exception):
    """What a backend answered instead of good."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class _Kind(IntEnum):
    """``SANE_Value_Type``."""

    BOOL = 0
    INT = 1
    FIXED = 2
    STRING = 3


class _Device(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_char_p) for name in ("name", "vendor", "model", "type"))


class _Range(ctypes.Structure):
    _fields_ = (("least", ctypes.c_int), ("most", ctypes.c_int), ("step", ctypes.c_int))


class _Constraint(ctypes.Union):
    _fields_ = (
        ("strings", ctypes.POINTER(ctypes.c_char_p)),
        ("words", ctypes.POINTER(ctypes.c_int)),
        ("range", ctypes.POINTER(_Range)),
    )


class _Descriptor(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("title", ctypes.c_char_p),
        ("description", ctypes.c_char_p),
        ("kind", ctypes.c_int),
        ("unit", ctypes.c_int),
        ("size", ctypes.c_int),
        ("capabilities", ctypes.c_int),
        ("constrained_by", ctypes.c_int),
        ("constraint", _Constraint),
    )


class _Parameters(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_int)
        for name in ("format", "last_frame", "bytes_per_line", "pixels_per_line", "lines", "depth")
    )


@dataclass(frozen=True)
class Option:
    """One option of a device. ``choices``: what a string may be; ``span``: least and most of a number."""

    place: int
    kind: int
    unit: int
    size: int
    active: bool
    choices: tuple[str, ...]
    span: tuple[float, float] | None


@dataclass(frozen=True)
class Frame:
    """What the next bytes are. ``format``: 0 grey, 1 RGB, 2 to 4 R, G, B; ``lines``: -1 where it is not known."""

    format: int
    last: bool
    bytes_per_line: int
    pixels_per_line: int
    lines: int
    depth: int


class Sane:
    """The library, initialised. Raises ``OSError`` where it is not installed, ``SaneError``."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(LIBRARY)
        self._library.sane_get_option_descriptor.restype = ctypes.POINTER(_Descriptor)
        self._library.sane_get_option_descriptor.argtypes = (ctypes.c_void_p, ctypes.c_int)
        self._library.sane_control_option.argtypes = (
            ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_int),
        )  # fmt: skip
        for name in ("sane_close", "sane_cancel", "sane_start"):
            getattr(self._library, name).argtypes = (ctypes.c_void_p,)
        self._library.sane_get_parameters.argtypes = (ctypes.c_void_p, ctypes.POINTER(_Parameters))
        self._library.sane_read.argtypes = (
            ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_int),
        )  # fmt: skip
        version = ctypes.c_int()
        _good(self._library.sane_init(ctypes.byref(version), None))

    def devices(self) -> list[str]:
        """Names of the devices that are there; may take seconds."""
        found = ctypes.POINTER(ctypes.POINTER(_Device))()
        _good(self._library.sane_get_devices(ctypes.byref(found), 0))
        names: list[str] = []
        while found[len(names)]:
            names.append(_text(found[len(names)].contents.name))
        return names

    def open(self, name: str) -> Scanner:
        """Opens a device. Raises ``SaneError``."""
        handle = ctypes.c_void_p()
        _good(self._library.sane_open(name.encode(), ctypes.byref(handle)))
        return Scanner(self._library, handle)


class Scanner:
    """An open device."""

    def __init__(self, library: ctypes.CDLL, handle: ctypes.c_void_p) -> None:
        self._library, self._handle = library, handle

    def options(self) -> dict[str, Option]:
        """Its options now, by name; setting one may change others."""
        count = ctypes.c_int()
        _good(self._library.sane_control_option(self._handle, 0, _GET, ctypes.byref(count), None))
        found = {}
        for place in range(1, count.value):
            pointer = self._library.sane_get_option_descriptor(self._handle, place)
            if pointer and pointer.contents.name:
                found[_text(pointer.contents.name)] = _option(place, pointer.contents)
        return found

    def set(self, option: Option, value: str | float) -> None:
        """Sets it; a number is brought into what the device can. Raises ``SaneError`` and ``ValueError``."""
        buffer = _value(option, value)
        info = ctypes.c_int()
        _good(self._library.sane_control_option(self._handle, option.place, _SET, buffer, ctypes.byref(info)))

    def number(self, option: Option) -> float:
        """What a number is set to now. Raises ``SaneError``."""
        word = ctypes.c_int()
        _good(self._library.sane_control_option(self._handle, option.place, _GET, ctypes.byref(word), None))
        return word.value / (_FIXED_ONE if option.kind == _Kind.FIXED else 1)

    def start(self) -> None:
        """The next frame begins: the next page, or the next colour of a page. Raises ``SaneError``."""
        _good(self._library.sane_start(self._handle))

    def frame(self) -> Frame:
        """What is being read."""
        found = _Parameters()
        _good(self._library.sane_get_parameters(self._handle, ctypes.byref(found)))
        return Frame(
            found.format,
            bool(found.last_frame),
            found.bytes_per_line,
            found.pixels_per_line,
            found.lines,
            found.depth,
        )

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the frame, to its end. Raises ``SaneError``."""
        buffer, count = ctypes.create_string_buffer(_PIECE_BYTES), ctypes.c_int()
        while True:
            status = self._library.sane_read(self._handle, buffer, _PIECE_BYTES, ctypes.byref(count))
            if status == Status.EOF:
                return
            _good(status)
            yield ctypes.string_at(buffer, count.value)

    def rest(self) -> None:
        """Ends what is under way: the lamp and the motor stop."""
        self._library.sane_cancel(self._handle)

    def close(self) -> None:
        """Gives the device back."""
        self._library.sane_close(self._handle)


def _option(place: int, found: _Descriptor) -> Option:
    choices: tuple[str, ...] = ()
    span: tuple[float, float] | None = None
    scale = _FIXED_ONE if found.kind == _Kind.FIXED else 1
    if found.constrained_by == 3:
        choices = tuple(_strings(found.constraint.strings))
    elif found.constrained_by == 1:
        limits = found.constraint.range.contents
        span = (limits.least / scale, limits.most / scale)
    elif found.constrained_by == 2:
        words = [found.constraint.words[1 + one] / scale for one in range(found.constraint.words[0])]
        span = (min(words), max(words)) if words else None
    settable = bool(found.capabilities & _SETTABLE) and not found.capabilities & _INACTIVE
    return Option(place, found.kind, found.unit, found.size, settable, choices, span)


def _strings(found: ctypes._Pointer[ctypes.c_char_p]) -> Iterator[str]:
    place = 0
    while found[place]:
        yield _text(found[place])
        place += 1


def _value(option: Option, value: str | float) -> ctypes.Array[ctypes.c_char] | ctypes._Pointer[ctypes.c_int]:
    if option.kind == _Kind.STRING:
        return ctypes.create_string_buffer(str(value).encode(), max(option.size, len(str(value).encode()) + 1))
    if option.kind == _Kind.BOOL:
        word = int(value in ("yes", "true", "1", 1))
    elif option.kind in (_Kind.INT, _Kind.FIXED):
        number = float(value)
        if option.span is not None:
            number = min(max(number, option.span[0]), option.span[1])
        word = round(number * _FIXED_ONE) if option.kind == _Kind.FIXED else round(number)
    else:
        raise ValueError("a button or a group")
    return ctypes.pointer(ctypes.c_int(word))


def matching(choices: tuple[str, ...], wanted: str, likely: tuple[str, ...]) -> str | None:
    """The entry called ``wanted``; with ``auto`` the first that one of the patterns ``likely`` fits, in order."""
    if wanted != "auto":
        return next((one for one in choices if one.casefold() == wanted.casefold()), None)
    return next((one for pattern in likely for one in choices if re.search(pattern, one, re.I)), None)


def _text(content: bytes | None) -> str:
    return (content or b"").decode("utf-8", "replace")


def _good(status: int) -> None:
    if status != Status.GOOD:
        raise SaneError(status)
