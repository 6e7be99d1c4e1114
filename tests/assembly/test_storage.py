"""What the settings say of the disk and the line becomes true."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.assembly.storage import open_outbox, outbox_or_why_not, storage_key, tidy, until_sending_s
from kiosk.errors import KeyUnusable, KeyWrong
from kiosk.offline.keys import KeyFile
from kiosk.offline.keys_passphrase import PassphraseKey
from kiosk.offline.keys_tpm import TpmKey
from kiosk.offline.outbox import OutboxStub
from kiosk.settings import Hub, Storage

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
STUB = OutboxStub(UUID(int=7), "T-0001-261124-001", "样例事项", "四川省", "online", NOW)


@pytest.mark.parametrize(("kind", "keeper"), [("file", KeyFile), ("passphrase", PassphraseKey), ("tpm", TpmKey)])
def test_the_settings_choose_who_keeps_the_key(tmp_path: Path, kind: str, keeper: type) -> None:
    assert isinstance(storage_key(Storage(folder=tmp_path, key=kind)), keeper)  # type: ignore[arg-type]


def test_the_key_file_may_lie_elsewhere(tmp_path: Path) -> None:
    open_outbox(Storage(folder=tmp_path / "data", key_file=tmp_path / "stick" / "key", floor_mb=1)).close()
    assert (tmp_path / "stick" / "key").is_file()
    assert not list((tmp_path / "data").rglob("storage.key"))


def test_an_outbox_that_does_not_open_answers_everything_with_why(tmp_path: Path) -> None:
    storage = Storage(folder=tmp_path, floor_mb=1)
    open_outbox(storage).close()
    (tmp_path / "outbox" / "storage.key").unlink()
    closed = outbox_or_why_not(storage)
    for call in (closed.room, closed.counts, closed.stubs, closed.all_untold, lambda: closed.submit(STUB, b"x")):
        with pytest.raises(KeyUnusable):
            call()  # type: ignore[operator]
    closed.close()
    assert not (tmp_path / "outbox" / "storage.key").exists()


def test_another_key_is_named_as_such(tmp_path: Path) -> None:
    storage = Storage(folder=tmp_path, floor_mb=1)
    open_outbox(storage).close()
    (tmp_path / "outbox" / "storage.key").unlink()
    KeyFile(tmp_path / "outbox" / "storage.key").make()
    with pytest.raises(KeyWrong):
        outbox_or_why_not(storage).due(0.0)


def test_settled_things_go_in_their_days(tmp_path: Path) -> None:
    storage = Storage(folder=tmp_path, floor_mb=1, keep_days=7, row_days=30)
    outbox = open_outbox(storage)
    outbox.submit(STUB, os.urandom(100))
    outbox.mark_delivered(STUB.application_id, "1", NOW.timestamp(), b"signed")
    went = [tidy(outbox, storage, NOW + timedelta(days=days)) for days in (6, 8, 29, 31)]
    assert went == [0, 1, 0, 1]
    assert outbox.stubs() == []
    outbox.close()


def test_hours_hold_sending_back() -> None:
    now = [datetime(2026, 11, 24, 17, 0)]
    wait_s = until_sending_s(Hub(hours="18:00-07:30"), lambda: now[0])
    assert wait_s() == 3600
    now[0] = datetime(2026, 11, 24, 23, 0)
    assert wait_s() == 0
    assert until_sending_s(Hub(), lambda: now[0])() == 0
