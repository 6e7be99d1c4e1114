"""What a disk may hold after a power cut: every prefix of a program's writes, under four policies.

A program runs under strace, which writes down each call that changes files under one folder, with its bytes.
From that log the disk is built again as it may be found after a cut at any place: what was not yet synced may be
there or not, whole or in 512-byte sectors, and so may new names of files. The log is of the real program with
the real build of SQLCipher, so its keys, its log and its envelopes' files are all in it. What the program wrote
to its standard output stands in the log as well: what it had confirmed before the cut is known to the call.

    python tests/offline/power_cut.py --applications 200        # the long run, make crash-model
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import hashlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

HERE = Path(__file__).parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parent.parent), str(HERE)]

from outbox_things import an_outbox  # noqa: E402

from kiosk.offline.outbox import PARTS_NAME  # noqa: E402

POLICIES = ("lost", "kept", "some", "torn")
"""Unsynced writes: none is there, all are, each by chance, each sector of each by chance."""
SECTOR = 512
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
CALLS = "openat,close,write,pwrite64,ftruncate,fallocate,fsync,fdatasync,unlink,unlinkat,rename,link,linkat,mkdir"
LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
LARGE_EVERY = 4


@dataclass
class Inode:
    """One file: what is surely on the disk, and what was done to it since."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Place and bytes of a write; ``None`` for bytes is a cut to that length, or a growth to it."""


@dataclass
class Disk:
    """Names (path under the folder) → files, durable and as the program sees them."""

    names: dict[str, Inode] = field(default_factory=dict)
    durable_names: dict[str, Inode] = field(default_factory=dict)
    pending_names: list[tuple[str, Inode | None]] = field(default_factory=list)
    folders: set[str] = field(default_factory=set)

    def name(self, path: str, inode: Inode | None) -> None:
        """A file gets a name, or the name goes."""
        if inode is None:
            self.names.pop(path, None)
        else:
            self.names[path] = inode
        self.pending_names.append((path, inode))

    def sync_folder(self, folder: str) -> None:
        """The names in ``folder`` are durable."""
        rest = []
        for path, inode in self.pending_names:
            if path.rpartition("/")[0] == folder:
                _set(self.durable_names, path, inode)
            else:
                rest.append((path, inode))
        self.pending_names = rest


def _set(names: dict[str, Inode], path: str, inode: Inode | None) -> None:
    if inode is None:
        names.pop(path, None)
    else:
        names[path] = inode


def _sync(inode: Inode) -> None:
    for place, content in inode.pending:
        _apply(inode.durable, place, content)
    inode.pending.clear()


def _apply(on: bytearray, place: int, content: bytes | None) -> None:
    end = place if content is None else place + len(content)
    if len(on) < end:
        on.extend(bytes(end - len(on)))
    if content is None:
        del on[place:]
    else:
        on[place:end] = content


def traced(command: list[str], log: Path) -> None:
    """Runs ``command`` under strace. Raises ``RuntimeError`` when it fails."""
    strace = ["strace", "-f", "-xx", "-s", "8388608", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(log)]
    done = subprocess.run([*strace, *command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])


def may_trace() -> bool:
    """Is strace here, and allowed?"""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0


