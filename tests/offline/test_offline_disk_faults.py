"""Disk errors and kills at calls of a submit (``make fault-disk``: at every one), and a disk gone read-only."""

from pathlib import Path

import disk_faults
import power_cut
import pytest
from test_offline_full_disk import on_4_mb

traced = pytest.mark.skipif(not power_cut.may_trace(), reason="strace is missing or may not trace here")


@traced
@pytest.mark.parametrize("kind", disk_faults.FAULTS)
def test_a_failing_disk_loses_nothing_that_was_confirmed(tmp_path: Path, kind: str) -> None:
    tally = disk_faults.struck_in_turn(tmp_path, disk_faults.FAULTS[kind], stride=3)
    assert tally.wrong == []
    assert tally.struck >= 4
    # Seen, not swallowed; only a disk that is full once is helped by the reserve.
    assert any(said.startswith(("refused", "closed")) for said in tally.said) or kind == "writes ENOSPC"


@traced
def test_killed_at_any_call_of_a_submit_nothing_confirmed_is_lost(tmp_path: Path) -> None:
    tally = disk_faults.struck_in_turn(tmp_path, disk_faults.KILLS["kill -9"], stride=4)
    assert tally.wrong == []
    assert tally.struck >= 10


def test_a_disk_gone_read_only_refuses_in_its_own_words_and_is_well_again_after(tmp_path: Path) -> None:
    script = (
        "import subprocess as s; remount = lambda how: s.run(['mount', '-oremount,' + how, folder], check=True)\n"
        "from kiosk.errors import OfflineError\n"
        "def said(work):\n"
        "    try: work(); return 'done'\n"
        "    except OfflineError as error: return error.code\n"
        "outbox = an_outbox(folder / 'data'); kept = a_stub(); outbox.submit(kept, b'first')\n"
        "print(outbox.room()); outbox.close()\n"
        "remount('ro')\n"
        "print(said(lambda: an_outbox(folder / 'data')))\n"
        "remount('rw')\n"
        "outbox = an_outbox(folder / 'data')\n"
        "print([row.stub for row in outbox.stubs()] == [kept], said(lambda: outbox.submit(a_stub(), b'second')))\n"
    )
    assert on_4_mb(script, tmp_path / "disk").split() == ["True", "O-02", "True", "done"]
