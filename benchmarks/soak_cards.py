"""``make soak-cards``: random card events on emulated readers with the real driver, for half an hour.

Four readers live at once, each with hands, a seed and a model of its own (``benchmarks/soak``). A broken rule ends
the run with the seed and what was done last. At the end stand the figures; memory must be flat.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from benchmarks.soak.histories import Historian
from benchmarks.soak.memory import MemoryWatch, open_files
from benchmarks.soak.reader_bench import Broken, ReaderBench
from kiosk.settings_devices import Reader

READERS = 4
POLL_MS = Reader().poll_ms
LOOK_EVERY_S = 5.0
TRACED_KB_A_MINUTE = 20.0
RSS_KB_A_MINUTE = 200.0
"""What counts as flat: a leak of one card a history would show ten times this."""
LEAST_TO_JUDGE_S = 300.0
"""A shorter run is all caches filling; its slopes are printed and not judged."""


class Soak:
    """Some readers, each soaked by a thread of its own until told to end."""

    def __init__(self, folder: Path, seed: int, *, readers: int = READERS, poll_ms: int = POLL_MS) -> None:
        self._ending = threading.Event()
        self.failures: list[str] = []
        self.benches = [ReaderBench(folder, seed + number, poll_ms) for number in range(readers)]
        self.historians = [Historian(bench, seed + number) for number, bench in enumerate(self.benches)]
        self._threads = [
            threading.Thread(target=self._soak, args=(seed + number, bench, historian), name=f"soak-{number}")
            for number, (bench, historian) in enumerate(zip(self.benches, self.historians, strict=True))
        ]

    def start(self) -> None:
        """Begins."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Lets every history come to its end, then stops all."""
        self._ending.set()
        for thread in self._threads:
            thread.join()

    @property
    def histories(self) -> int:
        """How many have come to their end."""
        return sum(one.histories for one in self.historians)

    @property
    def counts(self) -> Counter[str]:
        """Hands and events by name."""
        return sum((bench.counts for bench in self.benches), Counter())

    @property
    def read_s(self) -> list[float]:
        """Seconds to read a card laid down cleanly."""
        return [took for one in self.historians for took in one.read_s]

    def _soak(self, seed: int, bench: ReaderBench, historian: Historian) -> None:
        bench.open()
        try:
            while not self._ending.is_set():
                historian.live()
        except Broken as error:
            last = "\n    ".join(bench.did)
            self.failures.append(f"seed {seed}, history {historian.histories + 1}: {error}\n    {last}")
            self._ending.set()
        finally:
            bench.close()

    @property
    def ending(self) -> bool:
        """A rule was broken, or ``stop`` was called."""
        return self._ending.is_set()


def main(arguments: list[str] | None = None) -> int:
    """Runs for ``--minutes``; 0 when every history ended right and memory stayed flat."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak_cards", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000)
    asked = parser.parse_args(arguments)
    print(f"seed {asked.seed}, {READERS} readers, {asked.minutes:g} minutes", flush=True)
    watch, files = MemoryWatch(), open_files()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        soak = Soak(Path(folder), asked.seed)
        began = time.monotonic()
        soak.start()
        while time.monotonic() - began < 60 * asked.minutes and not soak.ending:
            time.sleep(LOOK_EVERY_S)
            watch.look()
        soak.stop()
    lasted_s = time.monotonic() - began
    watch.look()
    watch.stop()
    wrong = soak.failures + _told(soak, watch, lasted_s) + _left_over(files)
    for line in wrong:
        print(f"BROKEN: {line}", file=sys.stderr)
    return 1 if wrong else 0


def _told(soak: Soak, watch: MemoryWatch, lasted_s: float) -> list[str]:
    """Prints the figures; returns what is wrong with memory."""
    counts = soak.counts
    print(f"{lasted_s / 60:.1f} minutes, {soak.histories} histories, {sum(counts.values())} hands and events")
    print("  " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    asked_again = sum(one.asked_again for one in soak.historians)
    print(f"  {asked_again} cards laid down in haste were asked to be lifted and laid down again")
    if soak.read_s:
        middle, worst = statistics.median(soak.read_s), max(soak.read_s)
        print(f"  clean card read after {middle:.2f} s (median), {worst:.2f} s (worst of {len(soak.read_s)})")
    traced, rss = watch.slopes()
    print(f"  Python's blocks {traced.last_mb:.1f} MB, {traced.kb_a_minute:+.1f} kB a minute")
    print(f"  RSS {rss.last_mb:.1f} MB, {rss.kb_a_minute:+.1f} kB a minute")
    if lasted_s < LEAST_TO_JUDGE_S:
        return []
    judged = (("Python's blocks", traced, TRACED_KB_A_MINUTE), ("RSS", rss, RSS_KB_A_MINUTE))
    return [
        f"{name} grow by {slope.kb_a_minute:.1f} kB a minute"
        for name, slope, most in judged
        if slope.kb_a_minute > most
    ]


def _left_over(files_before: int) -> list[str]:
    files, threads = open_files(), threading.active_count()
    print(f"  open files before {files_before}, after {files}; threads after {threads}")
    return ["files stay open"] * (files > files_before) + ["threads stay"] * (threads > 1)


if __name__ == "__main__":
    raise SystemExit(main())
