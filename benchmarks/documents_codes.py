"""Codes: how many are read, and how long a frame takes, beside zxing-cpp alone and pyzbar alone.

Drawn here in every harm and strength (``code_pictures``), and ZXing's own black-box pictures where they lie:
folders ``qrcode-*`` and ``code128-*`` in ``barcodes`` of ``PAPERS``, ``TONGBAN_TESTDATA`` or
``../shared/testdata``, and what ``make photographs`` brought (``black_box``). A still picture is given every
light; a live one is shown for twenty frames.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
import zxingcpp
from pyzbar import pyzbar

from benchmarks import black_box
from benchmarks.code_pictures import code_pictures
from benchmarks.figure import Figure, against, at_most, percentile, plain
from kiosk.sandbox.desk import DeskScene
from kiosk.sandbox.papers.invented import somebody
from kiosk.sandbox.specimens import ALL
from kiosk.vision.codes import CodeWatch, payload_text, read_still

FRAME_MS = 25.0
LIVE_FRAMES = 20
MOST_MISSED = 7 / 179
"""Of ZXing's pictures of QR codes 172 of 179 are to be read right."""
A_KIND = 1
NAMES = 100_000
Bgr = np.ndarray[Any, np.dtype[np.uint8]]
Reader = Callable[[Bgr], list[str]]


def figures() -> list[Figure]:
    """Counts of the black-box pictures and of the drawn ones, what raw bytes mean, then times."""
    return [*_black_box(), *_drawn(), *_raw_names(), *_times()]


def _still(image_bgr: Bgr) -> list[str]:
    return [code.text for code in read_still(image_bgr, within_s=60.0)]


def _zxing(image_bgr: Bgr) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image_bgr)]


def _pyzbar(image_bgr: Bgr) -> list[str]:
    grey = cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY)
    return [code.data.decode("utf-8", "replace") for code in pyzbar.decode(grey)]


def _black_box() -> list[Figure]:
    found: list[Figure] = []
    squares: list[tuple[str, Bgr]] = []
    for folder in _folders():
        paths = [path for path in sorted(folder.glob("*.png")) if path.with_suffix(".txt").exists()]
        pictures = [(_said(path), np.asarray(cv2.imread(str(path)), np.uint8)) for path in paths]
        found += _beside(f"{folder.name}: read right", pictures)
        squares += pictures if folder.name.startswith("qrcode-") else []
    if squares:
        found += _beside("all folders of QR: read right", squares)
        missed, most = sum(said not in _still(image) for said, image in squares), MOST_MISSED * len(squares)
        found.append(at_most("all folders of QR: not read right", missed, "", len(squares), most))
        live = sum(_live(said, image) for said, image in squares)
        found.append(plain(f"all folders of QR, within {LIVE_FRAMES} live frames", live, "", len(squares)))
    return found


def _folders() -> list[Path]:
    """Each once, by name; the first place that has it counts."""
    places = (os.environ.get("PAPERS"), os.environ.get("TONGBAN_TESTDATA"), "../shared/testdata")
    roots = [*(Path(one) / "barcodes" for one in places if one), black_box.default_folder()]
    by_name = {
        folder.name: folder
        for root in reversed(roots)
        for folder in (*root.glob("qrcode-*"), *root.glob("code128-*"))
    }
    return [by_name[name] for name in sorted(by_name)]


def _said(path: Path) -> str:
    """The truth beside a picture, its line ends as they are."""
    return path.with_suffix(".txt").read_bytes().decode("utf-8", "replace")


def _beside(name: str, pictures: list[tuple[str, Bgr]]) -> list[Figure]:
    readers: tuple[Reader, ...] = (_still, _zxing, _pyzbar)
    ours, zxing, zbar = (sum(said in read(image) for said, image in pictures) for read in readers)
    count = len(pictures)
    return [
        against(name, ours, "zxing-cpp alone", zxing, "", count),
        against(name, ours, "pyzbar alone", zbar, "", count),
    ]


def _drawn() -> list[Figure]:
    found: list[Figure] = []
    for kind in ("QRCode", "Code128"):
        drawn = [one for one in code_pictures(A_KIND) if one.kind == kind]
        pictures = [(one.text, _bgr(one.image)) for one in drawn]
        found += _beside(f"drawn {kind}, every harm and strength, still: read right", pictures)
        live = sum(_live(said, image) for said, image in pictures)
        found.append(plain(f"drawn {kind}, within {LIVE_FRAMES} live frames: read right", live, "", len(pictures)))
        wrong = sum(bool(set(_still(image)) - {said}) for said, image in pictures)
        found.append(at_most(f"drawn {kind}: read as something else", wrong, "", len(pictures), 0))
    return found


def _raw_names() -> list[Figure]:
    """Invented names whose bytes are GB 2312 and say so nowhere."""
    lot = Random(5)
    names = [somebody(lot).name for _ in range(NAMES)]
    found = []
    for size in (2, 3):
        some = [name for name in names if len(name) == size]
        ours = sum(payload_text(name.encode("gb2312"), "é") != name for name in some)
        plainly = sum(_is_utf8(name.encode("gb2312")) for name in some)
        name = f"raw names of {size} hanzi: read as something else"
        found.append(against(name, ours, "UTF-8 wherever it fits", plainly, "", len(some)))
    return found


def _is_utf8(payload: bytes) -> bool:
    try:
        return bool(payload.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _live(said: str, image: Bgr) -> bool:
    watch, random = CodeWatch(), np.random.default_rng(1)
    for _ in range(LIVE_FRAMES):
        noisy = np.clip(image + random.normal(0, 1.5, image.shape), 0, 255).astype(np.uint8)
        if said in [code.text for code in watch.step(noisy)]:
            return True
    return False


def _bgr(grey: Any) -> Bgr:
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)


def _times() -> list[Figure]:
    """Frames of the desk with a paper and no code, and of codes that cannot be read: the dear ones."""
    frames = [DeskScene(page()).picture() for page in ALL]
    frames += [_bgr(one.image) for one in code_pictures(1) if one.strength == 1.0]
    watch = CodeWatch()
    for frame in frames:
        watch.step(frame)
    peers: dict[str, Callable[[Bgr], object]] = {"zxing-cpp alone": _zxing, "pyzbar alone": _pyzbar}
    looks = {"ours": watch.step, **peers}
    own: dict[str, list[float]] = {name: [] for name in looks}
    wall: list[float] = []
    for _ in range(3):
        for frame in frames:
            for name, look in looks.items():
                begun, worked = time.perf_counter(), time.thread_time()
                look(frame)
                own[name].append((time.thread_time() - worked) * 1000)
                if name == "ours":
                    wall.append((time.perf_counter() - begun) * 1000)
    return [*_own_times(own), *_wall_times(wall)]


def _own_times(own: dict[str, list[float]]) -> Iterable[Figure]:
    """The thread's own time: what a frame takes on a machine that has a core for it."""
    count = len(own["ours"])
    for percent, word in ((50, "median"), (95, "95 of 100"), (100, "slowest")):
        ours = percentile(own["ours"], percent)
        yield at_most(f"code frame, the thread's own time, {word}", ours, "ms", count, FRAME_MS)
        for name in ("zxing-cpp alone", "pyzbar alone"):
            theirs = percentile(own[name], percent)
            yield against(f"code frame, the thread's own time, {word}", ours, name, theirs, "ms", count)


def _wall_times(wall: list[float]) -> Iterable[Figure]:
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    for percent, word in ((50, "median"), (95, "95 of 100"), (100, "slowest")):
        yield plain(f"code frame by the clock, {word} ({load})", percentile(wall, percent), "ms", len(wall))
