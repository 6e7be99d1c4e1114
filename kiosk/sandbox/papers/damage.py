"""What camera, lamp and flattening leave of a paper: reduced, shaded, blurred, noisy, not quite straight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.sandbox.papers.sheet import PaperSpecimen
from kiosk.sandbox.specimens import Bgr

PAPER_PX_MM = 150 / 25.4
"""150 dpi: what the flattening leaves of a page."""


@dataclass(frozen=True)
class Level:
    """How badly a paper was caught. ``px_mm`` dots a millimetre; ``corner`` how far corners are off, as a share of
    the sides; ``shade`` how much darker the far corner is; ``blur`` and ``noise`` in px and grey levels."""

    name: str
    px_mm: float
    corner: float
    shade: float
    blur: float
    noise: float
    jpeg: int


LEVELS = (
    Level("clean scan", 200 / 25.4, 0.0, 0.0, 0.0, 1.0, 92),
    Level("good photo", PAPER_PX_MM, 0.006, 0.15, 0.5, 4.0, 85),
    Level("poor photo", PAPER_PX_MM, 0.012, 0.4, 0.9, 8.0, 70),
    Level("bad photo", PAPER_PX_MM * 0.85, 0.02, 0.55, 1.3, 12.0, 60),
)


def caught(specimen: PaperSpecimen, level: Level, seed: int) -> Bgr:
    """The paper as it comes to the reader, (h, w, 3) uint8."""
    random = np.random.default_rng([seed, LEVELS.index(level)])
    px_mm = level.px_mm
    width, height = round(specimen.width_mm * px_mm), round(specimen.height_mm * px_mm)
    page: Any = cv2.resize(specimen.image_bgr, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    off = random.uniform(-level.corner, level.corner, (4, 2)) * (width, height)
    warp = cv2.getPerspectiveTransform(flat, (flat + off).astype(np.float32))
    page = cv2.warpPerspective(page, warp, (width, height), borderMode=cv2.BORDER_REPLICATE)
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    angle = random.uniform(0, 2 * np.pi)
    slope = ((across - 0.5) * np.cos(angle) + (down - 0.5) * np.sin(angle)) / np.sqrt(2) + 0.5
    page *= (1 - level.shade * slope)[..., None]
    if level.blur:
        page = cv2.GaussianBlur(page, (0, 0), level.blur)
    page += random.normal(0, level.noise, page.shape)
    good, data = cv2.imencode(
        ".jpg", np.clip(page, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, level.jpeg]
    )
    assert good
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
