"""Both sides of a card on one sheet, in true size, as a copying machine would lay them.

``both_sides`` is given the card alone, cut out under the lamp; ``both_sides_of_sheets`` the whole glass of a
scanner with the card somewhere on it.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from kiosk.vision.pages.find import check_image
from kiosk.vision.pages.flatten import A4_LONG_PX, A4_SHORT_PX, DPI
from kiosk.vision.pages.upright import turned

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

ID_1_MM = (85.6, 54.0)
"""ISO/IEC 7810 ID-1: identity cards, bank cards, driving licences."""
HAIRLINE = 200
"""Grey of the line around a card, so that a white card's size can be seen."""
UNLIKE_LID = 28
"""Levels by which a pixel differs from the lid over the glass."""
PALE_LID = 200
"""From this level in every channel a lid is made white, so that no edge of the cut shows on the sheet."""
RIM_PX = round(2 / 25.4 * DPI)
"""A lid's shadow at the rim of the glass: 2 mm."""
MARGIN_PX = round(4 / 25.4 * DPI)
"""Left around what lies on the glass: the white rim of a card is as white as the lid."""
ASPECT_SLACK = 0.08
"""How far a shot's aspect may be from the card's and still be that card, a little askew."""


def both_sides(front_bgr: Bgr, back_bgr: Bgr, size_mm: tuple[float, float] = ID_1_MM) -> Bgr:
    """One A4 page (1754, 1240, 3) uint8 at 150 dpi: the front in the upper half, the back in the lower.

    Both are flat shots of a card of ``size_mm`` (long side, short side). A shot that stands is turned to lie; one
    of another shape keeps its shape within the card's room. Raises ``NotAnImage``.
    """
    sheet = np.full((A4_LONG_PX, A4_SHORT_PX, 3), 255, np.uint8)
    for half, side_bgr in enumerate((front_bgr, back_bgr)):
        check_image(side_bgr)
        card = _in_true_size(side_bgr, size_mm)
        height, width = card.shape[:2]
        top = round(A4_LONG_PX * (0.25 + 0.5 * half) - height / 2)
        left = (A4_SHORT_PX - width) // 2
        sheet[top - 1 : top + height + 1, left - 1 : left + width + 1] = HAIRLINE
        sheet[top : top + height, left : left + width] = card
    return sheet


def both_sides_of_sheets(front_bgr: Bgr, back_bgr: Bgr) -> Bgr:
    """The same of two pages of a scanner's glass, both 150 dpi and evenly lit: of each what lies on it is kept.

    Something larger than half a sheet is made smaller. Raises ``NotAnImage``.
    """
    sheet = np.full((A4_LONG_PX, A4_SHORT_PX, 3), 255, np.uint8)
    most = np.array([A4_SHORT_PX, A4_LONG_PX // 2]) - 2 * MARGIN_PX
    for half, side_bgr in enumerate((front_bgr, back_bgr)):
        check_image(side_bgr)
        laid = what_lies(side_bgr)
        fit = min(1.0, *(most / np.array(laid.shape[1::-1])))
        laid = np.asarray(cv2.resize(laid, None, fx=fit, fy=fit, interpolation=cv2.INTER_AREA), np.uint8)
        height, width = laid.shape[:2]
        top = round(A4_LONG_PX * (0.25 + 0.5 * half) - height / 2)
        left = (A4_SHORT_PX - width) // 2
        sheet[top : top + height, left : left + width] = laid
    return sheet


def what_lies(glass_bgr: Bgr) -> Bgr:
    """The part of a glass (h, w, 3) uint8 on which something lies, with a margin; all of it when nothing does.

    The lid is what most of the glass shows; a pale one becomes white. Its rim is left out, for there lids throw
    shadows, and so are specks.
    """
    lid = np.median(glass_bgr[::4, ::4].reshape(-1, 3), axis=0)
    unlike = (np.abs(glass_bgr.astype(np.int16) - lid.astype(np.int16)).max(axis=2) > UNLIKE_LID).astype(np.uint8)
    unlike[:RIM_PX] = unlike[-RIM_PX:] = 0
    unlike[:, :RIM_PX] = unlike[:, -RIM_PX:] = 0
    thick = cv2.morphologyEx(unlike, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    left, top, width, height = cv2.boundingRect(thick)
    if width == 0:
        return glass_bgr
    laid = glass_bgr[
        max(0, top - MARGIN_PX) : top + height + MARGIN_PX, max(0, left - MARGIN_PX) : left + width + MARGIN_PX
    ]
    if lid.min() < PALE_LID:
        return laid
    return np.asarray(np.clip(laid * (255.0 / lid), 0, 255), np.uint8)


def _in_true_size(side_bgr: Bgr, size_mm: tuple[float, float]) -> Bgr:
    lying = turned(side_bgr, 3) if side_bgr.shape[0] > side_bgr.shape[1] else side_bgr
    width, height = (round(side / 25.4 * DPI) for side in size_mm)
    aspect = lying.shape[1] / lying.shape[0]
    if abs(aspect / (width / height) - 1) > ASPECT_SLACK:
        fit = min(width / lying.shape[1], height / lying.shape[0])
        width, height = round(lying.shape[1] * fit), round(lying.shape[0] * fit)
    how = cv2.INTER_AREA if width < lying.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(lying, (width, height), interpolation=how), np.uint8)
