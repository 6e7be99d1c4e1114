"""What the outbox knows of an application, and how it is read from the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

State = Literal["waiting", "delivered", "parked"]


@dataclass(frozen=True)
class OutboxStub:
    """What the terminal itself remembers of an application: what the receipt shows, nothing personal."""

    application_id: UUID
    receipt_number: str
    item_name: str
    region_name: str
    mode: str
    created_at: datetime


@dataclass(frozen=True)
class OutboxRow:
    """A stub and how its upload stands. ``next_try`` is Unix time, ``delay_s`` the last back-off.

    ``told``: the person was shown that it is saved. ``size``: bytes of the envelope; ``kept``: it still lies here.
    """

    stub: OutboxStub
    state: State
    attempts: int
    next_try: float
    delay_s: float
    problem: str
    case_number: str
    told: bool = True
    size: int = 0
    kept: bool = True


@dataclass(frozen=True)
class Counts:
    """How many applications are in each state."""

    waiting: int
    delivered: int
    parked: int


STUB_COLUMNS = "application_id, receipt_number, item_name, region_name, mode, created_at"
ROW_COLUMNS = f"{STUB_COLUMNS}, state, attempts, next_try, delay_s, problem, case_number, told, size, kept"


def stub_values(stub: OutboxStub) -> tuple[str, ...]:
    """In the order of ``STUB_COLUMNS``."""
    key, created_at = str(stub.application_id), stub.created_at.isoformat()
    return (key, stub.receipt_number, stub.item_name, stub.region_name, stub.mode, created_at)


def row_of(found: tuple[Any, ...]) -> OutboxRow:
    """From the values of ``ROW_COLUMNS``."""
    application_id, receipt, item, region, mode, created_at, *rest = found
    state, attempts, next_try, delay_s, problem, case_number, told, size, kept = rest
    stub = OutboxStub(UUID(application_id), receipt, item, region, mode, datetime.fromisoformat(created_at))
    return OutboxRow(stub, state, attempts, next_try, delay_s, problem, case_number, bool(told), size, bool(kept))
