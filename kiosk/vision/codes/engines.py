"""The two readers, each asked for one grey picture; neither raises anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import zxingcpp
from pyzbar import pyzbar

from kiosk.vision.codes.payload import guess_undone, payload_text

Grey = np.ndarray[Any, np.dtype[np.uint8]]

_BYTE_KINDS = ("QRCode", "MicroQRCode", "PDF417", "DataMatrix", "Aztec")
"""Codes that carry bytes of no stated meaning; Code 128 has letters of its own."""
_STATED = ("]Q2", "]Q4", "]Q6", "]d4", "]d5", "]d6", "]L1")
"""AIM identifiers of codes that state their encoding (ECI)."""
ALL = ""
OURS = "QRCode,Code128"
"""What slips, certificates and telephones carry. To look for them costs 10 ms a frame at most; to look for all
kinds costs 220 ms on some frames."""
BARS = "PDF417,Code39,EAN13"
SQUARES = "DataMatrix,Aztec,MicroQRCode"
"""Other kinds, in two looks: what the squares cost depends on the picture."""
_SECOND_KINDS = {"QRCODE": "QRCode", "CODE128": "Code128"}
_SECOND_SYMBOLS = [pyzbar.ZBarSymbol.QRCODE, pyzbar.ZBarSymbol.CODE128]


@dataclass(frozen=True, repr=False)
class Code:
    """What a code says. ``kind`` is zxing's name: ``QRCode``, ``Code128``, ``PDF417`` …"""

    text: str
    kind: str


@dataclass(frozen=True)
class Unread:
    """A QR code that was found and not read: its ``corners`` (4, 2) px, clockwise from its own top left, and how
    many ``modules`` it has along a side."""

    corners: np.ndarray[Any, np.dtype[np.float32]]
    modules: int


def first(grey: Grey, formats: str = ALL) -> list[Code]:
    """zxing-cpp's reading of ``grey`` (H, W) uint8."""
    return [_code(one) for one in _seen(grey, formats) if one.valid and one.text]


def unread(grey: Grey) -> list[Unread]:
    """QR codes of ``grey`` (H, W) uint8 that zxing-cpp finds and cannot read."""
    broken = [one for one in _seen(grey, "QRCode", broken=True) if not one.valid]
    return [Unread(_corners(one.position), modules) for one in broken if (modules := _modules(one))]


def _seen(grey: Grey, formats: str, *, broken: bool = False) -> Sequence[Any]:
    wanted = zxingcpp.barcode_formats_from_str(formats)
    try:
        return zxingcpp.read_barcodes(np.ascontiguousarray(grey), formats=wanted, return_errors=broken)
    except (RuntimeError, ValueError):
        return []


def _modules(one: Any) -> int:
    """Along a side; 0 where the version could not be told, or is a Micro QR code's."""
    version = str((one.extra or {}).get("Version", ""))
    return 17 + 4 * int(version) if version.isdecimal() else 0


def _corners(position: Any) -> np.ndarray[Any, np.dtype[np.float32]]:
    around = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return np.array([(corner.x, corner.y) for corner in around], np.float32)


def second(grey: Grey) -> list[Code]:
    """pyzbar's reading of ``grey`` (H, W) uint8: QR and Code 128."""
    try:
        found = pyzbar.decode(grey, symbols=_SECOND_SYMBOLS)
    except pyzbar.PyZbarError:
        return []
    return [Code(_second_text(one), _SECOND_KINDS[one.type]) for one in found if one.data]


def _code(one: Any) -> Code:
    kind = one.format.name
    if kind not in _BYTE_KINDS or one.symbology_identifier in _STATED:
        return Code(one.text, kind)
    return Code(payload_text(bytes(one.bytes), one.text), kind)


def _second_text(one: Any) -> str:
    """zbar turns what it takes for another encoding into UTF-8, and hands on what it cannot turn."""
    try:
        text = one.data.decode("utf-8")
    except UnicodeDecodeError:
        return payload_text(one.data, one.data.decode("latin-1"))
    return guess_undone(text) if one.type == "QRCODE" else text
