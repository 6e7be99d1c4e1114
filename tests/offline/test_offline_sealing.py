"""A plain outbox of before becomes an encrypted one: whole or not at all, killed wherever."""

import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path
from uuid import UUID

import plain_outbox
import pytest
from outbox_things import an_outbox

from kiosk.errors import OutboxDamaged, OutboxTaken
from kiosk.offline.outbox import FILE_NAME, Outbox
from kiosk.offline.outbox_file import look, mapped
from kiosk.offline.outbox_sealing import BESIDE, LEFT_OVER, seal_file

KEY = bytes(range(32))
STEPS = ("copy", "name", "move", "overwrite")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plain") / FILE_NAME
    plain_outbox.write(path)
    return path.parent


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    shutil.copytree(written, tmp_path / "data")
    return tmp_path / "data"


def held(outbox: Outbox) -> None:
    """All that the plain file held is there, in its states."""
    states = {str(row.stub.application_id): (row.state, row.told, row.kept) for row in outbox.stubs()}
    waiting = dict.fromkeys(plain_outbox.IDS[:3], ("waiting", True, True))
    settled = {plain_outbox.PARKED: ("parked", True, True), plain_outbox.DELIVERED: ("delivered", True, True)}
    assert states == waiting | settled
    assert all(outbox.envelope(UUID(one)) == plain_outbox.envelope_of(one) for one in plain_outbox.IDS)
    assert all(row.size == len(plain_outbox.envelope_of(str(row.stub.application_id))) for row in outbox.stubs())


def test_a_plain_outbox_is_encrypted_when_it_is_opened(folder: Path) -> None:
    outbox = an_outbox(folder)
    held(outbox)
    assert outbox.take_number(date(2026, 11, 23)) == 6
    assert look(folder / FILE_NAME) == "sealed"
    outbox.close()


def test_nothing_plain_is_left_beside_it(folder: Path) -> None:
    outbox = an_outbox(folder)
    content = b"".join(one.read_bytes() for one in folder.iterdir() if one.is_file())
    assert "养老保险".encode() not in content
    assert not any(one.name.endswith((BESIDE, LEFT_OVER, "-journal")) for one in folder.iterdir())
    outbox.close()


def test_the_plain_bytes_are_overwritten_before_their_name_goes(folder: Path) -> None:
    os.link(folder / FILE_NAME, folder / "watched")
    seal_file(folder / FILE_NAME, KEY)
    assert not any((folder / "watched").read_bytes())


@pytest.mark.parametrize("step", STEPS)
def test_killed_before_any_step_everything_is_there_at_the_next_start(folder: Path, step: str) -> None:
    script = (
        "import os, sys; sys.path[:0] = sys.argv[3:]; from pathlib import Path\n"
        "from kiosk.offline.keys import KeyFile\n"
        "from kiosk.offline.outbox_sealing import seal_file\n"
        "key = KeyFile(Path(sys.argv[1], 'storage.key')).make()\n"
        "end = lambda step: os.kill(os.getpid(), 9) if step == sys.argv[2] else None\n"
        "seal_file(Path(sys.argv[1], 'outbox.sqlite3'), key, end)\n"
    )
    arguments = [str(folder), step, str(Path(__file__).parents[2])]
    done = subprocess.run([sys.executable, "-c", script, *arguments], check=False)
    assert done.returncode == -9
    outbox = an_outbox(folder)
    held(outbox)
    assert not any(one.name.endswith((BESIDE, LEFT_OVER)) for one in folder.iterdir())
    outbox.close()


def test_a_half_written_copy_of_an_earlier_cut_is_made_anew(folder: Path) -> None:
    Path(f"{folder / FILE_NAME}{BESIDE}").write_bytes(os.urandom(5000))
    outbox = an_outbox(folder)
    held(outbox)
    outbox.close()


def test_somebody_elses_plain_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "data" / FILE_NAME
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE shopping (thing)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(OutboxDamaged, match="not an outbox"):
        an_outbox(tmp_path / "data")
    assert path.read_bytes() == before


def test_a_plain_outbox_that_is_held_by_another_is_not_touched(folder: Path) -> None:
    script = (
        "import sqlite3, sys; held = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "held.execute('PRAGMA locking_mode = exclusive'); held.execute('BEGIN EXCLUSIVE')\n"
        "print('held', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", script, str(folder / FILE_NAME)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(OutboxTaken):
            an_outbox(folder)
        holder.communicate()
    outbox = an_outbox(folder)
    held(outbox)
    outbox.close()


def test_what_sqlcipher_raises_crosses_no_border() -> None:
    from sqlcipher3 import dbapi2 as sqlcipher

    with pytest.raises(OutboxDamaged), mapped():
        sqlcipher.connect(":memory:").execute("SELECT * FROM nothing")
