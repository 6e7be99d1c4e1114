"""The tray, the telling, and how long settled things stay."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from outbox_things import a_stub, an_outbox

from kiosk.errors import DiskFull, EnvelopeLost, OutboxDamaged
from kiosk.offline import claims
from kiosk.offline.envelope_files import LARGE_BYTES
from kiosk.offline.outbox import ENVELOPES_NAME, Outbox
from kiosk.offline.tray import Tray

NOW = 1_800_000_000.0
SEALED, LARGE = b"sealed", os.urandom(LARGE_BYTES)
NAME, NUMBER = "测试甲", "510402199001011234"


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    opened = an_outbox(tmp_path / "data")
    yield opened
    opened.close()


def files(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "data" / ENVELOPES_NAME).iterdir())


# Large envelopes


def test_a_large_envelope_is_a_file_only_its_owner_may_read(outbox: Outbox, tmp_path: Path) -> None:
    stub = a_stub()
    outbox.submit(stub, LARGE)
    (path,) = files(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert outbox.envelope(stub.application_id) == LARGE


def test_a_file_that_no_row_names_goes_at_the_next_start(outbox: Outbox, tmp_path: Path) -> None:
    stub = a_stub()
    outbox.submit(stub, LARGE)
    outbox.close()
    (tmp_path / "data" / ENVELOPES_NAME / ("ab" * 32 + ".tbev")).write_bytes(b"left by a cut")
    again = an_outbox(tmp_path / "data")
    assert len(files(tmp_path)) == 1
    assert again.envelope(stub.application_id) == LARGE
    again.close()


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_one_harmed_file_is_told_and_the_others_are_well(outbox: Outbox, tmp_path: Path, harm: str) -> None:
    harmed, well = a_stub(), a_stub()
    outbox.submit(harmed, LARGE)
    (path,) = files(tmp_path)
    outbox.submit(well, LARGE + b"!")
    path.write_bytes(b"x" + LARGE[1:])
    if harm == "gone":
        path.unlink()
    with pytest.raises(EnvelopeLost):
        outbox.envelope(harmed.application_id)
    assert outbox.envelope(well.application_id) == LARGE + b"!"


def test_the_quota_counts_files_too(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path / "data", quota_mb=3)
    outbox.submit(a_stub(), os.urandom(2_100_000))
    assert not outbox.room()
    with pytest.raises(DiskFull):
        outbox.submit(a_stub(), os.urandom(2_100_000))
    assert len(files(tmp_path)) == 1
    outbox.close()


# The tray


def test_the_tray_shows_what_is_parked_with_its_problem(outbox: Outbox) -> None:
    waiting, refused = a_stub(), a_stub()
    for stub in (waiting, refused):
        outbox.submit(stub, SEALED)
    outbox.park(refused.application_id, "urn:tongban:fault", NOW)
    assert [(row.stub, row.problem) for row in Tray(outbox).parked()] == [(refused, "urn:tongban:fault")]


def test_a_retried_one_is_due_at_once_and_no_longer_in_the_tray(outbox: Outbox) -> None:
    stub = a_stub()
    outbox.submit(stub, SEALED)
    outbox.park(stub.application_id, "urn:tongban:fault", NOW)
    Tray(outbox).retry(stub.application_id)
    assert Tray(outbox).parked() == []
    assert [row.stub for row in outbox.due(NOW)] == [stub]


def test_what_is_not_parked_cannot_be_retried(outbox: Outbox) -> None:
    stub = a_stub()
    outbox.submit(stub, SEALED)
    with pytest.raises(OutboxDamaged, match="is not parked"):
        Tray(outbox).retry(stub.application_id)


@pytest.mark.parametrize("envelope", [SEALED, LARGE], ids=["small", "large"])
def test_an_export_is_the_sealed_envelope_and_changes_nothing_here(
    outbox: Outbox, tmp_path: Path, envelope: bytes
) -> None:
    stub, stick = a_stub(), tmp_path / "stick"
    stick.mkdir()
    outbox.submit(stub, envelope)
    outbox.park(stub.application_id, "urn:tongban:fault", NOW)
    path = Tray(outbox).export(stub.application_id, stick)
    assert path == stick / f"{stub.application_id}.tbev"
    assert path.read_bytes() == envelope
    assert list(stick.iterdir()) == [path]
    assert [row.stub for row in outbox.parked()] == [stub]


def test_a_stick_that_is_gone_is_told(outbox: Outbox, tmp_path: Path) -> None:
    stub = a_stub()
    outbox.submit(stub, SEALED)
    with pytest.raises(OutboxDamaged, match="ENOENT"):
        Tray(outbox).export(stub.application_id, tmp_path / "gone")


# Telling the person


def test_who_was_not_told_is_found_again_by_name_and_number(outbox: Outbox, tmp_path: Path) -> None:
    stub = a_stub()
    outbox.submit(stub, SEALED, claims.claim(NAME, NUMBER))
    outbox.close()
    again = an_outbox(tmp_path / "data")
    assert [row.stub for row in again.untold(NAME, NUMBER)] == [stub]
    assert [row.stub for row in again.all_untold()] == [stub]
    assert again.untold("测试乙", NUMBER) == again.untold(NAME, "510402199001011226") == []
    again.close()


def test_once_told_nobody_is_found_by_anything(outbox: Outbox) -> None:
    stub = a_stub()
    outbox.submit(stub, SEALED, claims.claim(NAME, NUMBER))
    outbox.mark_told(stub.application_id)
    outbox.mark_told(stub.application_id)
    assert outbox.untold(NAME, NUMBER) == outbox.all_untold() == []
    kept = outbox._database.conn.execute("SELECT told, claim FROM applications").fetchall()
    assert kept == [(1, b"")]


def test_a_claim_says_neither_name_nor_number_and_differs_each_time() -> None:
    one, other = claims.claim(NAME, NUMBER), claims.claim(NAME, NUMBER)
    assert one != other
    assert claims.claims(one, f" {NAME} ", NUMBER.lower())
    assert not claims.claims(b"", NAME, NUMBER)
    assert not claims.claims(one[:-1], NAME, NUMBER)


# Settled things


def delivered(outbox: Outbox, envelope: bytes, at: float, hub_receipt: bytes = b"signed") -> object:
    stub = a_stub()
    outbox.submit(stub, envelope)
    outbox.mark_delivered(stub.application_id, "510402-20261123-000001", at, hub_receipt)
    return stub


def test_an_envelope_goes_some_days_after_the_hub_signed_and_its_row_stays(outbox: Outbox, tmp_path: Path) -> None:
    for envelope in (SEALED, LARGE):
        delivered(outbox, envelope, NOW)
    fresh = delivered(outbox, LARGE + b"!", NOW + 500)
    assert outbox.drop_envelopes(NOW + 1, NOW + 1000) == 2
    assert [row.kept for row in outbox.stubs()] == [False, False, True]
    assert len(files(tmp_path)) == 1
    assert outbox._database.conn.execute("SELECT count(*) FROM envelopes").fetchone() == (0,)
    for row in outbox.stubs()[:2]:
        assert outbox.hub_receipt(row.stub.application_id) == b"signed"
        with pytest.raises(EnvelopeLost):
            outbox.envelope(row.stub.application_id)
    assert outbox.stubs()[2].stub == fresh


def test_without_the_hubs_signature_an_envelope_stays(outbox: Outbox) -> None:
    delivered(outbox, SEALED, NOW, hub_receipt=b"")
    assert outbox.drop_envelopes(NOW + 1, NOW + 1000) == 0


@pytest.mark.parametrize("years", [-20, 20])
def test_what_was_settled_by_a_wrong_clock_goes_in_its_days_too(outbox: Outbox, years: int) -> None:
    delivered(outbox, SEALED, NOW + years * 31_557_600)
    week_s = 7 * 86400
    outbox.drop_envelopes(NOW - week_s, NOW)
    outbox.drop_envelopes(NOW + 1, NOW + week_s + 1)
    assert [row.kept for row in outbox.stubs()] == [False]


def test_what_waits_or_is_parked_never_goes_whatever_the_clock_says(outbox: Outbox) -> None:
    for _ in range(2):
        outbox.submit(a_stub(), SEALED)
    outbox.park(outbox.stubs()[0].stub.application_id, "x", NOW)
    assert outbox.drop_envelopes(NOW * 100, NOW * 100) == outbox.forget_delivered(NOW * 100) == 0
    assert [row.kept for row in outbox.stubs()] == [True, True]


# The clock


@pytest.mark.parametrize("years", [-30, 30])
def test_a_next_try_written_by_a_wrong_clock_strands_nothing(outbox: Outbox, tmp_path: Path, years: int) -> None:
    stub = a_stub()
    outbox.submit(stub, SEALED)
    outbox.mark_failed(stub.application_id, "N-04", NOW + years * 31_557_600 + 300, 300)
    outbox.close()
    again = an_outbox(tmp_path / "data")
    assert [row.stub for row in again.due(NOW)] == [stub]
    again.close()


def test_after_a_restart_a_row_waits_at_most_its_own_back_off(outbox: Outbox) -> None:
    stub = a_stub()
    outbox.submit(stub, SEALED)
    outbox.mark_failed(stub.application_id, "N-04", NOW + 30, 30)
    assert outbox.due(NOW + 1) == []
    assert len(outbox.due(NOW - 0.5)) == 1  # this clock stands before the one that wrote it
    assert len(outbox.due(NOW + 30)) == 1
