"""Papers: how fast and how exactly a page is found, what a page costs in the PDF, and how many codes are read.

Everything is drawn in this run: the sandbox's desk with its specimen papers, and codes that are turned, blurred
and darkened. The desk is plain, so the tutorial's contour finds the page there too; how it goes on
clutter, wood, tiles and other pictures stands in ``docs/drivers.md``.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import qrcode
import zxingcpp
from pyzbar import pyzbar

from benchmarks.figure import Figure, against, at_most, interleaved_ms, plain
from kiosk.sandbox.desk import DeskScene, Lay
from kiosk.sandbox.specimens import ALL, certificate
from kiosk.vision.codes import read_codes
from kiosk.vision.pages.desk import PageWatch, take
from kiosk.vision.pages.find import find_page
from kiosk.vision.pages.pdf import BoundPage, material_pdf

FRAME_MS = 40.0
PAGE_KB = 170.0
RUNS = 25
Image = np.ndarray[Any, np.dtype[np.uint8]]


def figures() -> list[Figure]:
    """Page found, shot to PDF, codes."""
    return [*_finding(), *_shooting(), *_codes()]


def _finding() -> list[Figure]:
    scenes = [DeskScene(page(), Lay(turn_deg=turn)) for page in ALL for turn in (-4.0, 0.0, 3.0)]
    frames = [scene.picture(number) for number, scene in enumerate(scenes)]
    watch, turn = PageWatch(), iter(range(10**6))
    still = [scenes[0].picture(number) for number in range(4)]
    ours, bare, look = interleaved_ms(
        RUNS * 2,
        lambda: find_page(frames[next(turn) % len(frames)]),
        lambda: _bare_contours(frames[next(turn) % len(frames)]),
        lambda: watch.step(still[next(turn) % len(still)]),
    )
    exact = [_overlap(find_page(frame), scene.corners()) for frame, scene in zip(frames, scenes, strict=True)]
    naive = [
        _overlap_of(_bare_contours(frame), scene.corners()) for frame, scene in zip(frames, scenes, strict=True)
    ]
    return [
        at_most("page found per frame of 1600 x 1200", ours, "ms", RUNS * 2, FRAME_MS),
        against("page found per frame", ours, "cv2.Canny and findContours, full frame", bare, "ms", RUNS * 2),
        plain("live look at a page that lies still: found and judged", look, "ms", RUNS * 2),
        against(
            "overlap of the page found (IoU, median)",
            statistics.median(exact),
            "largest four-cornered contour",
            statistics.median(naive),
            "",
            len(frames),
        ),
    ]


def _bare_contours(frame: Image) -> Any:
    """The tutorial's way: Canny 75/200, the largest contour with four corners."""
    edges = cv2.Canny(cv2.GaussianBlur(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), (5, 5), 0), 75, 200)
    outlines, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:5]:
        corners = cv2.approxPolyDP(outline, 0.02 * cv2.arcLength(outline, True), True)
        if len(corners) == 4:
            return corners.reshape(4, 2).astype(np.float32)
    return None


def _overlap(found: Any, truth: Any) -> float:
    return _overlap_of(None if found is None else found.corners, truth)


def _overlap_of(corners: Any, truth: Any) -> float:
    if corners is None or not cv2.isContourConvex(corners.reshape(-1, 1, 2)):
        return 0.0
    common, _ = cv2.intersectConvexConvex(corners, truth)
    return float(common / (cv2.contourArea(corners) + cv2.contourArea(truth) - common))


