"""The outbox: what it says is saved is saved, once, and nothing of it goes by itself."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from outbox_things import a_stub, an_outbox

from kiosk.errors import ApplicationChanged, DiskFull, EnvelopeLost, KeyWrong, OutboxDamaged, OutboxTaken
from kiosk.offline import outbox_file
from kiosk.offline.keys import KeyFile
from kiosk.offline.outbox import FILE_NAME, KEY_NAME, RESERVE_NAME, Counts, Outbox

NOW = 1_800_000_000.0


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    opened = an_outbox(tmp_path / "data")
    yield opened
    opened.close()


def reopened(outbox: Outbox, tmp_path: Path) -> Outbox:
    outbox.close()
    return an_outbox(tmp_path / "data")


# Saving


def test_what_was_submitted_is_there_after_a_restart(outbox: Outbox, tmp_path: Path) -> None:
    stub = a_stub()
    outbox.submit(stub, b"sealed")
    again = reopened(outbox, tmp_path)
    assert again.envelope(stub.application_id) == b"sealed"
    assert [row.stub for row in again.stubs()] == [stub]
    again.close()


def test_the_durability_settings_are_really_in_force(outbox: Outbox) -> None:
    values = {name: outbox_file.pragma(outbox._database, name) for name in outbox_file.PRAGMAS}
    assert values == {
        "locking_mode": "exclusive",
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "temp_store": 2,
    }


def test_a_file_that_does_not_take_the_durability_settings_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(outbox_file.PRAGMAS, "synchronous", 7)
    with pytest.raises(OutboxDamaged, match="synchronous"):
        an_outbox(tmp_path / "data")


def test_the_same_application_again_changes_nothing(outbox: Outbox) -> None:
    stub = a_stub()
    outbox.submit(stub, b"sealed")
    outbox.submit(stub, b"sealed")
    assert outbox.counts() == Counts(waiting=1, delivered=0, parked=0)


def test_the_same_id_with_other_bytes_is_refused_and_the_first_stays(outbox: Outbox) -> None:
    stub = a_stub()
    outbox.submit(stub, b"sealed")
    with pytest.raises(ApplicationChanged):
        outbox.submit(stub, b"other")
    assert outbox.envelope(stub.application_id) == b"sealed"


def test_only_the_owner_may_read_the_file(outbox: Outbox, tmp_path: Path) -> None:
    assert (tmp_path / "data" / FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_serials_count_up_each_day_and_over_restarts(outbox: Outbox, tmp_path: Path) -> None:
    day, next_day = date(2026, 11, 23), date(2026, 11, 24)
    assert [outbox.take_number(day), outbox.take_number(day), outbox.take_number(next_day)] == [1, 2, 1]
    again = reopened(outbox, tmp_path)
    assert again.take_number(day) == 3
    again.close()


def test_threads_submitting_at_once_lose_nothing(outbox: Outbox) -> None:
    threads = [threading.Thread(target=lambda: outbox.submit(a_stub(), os.urandom(3000))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outbox.counts().waiting == 20


# Sending


def test_due_rows_come_oldest_first(outbox: Outbox) -> None:
    stubs = [a_stub() for _ in range(3)]
    for stub in reversed(stubs):
        outbox.submit(stub, b"sealed")
    assert [row.stub for row in outbox.due(NOW)] == stubs[::-1]


def test_a_row_that_backs_off_is_due_when_its_time_comes(outbox: Outbox) -> None:
    stub = a_stub()
    outbox.submit(stub, b"sealed")
    outbox.mark_trying(stub.application_id, NOW + 30, 30)
    assert outbox.due(NOW) == []
    assert outbox.next_try() == NOW + 30
    assert [row.attempts for row in outbox.due(NOW + 30)] == [1]


@pytest.mark.parametrize("years", [-20, 20])
def test_a_clock_that_jumps_by_years_holds_nothing_back(outbox: Outbox, years: int) -> None:
    stub = a_stub()
    outbox.submit(stub, b"sealed")
    outbox.mark_trying(stub.application_id, NOW + 30, 30)
    assert len(outbox.due(NOW + years * 31_557_600)) == 1


def test_a_crash_in_the_middle_of_an_attempt_looks_like_a_failure(outbox: Outbox, tmp_path: Path) -> None:
    stub = a_stub()
    outbox.submit(stub, b"sealed")
    outbox.mark_trying(stub.application_id, NOW + 30, 30)
    again = reopened(outbox, tmp_path)
    row = again.find(stub.application_id)
    assert row is not None
    assert (row.state, row.attempts) == ("waiting", 1)
    again.close()


def test_a_failure_keeps_its_reason(outbox: Outbox) -> None:
    stub = a_stub()
    outbox.submit(stub, b"sealed")
    outbox.mark_failed(stub.application_id, "N-04", NOW + 60, 60)
    row = outbox.find(stub.application_id)
    assert row is not None
    assert (row.problem, row.next_try, row.delay_s) == ("N-04", NOW + 60, 60)


def test_when_the_link_is_back_everything_waiting_is_due(outbox: Outbox) -> None:
    stub = a_stub()
    outbox.submit(stub, b"sealed")
    outbox.mark_failed(stub.application_id, "N-04", NOW + 60, 60)
    outbox.hurry()
    assert len(outbox.due(NOW)) == 1


def test_a_delivered_row_knows_its_case_and_is_never_due(outbox: Outbox) -> None:
    stub = a_stub()
    outbox.submit(stub, b"sealed")
    outbox.mark_delivered(stub.application_id, "510402-20261123-000001", NOW)
    row = outbox.find(stub.application_id)
    assert row is not None
    assert row.case_number == "510402-20261123-000001"
    assert outbox.due(NOW) == []
    assert outbox.next_try() is None


def test_a_parked_row_waits_for_staff_who_may_send_it_again(outbox: Outbox) -> None:
    stub = a_stub()
    outbox.submit(stub, b"sealed")
    outbox.park(stub.application_id, "urn:tongban:envelope-changed", NOW)
    assert outbox.due(NOW) == []
    outbox.send_again(stub.application_id)
    assert [row.stub for row in outbox.due(NOW)] == [stub]


def test_only_what_the_hub_acknowledged_can_be_forgotten(outbox: Outbox) -> None:
    waiting, parked, delivered, fresh = (a_stub() for _ in range(4))
    for stub in (waiting, parked, delivered, fresh):
        outbox.submit(stub, b"sealed")
    outbox.park(parked.application_id, "urn:tongban:fault", NOW)
    outbox.mark_delivered(delivered.application_id, "1", NOW)
    outbox.mark_delivered(fresh.application_id, "2", NOW + 1000)
    assert outbox.forget_delivered(older_than=NOW + 1) == 1
    assert [row.stub for row in outbox.stubs()] == [waiting, parked, fresh]
    with pytest.raises(EnvelopeLost, match="no such envelope"):
        outbox.envelope(delivered.application_id)


def test_a_row_moves_only_from_the_state_it_is_in(outbox: Outbox) -> None:
    stub = a_stub()
    outbox.submit(stub, b"sealed")
    outbox.mark_delivered(stub.application_id, "1", NOW)
    with pytest.raises(OutboxDamaged, match="is not waiting"):
        outbox.park(stub.application_id, "late", NOW)


# Trust


def test_a_second_process_cannot_take_the_outbox(outbox: Outbox, tmp_path: Path) -> None:
    script = (
        "import sys; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path; from outbox_things import an_outbox\n"
        "from kiosk.errors import OutboxTaken\n"
        "try: an_outbox(Path(sys.argv[1]))\n"
        "except OutboxTaken as error: print(error.code)\n"
    )
    here = Path(__file__).parent
    arguments = [str(tmp_path / "data"), str(here), str(here.parent.parent)]
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == OutboxTaken.code


def test_a_file_that_the_key_does_not_open_is_told_apart_and_left_alone(tmp_path: Path) -> None:
    KeyFile(tmp_path / KEY_NAME).make()
    nonsense = b"this is not a database, whatever it is called" * 50
    (tmp_path / FILE_NAME).write_bytes(nonsense)
    with pytest.raises(KeyWrong):
        an_outbox(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == nonsense


def test_somebody_elses_database_is_damaged(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as other:
        other.execute("CREATE TABLE shopping (thing)")
    other.close()
    with pytest.raises(OutboxDamaged, match="not an outbox"):
        an_outbox(tmp_path)


def test_a_file_with_a_broken_page_is_damaged(outbox: Outbox, tmp_path: Path) -> None:
    for _ in range(20):
        outbox.submit(a_stub(), os.urandom(9000))
    outbox.close()
    path = tmp_path / "data" / FILE_NAME
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 8] = os.urandom(4096 * 5)
    path.write_bytes(content)
    with pytest.raises(OutboxDamaged):
        an_outbox(tmp_path / "data")


def test_after_closing_it_says_so_in_its_own_words(outbox: Outbox) -> None:
    outbox.close()
    with pytest.raises(OutboxDamaged):
        outbox.counts()
    with pytest.raises(OutboxDamaged):
        outbox.submit(a_stub(), b"sealed")


def test_a_folder_that_cannot_be_made_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the folder's place")
    with pytest.raises(OutboxDamaged):
        an_outbox(tmp_path / "data")


# Room


def test_there_is_room_on_an_empty_disk(outbox: Outbox, tmp_path: Path) -> None:
    assert outbox.room()
    assert (tmp_path / "data" / RESERVE_NAME).stat().st_size == 2**20


def test_below_the_floor_there_is_no_room(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path / "data", floor_mb=10**9)
    assert not outbox.room()
    outbox.close()


def test_near_the_quota_there_is_no_room(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path / "data", quota_mb=2)
    assert outbox.room()
    outbox.submit(a_stub(), os.urandom(1_200_000))
    assert not outbox.room()
    outbox.close()


def test_above_the_quota_nothing_is_half_written(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path / "data", quota_mb=2)
    kept, refused = a_stub(), a_stub()
    outbox.submit(kept, os.urandom(1_000_000))
    with pytest.raises(DiskFull):
        outbox.submit(refused, os.urandom(1_500_000))
    assert [row.stub for row in outbox.stubs()] == [kept]
    outbox.mark_delivered(kept.application_id, "1", NOW)
    outbox.close()


def test_killed_in_the_middle_of_submitting_nothing_confirmed_is_missing(tmp_path: Path) -> None:
    """Twelve kills at instants the child does not choose; each confirmed id is there, whole, after each."""
    script = (
        "import os, sys; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path; from outbox_things import a_stub, an_outbox\n"
        "outbox = an_outbox(Path(sys.argv[1]))\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    stub = a_stub()\n"
        "    outbox.submit(stub, stub.application_id.bytes * 2000)\n"
        "    os.write(1, f'{stub.application_id}\\n'.encode())\n"
    )
    here = Path(__file__).parent
    arguments = [sys.executable, "-c", script, str(tmp_path / "data"), str(here), str(here.parent.parent)]
    confirmed: list[str] = []
    for kill in range(12):
        child = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        for _ in range(kill):
            confirmed.append(child.stdout.readline().strip())
        child.send_signal(signal.SIGKILL)
        confirmed += [line.strip() for line in child.stdout if line.endswith("\n")]
        child.wait()
        child.stdout.close()
        outbox = an_outbox(tmp_path / "data")
        kept = [row.stub.application_id for row in outbox.stubs()]
        assert set(confirmed) <= {str(one) for one in kept}
        assert all(outbox.envelope(one) == one.bytes * 2000 for one in kept)
        outbox.close()
