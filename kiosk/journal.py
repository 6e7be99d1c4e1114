"""The event log: what happened on this machine, in lines that cannot hold personal data.

An entry is a frozen dataclass whose fields are numbers, flags, enum members, UUIDs or ``Code`` words. A field of
any other type is refused when the class is defined, and a ``Code`` refuses anything that could be a name, a
number of a person or a sentence. So the log is free of personal data by construction, not by care.

Written as one JSON object a line, rotated by size. The catalogue of events stands at the end of this file.
"""

from __future__ import annotations

import dataclasses
import json
import re
import threading
import time
import typing
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.:/-]{0,63}")
_MANY_DIGITS = re.compile(r"\d{7,}")
_PLAIN = (int, float, bool, UUID)


class Code(str):
    """A short technical word: ASCII, begins with a letter, never seven digits in a row (a phone, a number)."""

    __slots__ = ()

    def __new__(cls, word: str) -> Code:
        """Raises ``ValueError`` for anything that is not a technical word; the message never repeats the value."""
        if not _CODE.fullmatch(word) or _MANY_DIGITS.search(word):
            raise ValueError("not a code word")
        return super().__new__(cls, word)


def _allowed(kind: object) -> bool:
    if kind in _PLAIN or kind is Code or kind is type(None):
        return True
    if isinstance(kind, type) and issubclass(kind, Enum):
        return True
    return bool(typing.get_args(kind)) and all(_allowed(part) for part in typing.get_args(kind))


class Entry:
    """Base of every event in the catalogue; a subclass with a field that could hold words is refused."""

    name: ClassVar[str]
    _known: ClassVar[dict[str, type[Entry]]] = {}

    def __init_subclass__(cls, *, name: str) -> None:
        super().__init_subclass__()
        for field, kind in typing.get_type_hints(cls).items():
            if typing.get_origin(kind) is ClassVar or field in ("name", "_known"):
                continue
            if not _allowed(kind):
                raise TypeError(f"journal event {name}: field {field} could hold personal data")
        cls.name = name
        Entry._known[name] = cls

    @staticmethod
    def catalogue() -> dict[str, type[Entry]]:
        """Every event by its name; the docs and their test read this."""
        return dict(Entry._known)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, UUID) else value


class Journal:
    """Appends entries to ``path``; keeps ``keep`` older files of at most ``max_bytes`` each. Thread-safe."""

    def __init__(self, path: Path, *, max_bytes: int = 2_000_000, keep: int = 5) -> None:
        self._path, self._max_bytes, self._keep = path, max_bytes, keep
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)

    def write(self, entry: Entry) -> None:
        """Adds one line. A journal that cannot be written never stops a person: the line is dropped."""
        assert dataclasses.is_dataclass(entry)
        fields = {f.name: _checked(f.name, getattr(entry, f.name)) for f in dataclasses.fields(entry)}
        line = json.dumps({"at": round(time.time(), 3), "event": entry.name, **fields}) + "\n"
        with self._lock:
            try:
                self._rotate_if_full()
                with self._path.open("a", encoding="ascii") as log:
                    log.write(line)
            except OSError:
                return

    def _rotate_if_full(self) -> None:
        if not self._path.exists() or self._path.stat().st_size < self._max_bytes:
            return
        for number in range(self._keep - 1, 0, -1):
            older = self._path.with_suffix(f".{number}")
            if older.exists():
                older.replace(self._path.with_suffix(f".{number + 1}"))
        self._path.replace(self._path.with_suffix(".1"))


def _checked(field: str, value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Code | Enum):
        raise TypeError(f"journal field {field}: a plain string may hold personal data, use Code")
    return _plain(value)


# The event catalogue ---------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class TerminalStarted(Entry, name="terminal.started"):
    """The program came up."""

    version: Code
    first_frame_ms: int


@dataclasses.dataclass(frozen=True)
class DeviceChanged(Entry, name="device.changed"):
    """A device moved to another status; written once when lost and once when back."""

    device: Code
    state: Code
    reason: Code | None = None


@dataclasses.dataclass(frozen=True)
class EntryLost(Entry, name="entry.lost"):
    """The engine for writing Chinese failed under somebody's hands; ``reason`` is the error's code."""

    reason: Code


@dataclasses.dataclass(frozen=True)
class VisitStarted(Entry, name="visit.started"):
    """Somebody touched the attract screen."""

    helped: bool = False


@dataclasses.dataclass(frozen=True)
class VisitEnded(Entry, name="visit.ended"):
    """The visit is over and wiped; ``how``: finished, left, idle, error, revoked."""

    how: Code
    seconds: int


@dataclasses.dataclass(frozen=True)
class StepShown(Entry, name="visit.step"):
    """A step came on the screen."""

    step: Code


@dataclasses.dataclass(frozen=True)
class CardReadDone(Entry, name="card.read"):
    """A card was read whole."""

    milliseconds: int


@dataclasses.dataclass(frozen=True)
class FaceDecided(Entry, name="face.decided"):
    """The same-person policy gave its answer; only the band of the score is kept."""

    outcome: Code
    band: Code
    tries: int


@dataclasses.dataclass(frozen=True)
class ApplicationSaved(Entry, name="application.saved"):
    """An envelope lies durable in the outbox."""

    application_id: UUID
    size_bytes: int
    milliseconds: int


@dataclasses.dataclass(frozen=True)
class ApplicationsUntold(Entry, name="applications.untold"):
    """At the start: so many applications were saved before the machine died, and their people not yet told."""

    count: int


@dataclasses.dataclass(frozen=True)
class ReceiptRecovered(Entry, name="receipt.recovered"):
    """Somebody was told at a later visit that an application of theirs had been saved."""

    application_id: UUID


@dataclasses.dataclass(frozen=True)
class StorageTroubled(Entry, name="storage.troubled"):
    """The outbox cannot be opened or worked with; ``code`` is the error's."""

    code: Code


@dataclasses.dataclass(frozen=True)
class EnvelopeDelivered(Entry, name="envelope.delivered"):
    """The hub acknowledged an envelope."""

    application_id: UUID
    attempts: int


@dataclasses.dataclass(frozen=True)
class EnvelopeParked(Entry, name="envelope.parked"):
    """The hub refused an envelope; it waits for staff."""

    application_id: UUID
    problem: Code


@dataclasses.dataclass(frozen=True)
class EnvelopeSentAgain(Entry, name="envelope.sent_again"):
    """Staff put a parked envelope back in the queue."""

    application_id: UUID


@dataclasses.dataclass(frozen=True)
class EnvelopeExported(Entry, name="envelope.exported"):
    """Staff carried a parked envelope away on a stick, sealed as it is; it stays here too."""

    application_id: UUID


@dataclasses.dataclass(frozen=True)
class LinkChanged(Entry, name="link.changed"):
    """The way to the hub changed: up, down, captive, sick, clock."""

    state: Code


@dataclasses.dataclass(frozen=True)
class FaultShown(Entry, name="fault.shown"):
    """A resident was told of a fault; ``code`` is the error's."""

    code: Code


@dataclasses.dataclass(frozen=True)
class SlipPrinted(Entry, name="slip.printed"):
    """The printer confirmed a slip, or could not say (``confirmed`` false)."""

    kind: Code
    confirmed: bool


@dataclasses.dataclass(frozen=True)
class RatingGiven(Entry, name="rating.given"):
    """A visit was rated, 1 to 5."""

    level: int
