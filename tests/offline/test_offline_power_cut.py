"""The power goes at any call: nothing confirmed is lost, nothing is partial, and the next start works.

The long run is ``make crash-model``; see ``power_cut``.
"""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import plain_outbox
import power_cut
import pytest
from outbox_things import an_outbox
from power_cut import Tally, every_cut, judge_outbox, submitter, traced

from kiosk.offline.outbox import FILE_NAME

HERE = Path(__file__).parent
STATES = 2000

pytestmark = pytest.mark.skipif(not power_cut.may_trace(), reason="strace is missing or may not trace here")


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory, where the many syncs of two thousand starts cost nothing."""
    with tempfile.TemporaryDirectory(dir=power_cut.IN_MEMORY) as name:
        yield Path(name)


def test_two_thousand_disks_after_a_cut_have_all_that_was_confirmed(memory: Path) -> None:
    traced(submitter(memory / "data", 46), memory / "log")
    tally = every_cut(memory / "log", memory / "data", judge_outbox, memory, seed=1)
    assert (tally.lost, tally.partial, tally.corrupt) == ([], [], [])
    assert tally.states >= STATES
    assert tally.calls["fsync"] > 200  # the log has really been one of a program that syncs


@pytest.mark.parametrize(
    "lazier",
    [
        "outbox._database.conn.execute('PRAGMA synchronous = normal')",
        "import kiosk.offline.envelope_files as files; files.sync_folder = lambda folder: None",
        "os.fdatasync = lambda descriptor: None",
    ],
    ids=["log not synced", "folder not synced", "envelope not synced"],
)
def test_the_model_finds_an_outbox_that_syncs_too_little(
    memory: Path, lazier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held against outboxes with one sync taken away, so that the test above is known to be able to fail."""
    monkeypatch.setattr(
        power_cut, "SUBMITTER", power_cut.SUBMITTER.replace("done = []", f"done = []; {lazier}", 1)
    )
    traced(submitter(memory / "data", 8), memory / "log")
    tally = every_cut(memory / "log", memory / "data", judge_outbox, memory, seed=1)
    assert tally.lost + tally.partial


def test_a_cut_at_any_call_of_the_encrypting_leaves_every_row(memory: Path) -> None:
    plain_outbox.write(memory / "before" / FILE_NAME)
    script = (
        "import sys; sys.path[:0] = sys.argv[3:]; from pathlib import Path\n"
        "from outbox_things import an_outbox\n"
        "import os; folder = Path(sys.argv[1]); folder.mkdir(mode=0o700)\n"
        "for one in Path(sys.argv[2]).iterdir():\n"
        "    with open(folder / one.name, 'wb') as file:\n"
        "        file.write(one.read_bytes()); file.flush(); os.fsync(file)\n"
        "descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY); os.fsync(descriptor)\n"
        "os.write(1, b'begun\\n')\n"
        "outbox = an_outbox(folder, reserve_bytes=4096)\n"
        "os.write(1, b'sealed\\n')\n"
    )
    command = [sys.executable, "-c", script, str(memory / "data"), str(memory / "before")]
    traced([*command, str(HERE), str(HERE.parent.parent)], memory / "log")

    def judge(root: Path, said: str, tally: Tally, where: str) -> None:
        if "begun" not in said:
            return
        with contextlib.closing(an_outbox(root, reserve_bytes=4096)) as outbox:
            found = {
                str(row.stub.application_id): outbox.envelope(row.stub.application_id) for row in outbox.stubs()
            }
        assert found == {one: plain_outbox.envelope_of(one) for one in plain_outbox.IDS}, where
        tally.confirmed += 1

    tally = every_cut(memory / "log", memory / "data", judge, memory, seed=1, most=100)
    assert tally.confirmed > 100
