"""Carried away on a stick: the real outbox, real folders in the stick's place."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.assembly.staff_tray import StaffTray
from kiosk.errors import OutboxDamaged, StickMissing
from kiosk.offline.ids import new_application_id
from kiosk.offline.outbox import Outbox, OutboxStub, Part
from kiosk.offline.tray import Tray

KEY = new_application_id()


@pytest.fixture
def tray(tmp_path: Path) -> Tray:
    outbox = Outbox(tmp_path / "outbox", floor_mb=1, reserve_bytes=4096)
    part = Part(outbox.keep_part(KEY, b"part"), 4)
    stub = OutboxStub(KEY, "T-0001-261123-001", "社保", "四川", "online", datetime(2026, 11, 23, tzinfo=UTC))
    outbox.submit(stub, b"head", parts=[part])
    outbox.park(KEY, "urn:tongban:fault", 1.0)
    return Tray(outbox)


def test_the_stick_that_is_in_gets_the_envelope_whole(tray: Tray, tmp_path: Path) -> None:
    StaffTray(tray, lambda: [tmp_path]).export(KEY)
    assert (tmp_path / f"{KEY}.tbev").read_bytes() == b"headpart"


def test_without_a_stick_it_is_said(tray: Tray) -> None:
    with pytest.raises(StickMissing):
        StaffTray(tray, lambda: []).export(KEY)


def test_a_stick_that_cannot_be_written_is_passed_over_for_one_that_can(tray: Tray, tmp_path: Path) -> None:
    StaffTray(tray, lambda: [tmp_path / "pulled", tmp_path]).export(KEY)
    assert (tmp_path / f"{KEY}.tbev").is_file()


def test_when_none_can_be_written_it_is_told_so(tray: Tray, tmp_path: Path) -> None:
    with pytest.raises(OutboxDamaged):
        StaffTray(tray, lambda: [tmp_path / "pulled"]).export(KEY)


def test_sent_again_it_is_no_longer_parked(tray: Tray) -> None:
    StaffTray(tray, lambda: []).retry(KEY)
    assert tray.parked() == []
