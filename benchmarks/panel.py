"""The whole terminal from outside: first frame, main-thread time, memory over visits, traces in raw memory.

The terminal runs in a process of its own beside the emulated hall. Main-thread time is the thread's processor
time around one Kivy frame, so that waiting for the display does not count and a busy machine counts less. The raw
scan reads every writable mapping of the process after a visit and counts the ID number and the name in UTF-8,
UTF-16 and UCS-4; the needles are in this process only.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure, at_most, percentile, plain
from kiosk.sandbox import people
from kiosk.sandbox.hall_process import HallProcess
from main import CLEAN_MEMORY
from provisioning.models import default_folder

VISITS = int(os.environ.get("TONGBAN_BENCH_VISITS", "200"))
WARM = 25
REST_S = 60
"""A terminal that has just started loads its pictures while it stands at rest, twenty a second."""
MAIN_THREAD_MS = 8.0
GROWTH = 1.02
STARTS = 5


class Child:
    """The watched terminal. ``environment`` is added to this process's own."""

    def __init__(self, hall: HallProcess, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.panel_child", str(hall.settings), str(hall.folder / "control")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
        )
        self._answer()

    @property
    def pid(self) -> int:
        """For looking at its memory."""
        return self._process.pid

    def ask(self, word: str) -> Any:
        """Sends a word, returns its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        return self._answer()

    def quit(self) -> None:
        """Ends it."""
        assert self._process.stdin is not None
        self._process.stdin.write("quit\n")
        self._process.stdin.flush()
        self._process.wait(60)

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(("{", "[", '"')) or line.strip().lstrip("-").isdigit() or line.strip() == "null":
                return json.loads(line)
        raise RuntimeError("the watched terminal has ended")


def figures() -> list[Figure]:
    """All figures of this topic."""
    with HallProcess(default_folder()) as hall:
        found = first_frames(hall)
        child = Child(hall, **CLEAN_MEMORY)
        found += frame_times(child.ask("story"))
        hall.do("clear_desk")
        found += raw_traces(child.pid, "raw memory after a visit")
        child.quit()
        plain_child = Child(hall)
        plain_child.ask("story")
        bare = raw_traces(plain_child.pid, "the same without overwriting freed memory")
        found += [plain(one.name, one.value, one.unit, one.n) for one in bare]  # why it is overwritten
        plain_child.quit()
        found += memory(hall)
    return found


def first_frames(hall: HallProcess) -> list[Figure]:
    """From the start of the process to the first frame, as the terminal itself writes it down."""
    taken = [_first_frame_ms(hall) for _ in range(STARTS)]
    return [plain("first frame after process start, median", statistics.median(taken), "ms", STARTS)]


def _first_frame_ms(hall: HallProcess) -> int:
    journal = hall.folder / "terminal" / "journal.jsonl"
    before = _starts(journal)
    kiosk = subprocess.Popen([sys.executable, "main.py", "run", "--settings", str(hall.settings)])
    ends = time.monotonic() + 60
    while len(now := _starts(journal)) == len(before):
        if time.monotonic() > ends or kiosk.poll() is not None:
            raise RuntimeError("the terminal shows no first frame")
        time.sleep(0.05)
    kiosk.terminate()
    kiosk.wait(30)
    return now[-1]


def _starts(journal: Path) -> list[int]:
    if not journal.exists():
        return []
    lines = [json.loads(line) for line in journal.read_text(encoding="ascii").splitlines()]
    return [line["first_frame_ms"] for line in lines if line["event"] == "terminal.started"]


def frame_times(steps: dict[str, list[float]]) -> list[Figure]:
    """p50 and p95 of each step's frames; the goal is on the median, since a step's first frame builds it."""
    found = []
    for step, taken in steps.items():
        found.append(
            at_most(
                f"main thread a frame, {step}, p50", statistics.median(taken), "ms", len(taken), MAIN_THREAD_MS
            )
        )
        found.append(plain(f"main thread a frame, {step}, p95", percentile(taken, 95), "ms", len(taken)))
    return found


def memory(hall: HallProcess) -> list[Figure]:
    """Resident memory at rest, after one, some and many visits: the first ones fill the gallery of textures."""
    child = Child(hall, **CLEAN_MEMORY)
    for _ in range(REST_S):
        child.ask("idle")
    attract = child.ask("memory")
    child.ask("visit")
    child.ask("idle")
    one = child.ask("memory")
    some = one
    for number in range(2, VISITS + 1):
        child.ask("visit")
        if number == WARM:
            child.ask("idle")
            some = child.ask("memory")
    child.ask("idle")
    many = child.ask("memory")
    child.quit()
    growth = many / one
    return [
        plain("resident memory at attract", attract / 2**20, "MB", 1),
        plain("resident memory after 1 visit", one / 2**20, "MB", 1),
        plain(f"resident memory after {VISITS} visits", many / 2**20, "MB", 1),
        at_most(f"growth from 1 to {VISITS} visits", growth, "times", VISITS, GROWTH),
        at_most(f"growth from {WARM} to {VISITS} visits", many / some, "times", VISITS - WARM, GROWTH),
    ]


def raw_traces(pid: int, name: str) -> list[Figure]:
    """Copies of the number and of the name in the process's memory."""
    person = people.YOUNG_WOMAN
    counts = {"number": 0, "name": 0}
    encodings = ("utf-8", "utf-16-le", "utf-32-le")
    needles = [
        (what, text.encode(e))
        for what, text in (("number", person.number), ("name", person.name))
        for e in encodings
    ]
    for chunk in _memory(pid):
        for what, needle in needles:
            counts[what] += chunk.count(needle)
    return [at_most(f"{name}: copies of the {what}", count, "copies", 1, 0) for what, count in counts.items()]


def _memory(pid: int) -> Any:
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            start, end = (int(part, 16) for part in span.split("-"))
            if not rights.startswith("rw"):
                continue
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue
