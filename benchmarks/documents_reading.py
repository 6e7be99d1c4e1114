"""Reading of papers: fields right, wrong values offered, seconds and memory of a page, frames drawn meanwhile.

Specimens are drawn and damaged in this run, by lots that no threshold was chosen on (``FIRST_LOT`` and on). They
are set in Noto's type: this says how labels, places and check signs work together, not how real papers read.
``TONGBAN_BENCH_PAPERS`` says how many of each kind and damage are read.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from benchmarks.figure import Figure, against, at_most, percentile, plain
from benchmarks.panel import Child
from kiosk.sandbox.hall_process import HallProcess
from kiosk.sandbox.papers import KINDS, LEVELS, PaperSpecimen, caught, drawn
from kiosk.sandbox.specimens import Bgr
from kiosk.settings import Reading
from kiosk.vision.reading.fields import OFFERED_FROM
from kiosk.vision.reading.known import KnownPapers
from kiosk.vision.reading.reader import PageReader
from main import CLEAN_MEMORY
from provisioning.models import default_folder

LOTS = int(os.environ.get("TONGBAN_BENCH_PAPERS", "2"))
FIRST_LOT = 1000
A4_S, FRAME_MS = 4.0, 33.0
RUNS, VISITS = 5, 3
PATIENT = Reading(page_s=300, start_s=300, idle_s=3600, pages=1000)
"""A busy machine is no reason to give a page up here."""
BARE = """
import io, json, sys, time
import numpy as np
from rapidocr import RapidOCR
page = np.load(io.BytesIO(sys.stdin.buffer.read()))
ocr = RapidOCR(params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 2})
taken = []
for _ in range(3):
    begun = time.process_time()
    ocr(page)
    taken.append(time.process_time() - begun)
print(json.dumps(min(taken[1:])))
"""
"""rapidocr as it comes, on the same two threads; the first page, which loads the weights, does not count."""


@dataclass(frozen=True)
class _Told:
    """What became of one field of one specimen."""

    name: str
    level: str
    critical: bool
    right: bool
    offered: bool


def figures() -> list[Figure]:
    """Fields, speed, memory, frames."""
    reader = PageReader(PATIENT)
    try:
        return [*_fields(reader), *_telling(), *_speed(reader), *_frames(reader)]
    finally:
        reader.rest()


def _fields(reader: PageReader) -> Iterator[Figure]:
    papers = KnownPapers.load()
    told: list[_Told] = []
    recognised: Counter[str] = Counter()
    pages = extra = 0
    for name in KINDS:
        for level in LEVELS:
            for lot in range(FIRST_LOT, FIRST_LOT + LOTS):
                specimen = drawn(name, lot)
                text = reader.read(caught(specimen, level, lot))
                pages += 1
                recognised[level.name] += papers.recognise(text).kind == specimen.kind
                fields = {field.name: field for field in papers.read_fields(text, specimen.kind)}
                extra += sum(
                    field.confidence >= OFFERED_FROM
                    for field in fields.values()
                    if field.name not in specimen.fields
                )
                for field, value in specimen.fields.items():
                    read = fields.get(field)
                    told.append(
                        _Told(
                            name,
                            level.name,
                            papers.paper(specimen.kind).field(field).kind in ("name", "citizen_number"),
                            read is not None and read.value == value,
                            read is not None and read.confidence >= OFFERED_FROM,
                        )
                    )
    for level in LEVELS:
        of_level = [one for one in told if one.level == level.name]
        yield _share(f"fields read right, {level.name}", of_level)
        yield _share(f"names and numbers read right, {level.name}", [one for one in of_level if one.critical])
        count = LOTS * len(KINDS)
        yield plain(f"papers told apart, {level.name}, of {count}", recognised[level.name], "papers", count)
    for name in KINDS:
        yield _share(f"fields read right, all damages, {name}", [one for one in told if one.name == name])
    offered = [one for one in told if one.offered]
    yield plain(f"right values sure enough to be offered, of {len(told)}", _right(offered), "values", len(told))
    wrong = len(offered) - _right(offered) + extra
    yield at_most("wrong values sure enough to be offered", wrong, "values", len(told), 0)


def _telling() -> Iterator[Figure]:
    """A page's text, read without a fault, becomes a known paper and its fields; beside a frame, for it holds the
    interpreter that draws."""
    papers, taken = KnownPapers.load(), []
    pages = [drawn(name, FIRST_LOT) for name in KINDS]
    for _ in range(RUNS):
        for page in pages:
            began = time.perf_counter()
            papers.recognise(page.text)
            papers.read_fields(page.text, page.kind)
            taken.append((time.perf_counter() - began) * 1000)
    yield plain("a page's text told and its fields taken, median", statistics.median(taken), "ms", len(taken))
    yield at_most("a page's text told and its fields taken, longest", max(taken), "ms", len(taken), FRAME_MS)


def _share(name: str, told: list[_Told]) -> Figure:
    return plain(f"{name}, of {len(told)}", _right(told), "fields", len(told))


def _right(told: list[_Told]) -> int:
    return sum(one.right for one in told)


def _a4() -> tuple[PaperSpecimen, Bgr]:
    """A full sheet at 150 dpi, the flattening's own size."""
    specimen = drawn("birth", FIRST_LOT)
    return specimen, caught(specimen, LEVELS[1], FIRST_LOT)


