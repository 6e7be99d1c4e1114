"""The code on every slip, and reading it back: ``TB2:<kind><application id>:<check>``.

The check is CRC-32 (ISO 3309) of all before it, eight hex digits: a code that is not whole is told from one that
belongs to something else. It proves nothing about who made it and need not: a code only names a case. All of it
is of QR's alphanumeric set, which keeps the code smaller than small letters would.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

PREFIX = "TB2"
_FIRST_PREFIX = "TB1"
"""Slips of the first version: ``TB1:<application id>``, with a check behind it or without."""
_NEW = re.compile(rf"({PREFIX}:([A-Z])([0-9A-F]{{32}})):([0-9A-F]{{8}})")
_FIRST = re.compile(rf"{_FIRST_PREFIX}:([0-9A-F]{{8}}(?:-[0-9A-F]{{4}}){{3}}-[0-9A-F]{{12}})(?::([0-9A-F]{{8}}))?")


class SlipCode(StrEnum):
    """What kind of slip a code stands on."""

    RECEIPT = "R"
    HANDOVER = "H"
    PROGRESS = "P"


@dataclass(frozen=True)
class Foreign:
    """Not from one of our slips."""


@dataclass(frozen=True)
class Damaged:
    """From one of our slips, but not whole."""


@dataclass(frozen=True)
class Ours:
    """Whole; names an application."""

    kind: SlipCode
    application_id: UUID


Verdict = Foreign | Damaged | Ours


def code_of(application_id: UUID, kind: SlipCode) -> str:
    """The text of an application's code."""
    said = f"{PREFIX}:{kind.value}{application_id.hex.upper()}"
    return f"{said}:{_check(said)}"


def read_code(text: str) -> Verdict:
    """What a code says. Small letters and blanks around it do not matter. Never raises."""
    code = text.strip().upper()
    if code.startswith(f"{PREFIX}:"):
        return _of_now(code)
    return _of_the_first(code) if code.startswith(f"{_FIRST_PREFIX}:") else Foreign()


def _of_now(code: str) -> Verdict:
    whole = _NEW.fullmatch(code)
    if whole is None or whole[4] != _check(whole[1]) or whole[2] not in set(SlipCode):
        return Damaged()
    return Ours(SlipCode(whole[2]), UUID(whole[3]))


def _of_the_first(code: str) -> Verdict:
    whole = _FIRST.fullmatch(code)
    if whole is None or whole[2] not in (None, _check(whole[1].lower())):
        return Damaged()
    return Ours(SlipCode.RECEIPT, UUID(whole[1]))


def _check(said: str) -> str:
    return f"{zlib.crc32(said.encode()):08X}"
