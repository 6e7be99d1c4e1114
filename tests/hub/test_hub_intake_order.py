"""The receipt is the last thing: nothing is signed before the bytes, the object and the case are on the disk.

Each step of ``finish`` is watched, and then made to fail: no failure gives a receipt, and none loses the case.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from applications import an_application, sealed
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from hub.intake import EXPIRES, Intake, Name
from hub.parts import Parts, open_parts
from hub.problems import Kind, Refusal
from kiosk.platform.contract import Acknowledgement, Enrolment
from kiosk.platform.signed import is_signed, receipt_bytes


class House:
    """A hub without its HTTP face, whose clock the test moves, and which tells each durable step it takes."""

    def __init__(self, folder: Path, database: str) -> None:
        self.parts: Parts = open_parts(folder, database=database, serving=True)
        self.enrolment: Enrolment = self.parts.fleet.enrol("T-0001")
        self.folder, self.late = folder, timedelta()
        self.steps: list[str] = []
        intake = self.parts.intake
        self.intake = Intake(
            folder / "uploads",
            self.parts.store,
            intake._objects,
            self.parts.cases,
            sign=self._signed,
            admitted=lambda: None,
            utc=lambda: datetime.now(UTC) + self.late,
        )
        event.listen(self.parts.store._engine, "commit", lambda _: self.steps.append("commit"))

    def _signed(self, content: bytes) -> str:
        self.steps.append("sign")
        return self.parts.keys.sign(content)

    def send(self, name: Name, envelope: bytes, upto: int | None = None) -> None:
        self.intake.begin(name, "T-0001", len(envelope))
        (self.folder / "uploads" / f"{name.application_id}.{name.sha256}").write_bytes(envelope[:upto])

    def finish(self, name: Name) -> Acknowledgement:
        self.steps.clear()
        return self.intake.finish(name, "T-0001")

    def uploads(self) -> list[str]:
        return [path.name for path in (self.folder / "uploads").iterdir()]


@pytest.fixture
def house(tmp_path: Path, database: str) -> Iterator[House]:
    made = House(tmp_path / "hub", database)
    yield made
    made.parts.store.close()


@pytest.fixture
def envelope(house: House) -> tuple[Name, bytes]:
    application = an_application()
    content = sealed(application, house.enrolment)
    return Name(application.application_id, hashlib.sha256(content).hexdigest()), content


def watched(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writes down which files are fsynced and linked, in order."""
    fsync, link = os.fsync, os.link

    def told_fsync(descriptor: int) -> None:
        fsync(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        house.steps.append("fsync " + str(path.relative_to(house.folder)).split("/")[0])

    def told_link(source: Path, target: Path) -> None:
        link(source, target)
        house.steps.append("link")

    monkeypatch.setattr(os, "fsync", told_fsync)
    monkeypatch.setattr(os, "link", told_link)


def test_the_receipt_is_signed_after_everything_is_on_the_disk(
    house: House, envelope: tuple[Name, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, content = envelope
    house.send(name, content)
    watched(house, monkeypatch)
    house.finish(name)
    # Looking for the case and for the upload are transactions too; what counts is the order of the last steps.
    assert house.steps[-6:] == ["fsync uploads", "link", "fsync objects", "fsync objects", "commit", "sign"]


def test_the_receipt_names_what_was_signed(house: House, envelope: tuple[Name, bytes]) -> None:
    name, content = envelope
    house.send(name, content)
    first = house.finish(name)
    again = house.finish(name)
    assert is_signed(receipt_bytes(first), first.signature, house.enrolment.signing_key)
    assert (again.again, again.signature) == (True, first.signature)
    other = first.model_copy(update={"sha256": "0" * 64})
    assert not is_signed(receipt_bytes(other), first.signature, house.enrolment.signing_key)


def failing(monkeypatch: pytest.MonkeyPatch, call: str, nth: int) -> Callable[[], None]:
    """Makes the ``nth`` call of ``os.<call>`` fail as a dying disk does; returns what mends it."""
    real, seen = getattr(os, call), [0]

    def fail(*arguments: Any) -> Any:
        seen[0] += 1
        if seen[0] == nth:
            raise OSError(5, "Input/output error")
        return real(*arguments)

    monkeypatch.setattr(os, call, fail)
    return lambda: monkeypatch.setattr(os, call, real)


@pytest.mark.parametrize(("call", "nth"), [("fsync", 1), ("link", 1), ("fsync", 2), ("fsync", 3)])
def test_a_disk_that_fails_gives_no_receipt_and_loses_nothing(
    house: House, envelope: tuple[Name, bytes], monkeypatch: pytest.MonkeyPatch, call: str, nth: int
) -> None:
    name, content = envelope
    house.send(name, content)
    mend = failing(monkeypatch, call, nth)
    with pytest.raises(OSError, match="Input/output"):
        house.finish(name)
    assert "sign" not in house.steps
    assert house.parts.store.admitted(name.application_id) is None
    mend()
    assert not house.finish(name).again
    assert house.uploads() == []


def test_a_commit_that_fails_gives_no_receipt_and_the_bytes_stay(
    house: House, envelope: tuple[Name, bytes]
) -> None:
    name, content = envelope
    house.send(name, content)

    def fail(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO case_events"):
            raise OperationalError(statement, {}, Exception("disk I/O error"))

    event.listen(house.parts.store._engine, "before_cursor_execute", fail)
    with pytest.raises(OperationalError):
        house.finish(name)
    event.remove(house.parts.store._engine, "before_cursor_execute", fail)
    assert "sign" not in house.steps
    assert house.parts.store.admitted(name.application_id) is None
    assert house.intake.standing(name, "T-0001").offset == len(content)
    assert not house.finish(name).again


def test_a_hub_that_dies_after_the_commit_gives_the_same_receipt_later(
    house: House, envelope: tuple[Name, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, content = envelope
    house.send(name, content)
    monkeypatch.setattr(Path, "unlink", _killed)
    with pytest.raises(KeyboardInterrupt):
        house.finish(name)
    monkeypatch.undo()
    receipt = house.finish(name)
    assert receipt.again
    assert house.parts.cases.read(name.application_id).application.application_id == name.application_id


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


# Uploads that nobody goes on with


def test_an_upload_nobody_goes_on_with_expires_and_begins_again(
    house: House, envelope: tuple[Name, bytes]
) -> None:
    name, content = envelope
    house.send(name, content, 100)
    assert house.intake.standing(name, "T-0001").offset == 100
    house.late = EXPIRES + timedelta(minutes=1)
    with pytest.raises(Refusal) as refused:
        house.intake.standing(name, "T-0001")
    assert refused.value.kind is Kind.UNKNOWN_UPLOAD
    assert house.uploads() == []


def test_the_sweep_takes_what_has_expired_and_nothing_else(house: House, envelope: tuple[Name, bytes]) -> None:
    name, content = envelope
    house.send(name, content, 100)
    (house.folder / "uploads" / "left-over").write_bytes(b"x")
    assert house.intake.sweep() == 0
    house.late = EXPIRES + timedelta(minutes=1)
    assert house.intake.sweep() == 2
    assert house.uploads() == []
    assert house.parts.store.uploads() == {}


def test_a_late_byte_keeps_an_upload(house: House, envelope: tuple[Name, bytes]) -> None:
    name, content = envelope
    house.send(name, content, 100)
    house.late = EXPIRES + timedelta(minutes=1)
    path = house.folder / "uploads" / house.uploads()[0]
    lately = (datetime.now(UTC) + timedelta(days=6)).timestamp()
    os.utime(path, (lately, lately))
    assert house.intake.sweep() == 0
    assert house.intake.standing(name, "T-0001").offset == 100


def test_a_terminal_cannot_fill_the_disk_with_what_it_never_finishes(house: House) -> None:
    def begin(number: int) -> None:
        house.intake.begin(Name(UUID(int=number), f"{number:064x}"), "T-0001", 64 * 2**20)

    for number in range(16):
        begin(number)
    with pytest.raises(Refusal) as refused:
        begin(16)
    assert (refused.value.kind, refused.value.retry_after_s) == (Kind.TOO_MANY_UPLOADS, 600)
    begin(3)
    house.intake.begin(Name(UUID(int=99), "9" * 64), "T-0002", 64 * 2**20)
