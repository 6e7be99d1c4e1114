"""Cuts the power of a machine that submits applications, again and again, and looks each time what its disk holds.

The machine is a QEMU guest with Debian's kernel, ext4 and the real outbox. Its disk forgets what was not flushed
(``volatile_disk.py``), so that a sync left out anywhere between SQLite and the disk shows. Confirmations come over
the serial port; only a whole line counts, as a person reads a whole sentence.

    python tests/powercut/powercut.py --cuts 20        # make powercut
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

HERE = Path(__file__).parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE)]

from guest_image import DISK_BYTES, Guest, empty_disk, guest, missing  # noqa: E402
from volatile_disk import POLICIES, DiskServer, VolatileDisk  # noqa: E402

BOOTS_WITHIN_S = 600.0
"""By software emulation on a busy machine; some 10 s on a quiet one."""
LONGEST_LIFE_S, MOST_WRITES = 6.0, 60
MEMORY, BOOTS = "256", 3
KERNEL_WORDS = "console=ttyS0 quiet loglevel=0 panic=-1 random.trust_cpu=on edd=off mitigations=off nokaslr"


@dataclass
class Heard:
    """What a machine said between two cuts."""

    held: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)

    def line(self, text: str) -> None:
        """One whole line of the serial port; what is none of ours is the kernel's."""
        match text.split():
            case ["HELD", application_id, sha256]:
                self.held[application_id] = sha256
            case ["SAID", application_id, sha256]:
                self.said[application_id] = sha256
            case ["READY"]:
                self.ready.set()
            case ["BROKEN", *_]:
                self.broken.append(text)
                self.ready.set()


@dataclass
class Counts:
    """Over all cuts."""

    cuts: int = 0
    confirmed: int = 0
    unflushed: int = 0
    lost: int = 0
    altered: int = 0
    broken: int = 0
    fell: int = 0
    """Boots that ended before the disk was looked at; said, and not counted as anything."""

    @property
    def good(self) -> bool:
        """Nothing lost, altered or broken."""
        return not (self.lost or self.altered or self.broken)


class Machine:
    """A guest from its boot to the cut."""

    def __init__(self, made: Guest, disk: Path) -> None:
        self.heard = Heard()
        drives = [
            f"file={made.root},if=virtio,format=raw,readonly=on",
            f"file=nbd:unix:{disk},if=virtio,format=raw,cache=writeback",
        ]
        command = ["qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", MEMORY, "-nographic", "-no-reboot"]
        command += ["-nodefaults", "-serial", "stdio", "-kernel", str(made.kernel), "-initrd", str(made.initramfs)]
        command += [
            "-append",
            "console=ttyS0 quiet loglevel=0 panic=-1 edd=off mitigations=off nokaslr random.trust_cpu=on",
        ]
        for drive in drives:
            command += ["-drive", drive]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self._ear = threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True)
        self._ear.start()

    def booted(self) -> bool:
        """Waits until it has said what its disk holds; false when it does not come so far."""
        ends = time.monotonic() + BOOTS_WITHIN_S
        while not self.heard.ready.wait(0.2) and not self.fell() and time.monotonic() < ends:
            continue
        return self.heard.ready.is_set() and not self.heard.broken

    def fell(self) -> bool:
        """Has it ended by itself?"""
        return self._process.poll() is not None

    def cut(self) -> None:
        """The power goes: no flush, no farewell."""
        self._process.kill()
        self._process.wait()
        self._ear.join()

    def _listen(self, port: IO[bytes]) -> None:
        for raw in iter(port.readline, b""):
            if raw.endswith(b"\n"):
                self.heard.line(raw.decode(errors="replace").strip())


def run(cuts: int, seed: int, folder: Path) -> Counts:
    """So many cuts of one machine and its disk in ``folder``, and a last look."""
    chance, counts, confirmed = random.Random(seed), Counts(), dict[str, str]()
    made, file = guest(), folder / "disk.img"
    empty_disk(file)
    disk = VolatileDisk(file, DISK_BYTES)
    server = DiskServer(disk, folder / "disk")
    while True:
        machine = _booted(made, server.path, counts)
        came = machine.heard.ready.is_set() and not machine.heard.broken
        _compare(confirmed, machine.heard, counts, came=came)
        print(f"boot {counts.cuts + 1}: holds {len(machine.heard.held)} of {len(confirmed)} confirmed", flush=True)
        if counts.cuts == cuts or not came:
            machine.cut()
            server.close()
            return counts
        _wait_for_the_instant(disk, chance)
        machine.cut()
        policy = chance.choice(POLICIES)
        unflushed = disk.cut(policy, chance)
        confirmed |= machine.heard.said
        counts.cuts += 1
        counts.confirmed, counts.unflushed = len(confirmed), counts.unflushed + unflushed
        print(
            f"cut {counts.cuts}: {len(machine.heard.said)} confirmed, {unflushed} writes unflushed, {policy}",
            flush=True,
        )


def _booted(made: Guest, disk: Path, counts: Counts) -> Machine:
    """A machine that has looked at its disk. Emulation may fall before that on a starved host; it boots again."""
    for _ in range(BOOTS):
        machine = Machine(made, disk)
        if machine.booted() or machine.heard.broken or not machine.fell():
            break
        counts.fell += 1
        print("the machine fell while it booted", flush=True)
        machine.cut()
    return machine


def _wait_for_the_instant(disk: VolatileDisk, chance: random.Random) -> None:
    """Any time, or at a write whose flush will not come any more."""
    if chance.random() < 0.3:
        time.sleep(chance.uniform(0, LONGEST_LIFE_S))
        return
    disk.stop_at(chance.randrange(1, MOST_WRITES))
    disk.stopped.wait(10 * LONGEST_LIFE_S)


def _compare(confirmed: dict[str, str], heard: Heard, counts: Counts, *, came: bool) -> None:
    counts.broken += (not came) + len(heard.broken)
    counts.lost += len(set(confirmed) - set(heard.held))
    counts.altered += sum(1 for one, sha256 in confirmed.items() if heard.held.get(one, sha256) != sha256)
    for text in heard.broken:
        print(text, flush=True)


def main() -> int:
    """Exit code 1 when anything was lost, altered or broken, 2 when programs are missing."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--cuts", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    if lacking := missing():
        print(f"missing: {', '.join(lacking)}; provisioning/debian-packages-powercut.txt names the packages")
        return 2
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tongban-powercut-") as folder:
        counts = run(given.cuts, given.seed, Path(folder))
    print(f"{counts}, {time.monotonic() - began:.0f} s", flush=True)
    return 0 if counts.good else 1


if __name__ == "__main__":
    sys.exit(main())
