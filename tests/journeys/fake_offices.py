"""What keeps, sends, answers and writes down for journeys, each under the test's hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from small_catalogue import PIN, STAFF_CODE

from kiosk.errors import KioskError
from kiosk.journal import Entry
from kiosk.journey.journey import Journey
from kiosk.journey.ports import SealingKey
from kiosk.offline.claims import claims
from kiosk.offline.outbox import Counts, OutboxRow, OutboxStub, Part
from kiosk.offline.seal import generate_key_pair, seal
from kiosk.platform.contract import (
    Case,
    CodeAnswer,
    FaceAnswer,
    HelperRecord,
    IdentityWays,
    Rating,
    SuiteName,
)


class RealSealer:
    """Seals for real; the test keeps the key."""

    key_id = "hub-1"
    suite_id = 1
    suite: SuiteName = "hpke-x25519-hkdf-sha256-aes-256-gcm"

    def __init__(self) -> None:
        self.keys = generate_key_pair()

    def key(self) -> SealingKey:
        return self

    def seal(self, plaintext: bytes, header: bytes, parts_bytes: int = 0) -> bytes:
        return seal(plaintext, header, self.keys.public_key, parts_bytes=parts_bytes)


class FakeOutbox:
    def __init__(self) -> None:
        self.has_room: bool | KioskError = True
        self.error: KioskError | None = None
        self.saved: list[tuple[OutboxStub, bytes]] = []
        self.rows: list[OutboxRow] = []
        self.claims: dict[UUID, bytes] = {}
        self.taken = 0
        self.part_error: KioskError | None = None
        self.drafts: dict[str, bytes] = {}
        self.handed_in: dict[UUID, list[bytes]] = {}

    def room(self) -> bool:
        if isinstance(self.has_room, KioskError):
            raise self.has_room
        return self.has_room

    def take_number(self, day: date) -> int:
        self.taken += 1
        return self.taken

    def keep_part(self, application_id: UUID, sealed: bytes) -> str:
        if self.part_error:
            raise self.part_error
        name = hashlib.sha256(sealed).hexdigest()
        self.drafts[name] = sealed
        return name

    def drop_parts(self, application_id: UUID, but: Sequence[str] = ()) -> int:
        gone = self.drafts.keys() - set(but)
        for name in gone:
            del self.drafts[name]
        return len(gone)

    def submit(self, stub: OutboxStub, envelope: bytes, claim: bytes = b"", parts: Sequence[Part] = ()) -> None:
        if self.error:
            raise self.error
        self.handed_in[stub.application_id] = [part.unsaved or self.drafts.pop(part.sha256) for part in parts]
        self.saved.append((stub, envelope))
        self.claims[stub.application_id] = claim

    def mark_told(self, application_id: UUID) -> None:
        self.claims.pop(application_id, None)

    def untold(self, name: str, number: str) -> list[OutboxRow]:
        if self.error:
            raise self.error
        return [
            OutboxRow(stub, "waiting", 0, 0.0, 0.0, "", "", told=False)
            for stub, _ in self.saved
            if claims(self.claims.get(stub.application_id, b""), name, number)
        ]

    def counts(self) -> Counts:
        if self.error:
            raise self.error
        return Counts(len(self.saved), 0, 0)

    def stubs(self) -> list[OutboxRow]:
        return self.rows


class FakeTray:
    def __init__(self) -> None:
        self.error: KioskError | None = None
        self.retried: list[UUID] = []
        self.exported: list[UUID] = []

    def retry(self, application_id: UUID) -> None:
        if self.error:
            raise self.error
        self.retried.append(application_id)

    def export(self, application_id: UUID) -> None:
        if self.error:
            raise self.error
        self.exported.append(application_id)


class FakeHub:
    def __init__(self) -> None:
        self.cases: list[Case] = []
        self.error: KioskError | None = None
        self.asked: list[str] = []

    def cases_of(self, number: str) -> Sequence[Case]:
        self.asked.append("person")
        if self.error:
            raise self.error
        return self.cases

    def case(self, application_id: UUID) -> Case:
        self.asked.append("case")
        if self.error:
            raise self.error
        return next(one for one in self.cases if one.application_id == application_id)


class FakeIdentity:
    """The hub's verifiers: none is set up until a test says which; answers and errors as the test sets them."""

    def __init__(self) -> None:
        self.offered = IdentityWays()
        self.code = CodeAnswer(result="unknown")
        self.face = FaceAnswer(result="no_record")
        self.error: KioskError | None = None
        self.codes: list[tuple[str, str]] = []
        """Issuer and token of each code that was asked about."""
        self.faces: list[tuple[str, str, bytes]] = []
        """Name, number and picture of each face that was asked about."""

    def ways(self) -> IdentityWays:
        return self.offered

    def resolve(self, issuer: str, token: str) -> CodeAnswer:
        self.codes.append((issuer, token))
        if self.error:
            raise self.error
        return self.code

    def compare(self, name: str, number: str, face_jpeg: bytes) -> FaceAnswer:
        self.faces.append((name, number, face_jpeg))
        if self.error:
            raise self.error
        return self.face


class FakeRatings:
    def __init__(self) -> None:
        self.kept: list[Rating] = []

    def keep(self, rating: Rating) -> None:
        self.kept.append(rating)


@cache
def _helper() -> HelperRecord:
    """One for all halls: a PIN takes a tenth of a second to hash."""
    return HelperRecord.of(STAFF_CODE, "李帮办", PIN)


class FakeStaff:
    def find(self, staff_code: str) -> HelperRecord | None:
        return _helper() if staff_code == STAFF_CODE else None


@dataclass
class FakeJournal:
    entries: list[Entry] = field(default_factory=list)

    def write(self, entry: Entry) -> None:
        self.entries.append(entry)


class Hands:
    """The journey as the main thread drives it: after each touch or event the queue is drained."""

    def __init__(self, journey: Journey, drain: Callable[[], None]) -> None:
        self.inside, self._drain = journey, drain

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inside, name)
        if not callable(found):
            return found

        def touch(*values: Any) -> Any:
            answer = found(*values)
            self._drain()
            return answer

        return touch