def _shooting() -> list[Figure]:
    frame = DeskScene(certificate()).picture()
    shot = take(frame)
    five = [BoundPage(shot.jpeg)] * 5
    shoot, bind, whole = interleaved_ms(
        RUNS, lambda: take(frame), lambda: material_pdf(five), lambda: material_pdf([BoundPage(take(frame).jpeg)])
    )
    busy = material_pdf([BoundPage(_busy_page())])
    sheet = material_pdf([BoundPage(shot.jpeg)])
    return [
        at_most("frame to flat page with verdict", shoot, "ms", RUNS, 300.0),
        plain("frame to PDF of one page", whole, "ms", RUNS),
        at_most("PDF of five pages", bind, "ms", RUNS, 1500.0),
        at_most("size of an A4 page in the PDF", len(sheet) / 1000, "KB", 1, PAGE_KB),
        at_most(
            "size of a full, noisy A4 page at 150 dpi",
            len(busy) / 1000,
            "KB",
            1,
            PAGE_KB,
        ),
    ]


def _busy_page() -> bytes:
    """A certificate at 150 dpi under sensor noise: the hardest page the flattening hands on."""
    page = cv2.resize(certificate().image_bgr, (1240, 1754), interpolation=cv2.INTER_AREA).astype(np.float32)
    noisy = page + np.random.default_rng(4).normal(0, 9, page.shape)
    good, png = cv2.imencode(".png", np.clip(noisy, 0, 255).astype(np.uint8))
    assert good
    return bytes(png)


Reader = Callable[[Image], list[str]]


def _codes() -> list[Figure]:
    made = [(text, _spoilt(image, seed)) for seed, (text, image) in enumerate(_payloads())]
    readers: list[Reader] = [_ours, _zxing, _pyzbar]
    ours, zxing, second = (sum(text in read(image) for text, image in made) for read in readers)
    turn = iter(range(10**6))
    calls = [lambda read=read: read(made[next(turn) % len(made)][1]) for read in readers]
    ours_ms, zxing_ms, second_ms = interleaved_ms(len(made), *calls)
    count = len(made)
    return [
        against("codes read right", ours, "zxing-cpp alone", zxing, "", count),
        against("codes read right", ours, "pyzbar alone", second, "", count),
        against("code frame of 1280 x 960", ours_ms, "zxing-cpp alone", zxing_ms, "ms", count),
        against("code frame of 1280 x 960", ours_ms, "pyzbar alone", second_ms, "ms", count),
    ]


def _payloads() -> list[tuple[str, Image]]:
    found: list[tuple[str, Image]] = []
    for number in range(24):
        text = f"受理编号 5104{number:04d} 测试甲"
        encoding = ("utf-8", "gb18030")[number % 2]
        maker = qrcode.QRCode(border=4, box_size=6)
        maker.add_data(text.encode(encoding))
        found.append((text, np.array(maker.make_image().convert("L"), np.uint8)))
    for number in range(16):
        text = f"CASE-2026{number:04d}"
        made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
        found.append((text, np.array(zxingcpp.write_barcode_to_image(made, scale=3), np.uint8)))
    return found


def _spoilt(code: Image, seed: int) -> Image:
    """The code on a grey frame: turned, in perspective, blurred, darkened, noisy."""
    random = np.random.default_rng(seed)
    height, width = code.shape
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = np.deg2rad(random.uniform(-25, 25))
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    laid = (flat - flat.mean(axis=0)) @ spin.T * (1.2 * 340 / max(width, height)) + random.uniform(-9, 9, (4, 2))
    warp = cv2.getPerspectiveTransform(flat, (laid + (640, 480)).astype(np.float32))  # noqa: RUF005
    frame: Any = cv2.warpPerspective(code, warp, (1280, 960), borderValue=(255,)).astype(np.float32)
    frame = cv2.GaussianBlur(frame, (0, 0), random.uniform(0.4, 2.0)) * random.uniform(0.35, 0.95)
    frame += random.normal(0, random.uniform(1, 8), frame.shape)
    grey = np.clip(frame, 0, 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def _ours(image: Image) -> list[str]:
    return [code.text for code in read_codes(image)]


def _zxing(image: Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image)]


def _pyzbar(image: Image) -> list[str]:
    return [
        code.data.decode("utf-8", "replace") for code in pyzbar.decode(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
    ]