class Replay:
    """Goes through a log call by call; ``disk`` and ``said`` (lines on standard output) are as of that call."""

    def __init__(self, log: Path, root: Path) -> None:
        self._log, self._root = log, str(root)
        self.disk, self.said = Disk(), ""
        self._open: dict[int, tuple[str, Inode | None, list[int]]] = {}

    def steps(self) -> Iterator[str]:
        """The name of each call that changed the disk or synced it, after it was taken in."""
        with self._log.open(encoding="ascii") as lines:
            for line in lines:
                found = LINE.match(line)
                if found is None or int(found[3]) < 0:
                    continue
                if self._take(found[1], found[2], int(found[3])):
                    yield found[1]

    def _path(self, text: str) -> str | None:
        path = bytes.fromhex(text.replace("\\x", "")).decode()
        if path == self._root:
            return ""
        return path[len(self._root) + 1 :] if path.startswith(self._root + "/") else None

    def _take(self, call: str, rest: str, result: int) -> bool:
        quoted = QUOTED.findall(rest)
        if call == "openat":
            return self._opened(quoted[0], rest, result)
        if call in ("unlink", "unlinkat", "rename", "link", "linkat", "mkdir"):
            return self._renamed(call, [self._path(one) for one in quoted])
        number = int(re.match(r"\d+", rest)[0])  # type: ignore[index]
        if call == "close":
            self._open.pop(number, None)
            return False
        if call == "write" and number == 1:
            self.said += bytes.fromhex(quoted[0].replace("\\x", "")).decode()
            return False
        if number not in self._open:
            return False
        return self._changed(call, *self._open[number], rest, quoted, result)

    def _opened(self, text: str, rest: str, result: int) -> bool:
        path = self._path(text)
        if path is None:
            return False
        if "O_DIRECTORY" in rest or path == "" or path in self.disk.folders:
            self._open[result] = (path, None, [0])
            return False
        inode, made = self.disk.names.get(path), False
        if inode is None:
            inode, made = Inode(), True
            self.disk.name(path, inode)
        if "O_TRUNC" in rest:
            inode.pending.append((0, None))
            made = True
        self._open[result] = (path, inode, [0])
        return made

    def _renamed(self, call: str, paths: list[str | None]) -> bool:
        if paths[-1] is None:
            return False
        last = paths[-1]
        if call == "mkdir":
            self.disk.folders.add(last)
        elif call.startswith("unlink"):
            self.disk.name(last, None)
        else:
            assert paths[0] is not None
            self.disk.name(last, self.disk.names[paths[0]])
            if call == "rename":
                self.disk.name(paths[0], None)
        return True

    def _changed(
        self, call: str, path: str, inode: Inode | None, at: list[int], rest: str, quoted: list[str], result: int
    ) -> bool:
        if call in ("fsync", "fdatasync"):
            if inode is None:
                self.disk.sync_folder(path)
            else:
                _sync(inode)
            return True
        assert inode is not None
        numbers = [int(one) for one in re.findall(r", (\d+)(?=,|$)", rest)]
        if call in ("write", "pwrite64"):
            content = bytes.fromhex(quoted[0].replace("\\x", ""))[:result]
            place = numbers[-1] if call == "pwrite64" else at[0]
            at[0] = place + len(content)
            inode.pending.append((place, content))
        elif call == "ftruncate":
            inode.pending.append((numbers[-1], None))
        elif call == "fallocate":
            inode.pending.append((numbers[-2] + numbers[-1], None))
        return True


def after_cut(disk: Disk, policy: str, chance: random.Random) -> dict[str, bytes]:
    """Path → content as it may be found. New names and gone ones come in order: a file system journals them."""
    names = dict(disk.durable_names)
    many = len(disk.pending_names)
    taken = {"lost": 0, "kept": many}.get(policy, chance.randint(0, many))
    for path, inode in disk.pending_names[:taken]:
        _set(names, path, inode)
    return {path: _content(inode, policy, chance) for path, inode in names.items()}


def _content(inode: Inode, policy: str, chance: random.Random) -> bytes:
    content = bytearray(inode.durable)
    for place, written in inode.pending:
        for start, piece in _pieces(written, policy):
            if policy == "kept" or (policy != "lost" and chance.random() < 0.5):
                _apply(content, place + start, piece)
    return bytes(content)


def _pieces(written: bytes | None, policy: str) -> list[tuple[int, bytes | None]]:
    if written is None or policy != "torn":
        return [(0, written)]
    return [(start, written[start : start + SECTOR]) for start in range(0, len(written), SECTOR)]


def laid_out(files: dict[str, bytes], folders: set[str], root: Path) -> None:
    """Writes a state into the empty folder ``root``, for its owner alone."""
    root.mkdir(mode=0o700)
    for folder in sorted(folders - {""}):
        (root / folder).mkdir(mode=0o700, parents=True)
    for path, content in files.items():
        (root / path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (root / path).write_bytes(content)
        (root / path).chmod(0o600)


@dataclass
class Tally:
    """What was found."""

    states: int = 0
    cuts: int = 0
    confirmed: int = 0
    lost: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)
    calls: collections.Counter[str] = field(default_factory=collections.Counter)


def envelope_of(application_id: UUID) -> bytes:
    """As it is sent, known by its id; every fourth is large enough for a file of its own."""
    return head_of(application_id) + b"".join(parts_of(application_id))


def head_of(application_id: UUID) -> bytes:
    """The envelope without the parts that follow it."""
    return application_id.bytes * (5000 if application_id.bytes[15] % LARGE_EVERY == 0 else 120)


def parts_of(application_id: UUID) -> list[bytes]:
    """What was saved while somebody scanned for every fourth other application: two sealed papers."""
    if application_id.bytes[15] % LARGE_EVERY != 1:
        return []
    return [application_id.bytes[::-1] * 90, application_id.bytes[::-1] * 70]


def page_of(application_id: UUID) -> bytes:
    """A page that was bound later on, or belongs to a visit that ended without an application."""
    return application_id.bytes[::-1] * 40


