"""Codes on paper: QR, Code 128, PDF417 and their kin, read from a frame or a flattened page.

zxing-cpp reads first; where it sees nothing pyzbar gives a second opinion (it is better on worn Code 128). Both
end in tens of milliseconds on a desk's frame; OpenCV's own readers stall for seconds on frames they cannot read
and are not used. Payloads of Chinese offices are often raw GB18030 bytes, which both libraries decode wrongly: the
bytes are decoded here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import zxingcpp
from pyzbar import pyzbar

from kiosk.vision.pages.find import check_image

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

MOST_PX = 1600
"""A larger frame is reduced to this: a code that needs more was not held to the camera."""
_GB_PAIR = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]")
"""A hanzi of GB 2312, rows 16 to 87."""
_BYTE_KINDS = ("QRCode", "MicroQRCode", "PDF417", "DataMatrix", "Aztec")
"""Codes that carry bytes of no stated meaning; Code 128 has letters of its own."""
SECOND_PX = 900
"""The second opinion looks at no more than this, as its time grows with the frame (70 ms at 1600 px, 20 here)."""
_SECOND_KINDS = {"QRCODE": "QRCode", "CODE128": "Code128"}
_SECOND_SYMBOLS = [pyzbar.ZBarSymbol.QRCODE, pyzbar.ZBarSymbol.CODE128]


@dataclass(frozen=True, repr=False)
class Code:
    """What a code says. ``kind`` is zxing's name: ``QRCode``, ``Code128``, ``PDF417`` …"""

    text: str
    kind: str


def read_codes(image_bgr: Bgr) -> list[Code]:
    """Every code of the frame (H, W, 3) uint8, each text once; an empty list when there is none.

    Raises ``NotAnImage`` for an array that is no frame.
    """
    check_image(image_bgr)
    grey = np.asarray(cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY), np.uint8)
    return list(dict.fromkeys(_first(_at_most(grey, MOST_PX)) or _second(_at_most(grey, SECOND_PX))))


def payload_text(payload: bytes, guessed: str) -> str:
    """The text of ``payload``: UTF-8, or GB18030 if it has a GB 2312 pair, or else what the library ``guessed``.

    A library that knows no better reads GB bytes as Latin-1; a lone high byte (``Zürich``) really is Latin-1.
    """
    if guessed.isascii() and guessed:
        return guessed
    for encoding in ("utf-8", "gb18030"):
        if encoding == "gb18030" and not _GB_PAIR.search(payload):
            continue
        try:
            return payload.decode(encoding)
        except UnicodeDecodeError:
            continue
    return guessed


def _at_most(grey: Any, side_px: int) -> Any:
    scale = side_px / max(grey.shape)
    return grey if scale >= 1.0 else cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _first(grey: Any) -> list[Code]:
    try:
        found = zxingcpp.read_barcodes(grey)
    except (RuntimeError, ValueError):
        return []
    return [_code(one) for one in found if one.valid and one.text]


def _code(one: Any) -> Code:
    kind = one.format.name
    return Code(payload_text(bytes(one.bytes), one.text) if kind in _BYTE_KINDS else one.text, kind)


def _second(grey: Any) -> list[Code]:
    try:
        found = pyzbar.decode(grey, symbols=_SECOND_SYMBOLS)
    except pyzbar.PyZbarError:
        return []
    return [Code(payload_text(one.data, ""), _SECOND_KINDS[one.type]) for one in found if one.data]
