"""The code on every slip: ``TB1:<application id>:<check>``, and reading it back.

The check is CRC-32 (ISO 3309) of the id, eight hex digits: a code that was scratched or typed wrong is told from
one that belongs to something else.
"""

from __future__ import annotations

import zlib
from enum import StrEnum
from uuid import UUID

PREFIX = "TB1"


class CodeFault(StrEnum):
    """Why a code tells nothing."""

    FOREIGN = "foreign"
    """Not from one of our slips."""
    DAMAGED = "damaged"
    """From a slip, but not whole."""


def code_of(application_id: UUID) -> str:
    """The text of an application's code."""
    return f"{PREFIX}:{application_id}:{_check(str(application_id))}"


def read_code(text: str) -> UUID | CodeFault:
    """The application a code names, or why it names none. Never raises."""
    prefix, _, rest = text.strip().partition(":")
    if prefix.upper() != PREFIX:
        return CodeFault.FOREIGN
    named, _, check = rest.partition(":")
    try:
        application_id = UUID(named)
    except ValueError:
        return CodeFault.DAMAGED
    return application_id if check.lower() == _check(str(application_id)) else CodeFault.DAMAGED


def _check(named: str) -> str:
    return f"{zlib.crc32(named.encode()):08x}"
