"""Stubs and outboxes for the tests of this folder."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from kiosk.offline.ids import new_application_id
from kiosk.offline.outbox import Outbox, OutboxStub


def a_stub(application_id: UUID | None = None) -> OutboxStub:
    return OutboxStub(
        application_id or new_application_id(),
        "T-0001-261123-001",
        "养老保险关系转移接续",
        "云南省楚雄州永仁县",
        "online",
        datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    )


def an_outbox(folder: Path, **more: Any) -> Outbox:
    return Outbox(folder, **({"floor_mb": 1, "reserve_bytes": 2**20} | more))
