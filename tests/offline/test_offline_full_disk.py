"""A disk that is really full: a 4 MB file system of the test's own, and a limit on the size of a file."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
START = (
    "import os, sys, resource, shutil; sys.path[:0] = sys.argv[2:]\n"
    "from pathlib import Path; from outbox_things import a_stub, an_outbox\n"
    "from kiosk.errors import DiskFull, OfflineError\n"
    "folder = Path(sys.argv[1])\n"
)
FILL = (
    "def fill(room):\n"
    "    with open(folder / 'other', 'ab', buffering=0) as other:\n"
    "        try:\n"
    "            while shutil.disk_usage(folder).free > room: other.write(bytes(4096))\n"
    "        except OSError: pass\n"
)


def run(script: str, folder: Path, prefix: tuple[str, ...] = ()) -> str:
    folder.mkdir(exist_ok=True)
    command = [*prefix, sys.executable, "-c", START + script, str(folder), str(HERE), str(HERE.parent.parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def own_mounts() -> tuple[str, ...]:
    """How a child gets a mount table of its own: as root, or as root of a user namespace."""
    for way in (("unshare", "--mount"), ("unshare", "--mount", "--map-root-user")):
        probe = [*way, "mount", "-t", "tmpfs", "none", "/mnt"]
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            return way
    pytest.skip("this machine lets nobody mount; the quota tests cover SQLITE_FULL")


def on_4_mb(script: str, folder: Path) -> str:
    mount = "import subprocess as s; s.run(['mount', '-ttmpfs', '-osize=4m', 'none', folder], check=True)\n"
    return run(mount + FILL + script, folder, own_mounts())


def test_on_a_full_disk_nothing_is_half_saved_and_what_was_saved_stays(tmp_path: Path) -> None:
    script = (
        "outbox = an_outbox(folder / 'data'); kept = a_stub(); outbox.submit(kept, b'first' * 1000)\n"
        "fill(0)\n"
        "try: outbox.submit(a_stub(), os.urandom(900_000)); print('saved')\n"
        "except DiskFull as error: print(error.code)\n"
        "outbox.close(); outbox = an_outbox(folder / 'data')\n"
        "print([row.stub for row in outbox.stubs()] == [kept])\n"
        "print(outbox.envelope(kept.application_id) == b'first' * 1000)\n"
    )
    assert on_4_mb(script, tmp_path / "disk").split() == ["O-01", "True", "True"]


def test_the_reserve_lets_a_person_finish_on_a_disk_that_filled_up_meanwhile(tmp_path: Path) -> None:
    script = (
        "outbox = an_outbox(folder / 'data'); print(outbox.room())\n"
        "fill(0); stub = a_stub(); outbox.submit(stub, os.urandom(400_000))\n"
        "print(len(outbox.envelope(stub.application_id)), outbox.room())\n"
    )
    assert on_4_mb(script, tmp_path / "disk").split() == ["True", "400000", "False"]


def test_a_delivery_can_be_written_down_on_a_full_disk(tmp_path: Path) -> None:
    script = (
        "outbox = an_outbox(folder / 'data'); outbox.room(); stub = a_stub()\n"
        "outbox.submit(stub, os.urandom(300_000)); fill(0)\n"
        "outbox.mark_delivered(stub.application_id, '510402-20261123-000001', 1.0)\n"
        "print(outbox.counts().delivered)\n"
    )
    assert on_4_mb(script, tmp_path / "disk") == "1"


def test_an_outbox_that_cannot_even_be_made_says_disk_full(tmp_path: Path) -> None:
    script = "fill(0)\ntry: an_outbox(folder / 'data')\nexcept DiskFull as error: print(error.code)\n"
    assert on_4_mb(script, tmp_path / "disk") == "O-01"


def test_a_write_that_the_system_refuses_leaves_nothing_behind(tmp_path: Path) -> None:
    script = (
        "outbox = an_outbox(folder); kept = a_stub(); outbox.submit(kept, b'first')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "try: outbox.submit(a_stub(), os.urandom(500_000)); print('saved')\n"
        "except OfflineError as error: print(error.code)\n"
        "print([row.stub for row in outbox.stubs()] == [kept], outbox.room())\n"
    )
    assert run(script, tmp_path / "disk").split() == ["O-01", "True", "False"]
