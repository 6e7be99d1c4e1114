"""Light on a flat page: how bright its brightest part is, and how much the lamp's reflection has washed out."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

SATURATED = 250
WHITE_PAPER = 246.0
"""Where bare paper itself is this bright, glare cannot be told from paper."""
PATCH_PX = 15
"""Saturated patches narrower than this are highlights on print, not glare."""


def exposure(grey: Any) -> float:
    """The 99th percentile of the grey (h, w) uint8: the paper of a pale page, the letters of a dark card."""
    return float(np.percentile(without_rim(grey)[::2, ::2], 99))


def glare(grey: Any) -> float:
    """Share of the page in saturated patches; 0 where the bare paper itself is that bright."""
    inner = without_rim(grey)
    if float(np.percentile(inner[::2, ::2], 60)) >= WHITE_PAPER:
        return 0.0
    patch = np.ones((PATCH_PX, PATCH_PX), np.uint8)
    return float(cv2.morphologyEx((inner >= SATURATED).astype(np.uint8), cv2.MORPH_OPEN, patch).mean())


def without_rim(grey: Any) -> Any:
    """The page without its outermost 25th, where its own edge and the desk may show."""
    height, width = grey.shape
    return grey[height // 25 : height - height // 25, width // 25 : width - width // 25]