def _speed(reader: PageReader) -> Iterator[Figure]:
    _, page = _a4()
    reader.rest()
    began = time.monotonic()
    reader.wake()
    yield plain("the reader's process begins", time.monotonic() - began, "s", 1)
    reader.read(page)
    child = psutil.Process(reader.pid)
    wall, processor = [], []
    for _ in range(RUNS):
        before, began = _cpu_s(child), time.monotonic()
        reader.read(page)
        wall.append(time.monotonic() - began)
        processor.append(_cpu_s(child) - before)
    peak = _peak_mb(child)
    load = os.getloadavg()[0]
    name = f"A4 page of {page.shape[1]} x {page.shape[0]} read, mean (load {load:.1f} on {os.cpu_count()} cores)"
    yield at_most(name, statistics.mean(wall), "s", RUNS, A4_S)
    yield against(
        "the same in processor seconds, best", min(processor), "rapidocr as it comes", _bare_s(page), "s", RUNS
    )
    yield plain("half of that, what two free cores would take", min(processor) / 2, "s", RUNS)
    yield at_most("the reader's peak memory after A4 pages", peak, "MB", RUNS, Reading().memory_mb)


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _peak_mb(process: psutil.Process) -> float:
    lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _bare_s(page: Bgr) -> float:
    content = _npy(page)
    done = subprocess.run([sys.executable, "-c", BARE], input=content, stdout=subprocess.PIPE, check=True)
    return float(json.loads(done.stdout.splitlines()[-1]))


def _npy(page: Bgr) -> bytes:
    file = io.BytesIO()
    np.save(file, page)
    return file.getvalue()


def _frames(reader: PageReader) -> Iterator[Figure]:
    """Short visits are drawn: alone, and while the reader reads page after page."""
    _, page = _a4()
    with HallProcess(default_folder()) as hall:
        child = Child(hall, **CLEAN_MEMORY)
        try:
            child.ask("visit")
            child.ask("spells")
            quiet = _drawn(child)
            with _Reading(reader, page) as reading:
                busy = _drawn(child)
        finally:
            child.quit()
    for name, spells in (("", quiet), (f" while {reading.pages} pages are read", busy)):
        own, whole = [one[1] for one in spells], [one[2] for one in spells]
        step = max(spells, key=lambda one: one[1])[0]
        yield plain(f"main thread's own time a frame{name}, 99 %", percentile(own, 99), "ms", len(own))
        yield at_most(f"main thread's own time, longest frame{name} ({step})", max(own), "ms", len(own), FRAME_MS)
        yield plain(f"from frame to frame{name}, 99 %", percentile(whole, 99), "ms", len(whole))
        yield plain(f"from frame to frame, longest{name}", max(whole), "ms", len(whole))


def _drawn(child: Child) -> list[tuple[str, float, float]]:
    """Step, the main thread's own time and the whole of every frame of some visits."""
    for _ in range(VISITS):
        child.ask("visit")
    return [(step, own, whole) for step, own, whole in child.ask("spells")]


class _Reading:
    """Page after page on a thread of this process, as long as it is open."""

    def __init__(self, reader: PageReader, page: Bgr) -> None:
        self._reader, self._page = reader, page
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.pages = 0

    def __enter__(self) -> _Reading:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._reader.read(self._page)
            self.pages += 1
