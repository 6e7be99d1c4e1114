"""A submit on a disk that fails, or killed: EIO, ENOSPC or kill -9 at each call in turn, injected by strace.

For every call and error a fresh process opens an outbox that already holds one application and submits a small
one and a large one; the fault strikes the n-th call of its kind from the opening on. Afterwards the outbox is
opened on a healthy disk: what was confirmed is there and whole, what was refused may be absent but never half
there.

    python tests/offline/disk_faults.py --every      # make fault-disk
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import hashlib
import itertools
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

HERE = Path(__file__).parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parent.parent), str(HERE)]

from outbox_things import a_stub, an_outbox  # noqa: E402

SYNCS, WRITES = ("fsync", "fdatasync"), ("write", "pwrite64", "fallocate")
OTHERS = ("openat", "close", "unlink", "ftruncate")
FAULTS = {
    "syncs EIO": tuple((call, "error=EIO") for call in SYNCS),
    "syncs ENOSPC": tuple((call, "error=ENOSPC") for call in SYNCS),
    "writes EIO": tuple((call, "error=EIO") for call in WRITES),
    "writes ENOSPC": tuple((call, "error=ENOSPC") for call in WRITES),
}
"""Call by call: strace counts each of them for itself."""
KILLS = {"kill -9": tuple((call, "signal=KILL") for call in (*SYNCS, *WRITES, *OTHERS))}
FIRST, SMALL, LARGE, SCANNED = (UUID(int=number) for number in (1, 2, 3, 4))

VICTIM = """
import hashlib, os, sys; sys.path[:0] = sys.argv[2:]
from pathlib import Path; from uuid import UUID
from outbox_things import a_stub, an_outbox
from disk_faults import LARGE, PAGE, SCANNED, SMALL, envelope_of, head_of, part_of
from kiosk.errors import OfflineError
from kiosk.offline.outbox import Part
def say(*words): print(*words, file=sys.stderr)
try:
    outbox = an_outbox(Path(sys.argv[1]), reserve_bytes=4096)
    outbox.room()
    def kept(content):
        try:
            return Part(outbox.keep_part(SCANNED, content), len(content))
        except OfflineError as error:
            say('unsaved', error.code)
            return Part(hashlib.sha256(content).hexdigest(), len(content), unsaved=content)
    for key in (SMALL, LARGE, SCANNED):
        try:
            if key == SCANNED: kept(PAGE)
            parts = [kept(part_of(key))] if key == SCANNED else []
            outbox.drop_parts(SCANNED, [part.sha256 for part in parts])
            outbox.submit(a_stub(key), head_of(key), parts=parts)
            say('saved', key)
        except OfflineError as error:
            say('refused', key, error.code)
    outbox.close()
except OfflineError as error:
    say('closed', error.code)
"""


PAGE = b"a page that was bound later " * 50


def envelope_of(key: UUID) -> bytes:
    """As it is sent, known by its id; the large one has a file of its own, the scanned one a part in a file."""
    return head_of(key) + (part_of(key) if key == SCANNED else b"")


def head_of(key: UUID) -> bytes:
    """The envelope without its part."""
    return key.bytes * (8000 if key == LARGE else 100)


def part_of(key: UUID) -> bytes:
    """What was saved while somebody scanned."""
    return key.bytes[::-1] * 300


@dataclass
class Tally:
    """What became of the submits, and what was wrong afterwards."""

    runs: int = 0
    struck: int = 0
    said: collections.Counter[str] = field(default_factory=collections.Counter)
    wrong: list[str] = field(default_factory=list)


def prepared(folder: Path) -> None:
    """An outbox that holds one application, its log not yet brought home."""
    outbox = an_outbox(folder, reserve_bytes=4096)
    outbox.submit(a_stub(FIRST), envelope_of(FIRST))
    outbox.close()


def run_once(folder: Path, calls: str, what: str, nth: int, tally: Tally) -> bool:
    """One run; false when the program made fewer than ``nth`` of the calls, so that nothing struck."""
    log = folder.parent / "log"
    inject = ["-e", f"inject={calls}:{what}:when={nth}"]
    strace = ["strace", "-f", "-P", str(folder), *_paths(folder), "-e", f"trace={calls}", *inject, "-o", str(log)]
    command = [sys.executable, "-c", VICTIM, str(folder), str(HERE), str(HERE.parent.parent)]
    done = subprocess.run([*strace, *command], capture_output=True, text=True, check=False)
    where = f"{calls} {what} #{nth}"
    tally.runs += 1
    killed = done.returncode == -signal.SIGKILL
    struck = killed or "INJECTED" in log.read_text(errors="replace")
    tally.struck += struck
    lines = [line.split() for line in done.stderr.splitlines()]
    if done.returncode != 0 and not killed:
        tally.wrong.append(f"{where}: {done.stderr[-300:]}")
        return struck
    tally.said.update(f"{line[0]} {line[-1] if line[0] != 'saved' else ''}".strip() for line in lines)
    saved = {FIRST} | {UUID(line[1]) for line in lines if line[0] == "saved"}
    try:
        outbox = an_outbox(folder, reserve_bytes=4096)
    except Exception as problem:
        tally.wrong.append(f"{where}: does not open again: {problem}")
        return struck
    with contextlib.closing(outbox):
        found = {row.stub.application_id for row in outbox.stubs()}
        whole = all(outbox.envelope(key)[:] == envelope_of(key) for key in found)
        if not saved <= found or not whole:
            tally.wrong.append(f"{where}: confirmed {len(saved)}, found {len(found)}, whole {whole}")
    return struck


def _paths(folder: Path) -> list[str]:
    """strace looks only at these files: the faults are the disk's, not those of the program's start."""
    names = ["outbox.sqlite3", "outbox.sqlite3-wal", "outbox.reserve", "envelopes", "storage.key"]
    names += [f"envelopes/{sha256_of(envelope_of(key))}.tbev" for key in (SMALL, LARGE)]
    names += ["parts", *(f"parts/{sha256_of(content)}.tbpt" for content in (PAGE, part_of(SCANNED)))]
    return [word for name in names for word in ("-P", str(folder / name))]


def sha256_of(content: bytes) -> str:
    """The name of a file of these bytes."""
    return hashlib.sha256(content).hexdigest()


def struck_in_turn(work: Path, kinds: tuple[tuple[str, str], ...], stride: int = 1) -> Tally:
    """Every call in turn (each ``stride``-th), until a run in which the fault found no call any more."""
    tally = Tally()
    prepared(work / "prepared")
    for calls, what in kinds:
        for nth in itertools.count(1, stride):
            shutil.rmtree(work / "data", ignore_errors=True)
            shutil.copytree(work / "prepared", work / "data")
            if not run_once(work / "data", calls, what, nth, tally):
                break
    return tally


def main() -> int:
    """Exit code 1 when anything confirmed was lost or half there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", action="store_true", help="each call, not each third")
    given = parser.parse_args()
    wrong = []
    for title, kinds in (FAULTS | KILLS).items():
        with tempfile.TemporaryDirectory() as name:
            tally = struck_in_turn(Path(name), kinds, stride=1 if given.every else 3)
        print(f"{title}: {tally.runs} runs, struck {tally.struck}; {dict(tally.said)}")
        wrong += tally.wrong
    print("\n".join(wrong) or "nothing confirmed was lost, nothing was half there, every next start worked")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