SUBMITTER = """
import os, sys; sys.path[:0] = sys.argv[3:]
from pathlib import Path; from uuid import UUID
from outbox_things import a_stub, an_outbox
from power_cut import head_of, page_of, parts_of
from kiosk.offline.outbox import Part
say = lambda *words: os.write(1, (' '.join(map(str, words)) + chr(10)).encode())
outbox = an_outbox(Path(sys.argv[1]), reserve_bytes=4096)
outbox.room()
outbox._database.conn.execute('PRAGMA wal_autocheckpoint = 24').fetchall()
done = []
for number in range(int(sys.argv[2])):
    stub = a_stub(UUID(int=number + 1))
    outbox.take_number(stub.created_at.date())
    key = stub.application_id
    if parts_of(key): outbox.keep_part(key, page_of(key))
    parts = [Part(outbox.keep_part(key, part), len(part)) for part in parts_of(key)]
    outbox.drop_parts(key, [part.sha256 for part in parts])
    outbox.submit(stub, head_of(key), b'c' * 32, parts)
    say('saved', stub.application_id)
    if number % 5 == 4: outbox.keep_part(UUID(int=900 + number), page_of(UUID(int=900 + number)))
    if number % 10 == 9: outbox.drop_parts(UUID(int=900 + number))
    outbox.mark_told(stub.application_id)
    done.append(stub.application_id)
    if number % 3 == 2:
        old = done.pop(0)
        outbox.mark_trying(old, 9.0, 5.0)
        outbox.mark_delivered(old, '1', 10.0, b'signed')
    if number % 7 == 6:
        for row in outbox.stubs():
            if row.state == 'delivered': say('dropping', row.stub.application_id)
        outbox.drop_envelopes(11.0, 12.0)
outbox.close()
say('closed')
outbox = an_outbox(Path(sys.argv[1]), reserve_bytes=4096)
say('opened', len(outbox.stubs()))
"""


def submitter(folder: Path, applications: int) -> list[str]:
    """The program that is cut: first start, submits, deliveries, drops, checkpoints, a restart."""
    return [sys.executable, "-c", SUBMITTER, str(folder), str(applications), str(HERE), str(HERE.parent.parent)]


def judge_outbox(root: Path, said: str, tally: Tally, where: str) -> None:
    """Opens the state as the terminal would and holds it against what was confirmed."""
    words = [line.split() for line in said.splitlines()]
    saved = {UUID(line[1]) for line in words if line[0] == "saved"}
    dropping = {UUID(line[1]) for line in words if line[0] == "dropping"}
    tally.confirmed += len(saved)
    try:
        outbox = an_outbox(root, reserve_bytes=4096)
    except Exception as error:
        tally.corrupt.append(f"{where}: {type(error).__name__} {error}")
        return
    with contextlib.closing(outbox):
        rows = {row.stub.application_id: row for row in outbox.stubs()}
        tally.lost += [f"{where}: {one}" for one in saved - rows.keys()]
        named = sum(len(parts_of(key)) for key, row in rows.items() if row.kept)
        if len(list((root / PARTS_NAME).iterdir())) != named:
            tally.partial.append(f"{where}: drafts are left behind")
        for key, row in rows.items():
            try:
                whole = outbox.envelope(key)[:] == envelope_of(key) if row.kept else key in dropping
            except Exception:
                whole = False
            if not whole:
                tally.partial.append(f"{where}: {key}")


def every_cut(
    log: Path,
    root: Path,
    judge: Callable[[Path, str, Tally, str], None],
    work: Path,
    seed: int,
    most: int | None = None,
) -> Tally:
    """Builds and judges every distinct state after every call of the log; at most ``most`` cuts, evenly taken."""
    total = sum(1 for _ in Replay(log, root).steps())
    stride = 1 if most is None else max(1, -(-total // most))
    replay, tally, seen = Replay(log, root), Tally(), set()
    for place, call in enumerate(replay.steps()):
        tally.calls[call] += 1
        if place % stride:
            continue
        tally.cuts += 1
        for policy in POLICIES:
            files = after_cut(replay.disk, policy, random.Random(f"{seed} {place} {policy}"))
            state = _digest(files, replay.said)
            if state in seen:
                continue
            seen.add(state)
            tally.states += 1
            here = work / "state"
            laid_out(files, replay.disk.folders, here)
            judge(here, replay.said, tally, f"call {place} {call} {policy}")
            shutil.rmtree(here)
    return tally


def _digest(files: dict[str, bytes], said: str) -> bytes:
    """The same for equal states alone."""
    digest = hashlib.sha256(said.encode())
    for path, content in sorted(files.items()):
        digest.update(f"\0{path}\0{len(content)}\0".encode() + content)
    return digest.digest()


def main() -> int:
    """The long run; exit code 1 when anything was lost, partial or corrupt."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applications", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as name:
        work = Path(name)
        root, log = work / "data", work / "log"
        traced(submitter(root, given.applications), log)
        tally = every_cut(log, root, judge_outbox, work, given.seed)
    print(f"calls {dict(tally.calls)}, cuts {tally.cuts}, distinct disk states {tally.states}")
    print(f"confirmed lost {len(tally.lost)}, partial {len(tally.partial)}, corrupt {len(tally.corrupt)}")
    for line in (tally.lost + tally.partial + tally.corrupt)[:20]:
        print("  " + line)
    return 1 if tally.lost or tally.partial or tally.corrupt else 0


if __name__ == "__main__":
    sys.exit(main())
